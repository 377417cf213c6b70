//! The webhook object (B8).

use core::fmt;

use heapless::string::StringView;

use super::{Capacity, Events, Metadata, SecretKey, Standard, Text};
use crate::Field;

/// A registered webhook.
///
/// `C` says how many bytes each field has room for; see [`Capacity`]. With the feature `serde`,
/// serialising one shows its secret key.
///
/// ```
/// use gigapay_webhooks::Webhook;
///
/// fn show(webhook: &Webhook) {
///     for event in &webhook.events {
///         println!("{} gets {event} at {}", webhook.id, webhook.url);
///     }
/// }
/// # show(&Webhook::new());
/// ```
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(bound = ""))]
#[non_exhaustive]
pub struct Webhook<C: Capacity = Standard> {
    /// Identifier: chosen by the client or drawn by the server. Any text
    /// ([B9](crate::behaviour#b9)).
    pub id: C::Id,
    /// Where notifications are posted.
    pub url: C::Url,
    /// The events subscribed to; names unknown today survive ([B13](crate::behaviour#b13)).
    pub events: Events<C::Events>,
    /// What notifications are signed with. Empty if the API did not say.
    pub secret_key: SecretKey<C::SecretKey>,
    /// Any JSON value, as its raw text ([B11](crate::behaviour#b11)). `{}` if the API did not say.
    pub metadata: Metadata<C::Metadata>,
}

impl Webhook {
    /// An empty webhook of [`Standard`] capacities, to decode into. For other capacities there is
    /// `Default`.
    pub fn new() -> Self {
        Self::default()
    }
}

/// The texts of a webhook, for the decoder to fill; `None` for a field that is left out.
pub(crate) trait FieldTexts {
    fn text_mut(&mut self, field: Field) -> Option<&mut StringView>;
}

impl<C: Capacity> FieldTexts for Webhook<C> {
    fn text_mut(&mut self, field: Field) -> Option<&mut StringView> {
        match field {
            Field::Id => self.id.view_mut(),
            Field::Url => self.url.view_mut(),
            Field::Events => self.events.0.view_mut(),
            Field::SecretKey => self.secret_key.0.view_mut(),
            Field::Metadata => self.metadata.0.view_mut(),
        }
    }
}

/// What `derive` would demand of the capacity itself as well.
macro_rules! by_field {
    ($($field:ident),*) => {
        impl<C: Capacity> Default for Webhook<C> {
            fn default() -> Self {
                Self { $($field: Default::default()),* }
            }
        }

        impl<C: Capacity> Clone for Webhook<C> {
            fn clone(&self) -> Self {
                Self { $($field: self.$field.clone()),* }
            }
        }

        impl<C: Capacity> PartialEq for Webhook<C> {
            fn eq(&self, other: &Self) -> bool {
                $(self.$field == other.$field)&&*
            }
        }

        impl<C: Capacity> Eq for Webhook<C> {}

        impl<C: Capacity> fmt::Debug for Webhook<C> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut shown = f.debug_struct("Webhook");
                $(shown.field(stringify!($field), &self.$field);)*
                shown.finish()
            }
        }
    };
}

by_field!(id, url, events, secret_key, metadata);

#[cfg(feature = "defmt")]
impl<C: Capacity> defmt::Format for Webhook<C> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(
            f,
            "Webhook {{ id: {=str}, url: {=str}, events: [{}], metadata: {} }}",
            self.id.stored().unwrap_or_default(),
            self.url.stored().unwrap_or_default(),
            self.events,
            self.metadata
        );
    }
}
