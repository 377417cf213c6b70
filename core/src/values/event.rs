//! Event names: an open set (B13).

use core::fmt;

use heapless::String;

use crate::{ConfigError, Stored, Text};

/// The name of an event to subscribe to.
///
/// The constants are the names known today. The set is open: any other name is allowed
/// ([B13](crate::behaviour#b13)).
///
/// ```
/// use gigapay_webhooks::Event;
///
/// assert_eq!(Event::PAYOUT_NOTIFIED.as_str(), "Payout.notified");
/// assert_eq!(Event::new("Payout.teleported").as_str(), "Payout.teleported");
/// assert!(Event::REGISTRATION_VERIFIED.is_user_scoped());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Event<'a>(&'a str);

macro_rules! known_events {
    ($($constant:ident = $name:literal),* $(,)?) => {
        impl Event<'static> {
            $(
                #[doc = concat!("`", $name, "`")]
                pub const $constant: Self = Event($name);
            )*

            /// Every name known today, in alphabetical order.
            pub const KNOWN: &'static [Self] = &[$(Self::$constant),*];
        }
    };
}

known_events! {
    EMPLOYEE_CLAIMED = "Employee.claimed",
    EMPLOYEE_CREATED = "Employee.created",
    EMPLOYEE_NOTIFIED = "Employee.notified",
    EMPLOYEE_VERIFIED = "Employee.verified",
    INVOICE_CREATED = "Invoice.created",
    INVOICE_PAID = "Invoice.paid",
    PAYOUT_ACCEPTED = "Payout.accepted",
    PAYOUT_CREATED = "Payout.created",
    PAYOUT_NOTIFIED = "Payout.notified",
    PAYRUN_CREATED = "Payrun.created",
    PAYRUN_PAID = "Payrun.paid",
    REGISTRATION_VERIFIED = "Registration.verified",
}

impl<'a> Event<'a> {
    /// Makes an event from its name.
    pub const fn new(name: &'a str) -> Self {
        Self(name)
    }

    /// Returns the name, as the API spells it.
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// Whether webhooks for this event belong to the user instead of an integration
    /// ([B14](crate::behaviour#b14)).
    pub fn is_user_scoped(self) -> bool {
        self.0.starts_with("Registration.")
    }
}

impl<'a> From<&'a str> for Event<'a> {
    fn from(name: &'a str) -> Self {
        Self(name)
    }
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

/// The events a webhook is subscribed to, in the order the API gave them.
///
/// They are stored as one text, each name followed by a NUL, so that short names take little
/// memory. Names that contain a NUL are rejected.
///
/// ```
/// use gigapay_webhooks::{Event, Events};
///
/// let mut events: Events = Events::default();
/// events.push(Event::PAYOUT_CREATED)?;
/// events.push(Event::new("Payout.teleported"))?;
/// assert!(events.contains(Event::PAYOUT_CREATED));
/// assert_eq!(events.iter().count(), 2);
/// # Ok::<(), gigapay_webhooks::ConfigError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent, bound = ""))]
pub struct Events<S: Text = String<256>>(
    #[cfg_attr(feature = "serde", serde(with = "super::serialised::events"))] pub(crate) S,
);

impl<S: Stored> Events<S> {
    /// Iterates over the events.
    pub fn iter(&self) -> EventNames<'_> {
        self.names()
    }

    /// Number of events.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether there are no events.
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_empty()
    }

    /// Whether the webhook is subscribed to `event`.
    pub fn contains(&self, event: Event<'_>) -> bool {
        self.iter().any(|present| present == event)
    }

    /// Adds an event at the end.
    ///
    /// # Errors
    /// [`ConfigError::TooLong`] if the name does not fit or contains a NUL; nothing is added then.
    pub fn push(&mut self, event: Event<'_>) -> Result<(), ConfigError> {
        push_name(&mut self.0, event.0)
    }
}

/// Appends the name of an event, and a NUL, to a packed list.
pub(super) fn push_name<S: Text>(list: &mut S, name: &str) -> Result<(), ConfigError> {
    let list = list.view_mut().ok_or(ConfigError::TooLong)?;
    let free = list.capacity().saturating_sub(list.len());
    if name.len() >= free || name.contains('\0') {
        return Err(ConfigError::TooLong);
    }
    let pushed = list.push_str(name).and_then(|()| list.push('\0'));
    pushed.map_err(|_| ConfigError::TooLong)
}

impl<S: Text> Events<S> {
    fn names(&self) -> EventNames<'_> {
        EventNames::packed(self.0.stored().unwrap_or_default())
    }
}

impl<S: Text> fmt::Debug for Events<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

#[cfg(feature = "defmt")]
impl<S: Text> defmt::Format for Events<S> {
    fn format(&self, f: defmt::Formatter<'_>) {
        for event in self.names() {
            defmt::write!(f, "{=str} ", event.0);
        }
    }
}

impl<'a, S: Stored> IntoIterator for &'a Events<S> {
    type Item = Event<'a>;
    type IntoIter = EventNames<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Events to send: a slice of [`Event`]s, or the [`Events`] of a webhook.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct EventSet<'a>(Names<'a>);

#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
enum Names<'a> {
    Listed(&'a [Event<'a>]),
    Packed(&'a str),
}

impl<'a> EventSet<'a> {
    /// Iterates over the events.
    pub const fn iter(&self) -> EventNames<'a> {
        EventNames(self.0)
    }
}

impl<'a> From<&'a [Event<'a>]> for EventSet<'a> {
    fn from(events: &'a [Event<'a>]) -> Self {
        Self(Names::Listed(events))
    }
}

impl<'a, const N: usize> From<&'a [Event<'a>; N]> for EventSet<'a> {
    fn from(events: &'a [Event<'a>; N]) -> Self {
        Self(Names::Listed(events))
    }
}

impl<'a, S: Stored> From<&'a Events<S>> for EventSet<'a> {
    fn from(events: &'a Events<S>) -> Self {
        Self(Names::Packed(events.0.as_ref()))
    }
}

/// Iterator over the names in [`Events`] or an [`EventSet`].
#[derive(Clone, Debug)]
pub struct EventNames<'a>(Names<'a>);

impl<'a> EventNames<'a> {
    pub(super) const fn packed(names: &'a str) -> Self {
        Self(Names::Packed(names))
    }
}

impl<'a> Iterator for EventNames<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        match self.0 {
            Names::Listed(events) => {
                let (first, rest) = events.split_first()?;
                self.0 = Names::Listed(rest);
                Some(*first)
            }
            Names::Packed(text) => {
                let end = text.bytes().position(|byte| byte == 0)?;
                let (name, rest) = text.split_at_checked(end)?;
                self.0 = Names::Packed(rest.get(1..)?);
                Some(Event(name))
            }
        }
    }
}
