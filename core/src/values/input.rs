//! What a caller sends: a new webhook, changes to one, or what replaces one.

use super::secret::Secret;
use super::{EventSet, Json, SecretKey, Stored};
use crate::ConfigError;
use crate::shown::shown;

/// The members a request's body may have. All borrowed: nothing is copied to be sent.
///
/// Its `Debug` does not show the secret, nor do those of the types around it.
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct Members<'a> {
    pub(crate) id: Option<&'a str>,
    pub(crate) url: Option<&'a str>,
    pub(crate) events: Option<EventSet<'a>>,
    pub(crate) secret_key: Option<Secret<'a>>,
    pub(crate) metadata: Option<Json<'a>>,
}

impl<'a> Members<'a> {
    /// Notifications of `events` are to be posted to `url`.
    pub(crate) fn new(url: &'a str, events: impl Into<EventSet<'a>>) -> Self {
        Self {
            url: Some(url),
            events: Some(events.into()),
            ..Self::default()
        }
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        if self.secret_key == Some(Secret("")) {
            return Err(ConfigError::EmptySecretKey);
        }
        self.id.map_or(Ok(()), check_id)
    }
}

/// An id that is empty or a dot segment has no address of its own: servers and proxies would
/// read `/webhooks/../` as another resource (RFC 3986 section 5.2.4).
pub(crate) fn check_id(id: &str) -> Result<(), ConfigError> {
    match id.as_bytes() {
        [] | b"." | b".." => Err(ConfigError::InvalidId),
        _ => Ok(()),
    }
}

/// Declares setters of members: their argument, and the member it becomes.
macro_rules! setters {
    ($(
        $(#[$doc:meta])*
        $([$const:tt])? $name:ident($argument:ident: $type:ty) => $value:expr;
    )*) => {$(
        $(#[$doc])*
        #[must_use]
        pub $($const)? fn $name(mut self, $argument: $type) -> Self {
            self.members.$name = Some($value);
            self
        }
    )*};
}
pub(crate) use setters;

/// A webhook to register.
///
/// ```
/// use gigapay_webhooks::{Event, NewWebhook};
///
/// let new = NewWebhook::new("https://example.com/hooks/", &[Event::PAYOUT_CREATED])
///     .id("pump-7")
///     .idempotency_key("pump-7-registration");
/// # let _ = new;
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NewWebhook<'a> {
    pub(crate) members: Members<'a>,
    pub(crate) idempotency_key: Option<&'a str>,
}

impl<'a> NewWebhook<'a> {
    /// Notifications of `events` are to be posted to `url`.
    pub fn new(url: &'a str, events: impl Into<EventSet<'a>>) -> Self {
        Self {
            members: Members::new(url, events),
            idempotency_key: None,
        }
    }

    setters! {
        /// Chooses the id, instead of the server's uuid4. Registering the same id again is refused
        /// ([B21](crate::behaviour#b21)).
        [const] id(id: &'a str) => id;
        /// Sets the metadata.
        metadata(metadata: impl Into<Json<'a>>) => metadata.into();
        /// Sets the key that notifications are signed with.
        secret_key(key: &'a SecretKey<impl Stored>) => key.borrow();
    }

    /// Sends `Idempotency-Key`: visible ASCII. The server keeps its first response to a key for 24
    /// hours and repeats it instead of registering again, so a request whose response was lost can
    /// be sent again with the same key ([B21](crate::behaviour#b21)).
    ///
    /// The key also stores refusals: after a 400 or 429, the same key gets the same refusal for 24
    /// hours, even if the cause is gone. So use a new key after a 4xx, and whenever a value of the
    /// request changes. After a 5xx, which may be stored or not, repeat with the same key; if the
    /// refusal stays, list the webhooks, and use a new key if this one is not there.
    /// [`Ensure`](crate::Ensure) does all of this by itself.
    #[must_use]
    pub const fn idempotency_key(mut self, key: &'a str) -> Self {
        self.idempotency_key = Some(key);
        self
    }
}

/// Changes to a webhook. Only what is set here is sent ([B16](crate::behaviour#b16)).
///
/// ```
/// use gigapay_webhooks::{Event, WebhookUpdate};
///
/// let update = WebhookUpdate::new().events(&[Event::PAYOUT_CREATED, Event::PAYOUT_NOTIFIED]);
/// # let _ = update;
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct WebhookUpdate<'a> {
    pub(crate) members: Members<'a>,
}

impl<'a> WebhookUpdate<'a> {
    /// No change yet.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Changes the id: the webhook's address moves with it ([B9](crate::behaviour#b9)).
        [const] id(id: &'a str) => id;
        /// Sets the metadata.
        metadata(metadata: impl Into<Json<'a>>) => metadata.into();
        /// Sets the key that notifications are signed with.
        secret_key(key: &'a SecretKey<impl Stored>) => key.borrow();
        /// Changes where notifications are posted.
        [const] url(url: &'a str) => url;
        /// Changes the events subscribed to.
        events(events: impl Into<EventSet<'a>>) => events.into();
    }
}

/// What is to become of the signing secret when a webhook is replaced.
///
/// The API draws a *new* secret when a replacement names none ([B17](crate::behaviour#b17)), and
/// every receiver that verifies with the old one then refuses its notifications. So the choice has
/// no default.
#[derive(Clone, Copy)]
pub struct ReplacementSecret<'a>(Option<Secret<'a>>);

impl<'a> ReplacementSecret<'a> {
    /// Let the server draw a new secret. The response has it.
    pub const REGENERATE: Self = Self(None);

    /// Keep the present secret. The API has no word for that: it must be sent again, so take it
    /// from the webhook as retrieved.
    pub fn keep<S: Stored>(present: &'a SecretKey<S>) -> Self {
        Self(Some(present.borrow()))
    }

    /// Set this secret.
    pub fn set<S: Stored>(new: &'a SecretKey<S>) -> Self {
        Self(Some(new.borrow()))
    }
}

shown!(
    [] ReplacementSecret<'_>,
    |it| "ReplacementSecret({})",
    it.0.map_or("regenerate", |_| "***")
);

/// What replaces a webhook whole.
///
/// Without [`metadata`](Self::metadata) the API resets it to `{}` ([B17](crate::behaviour#b17)).
///
/// ```
/// use gigapay_webhooks::{Replacement, ReplacementSecret, Webhook};
///
/// fn moved<'a>(webhook: &'a Webhook, url: &'a str) -> Replacement<'a> {
///     Replacement::new(url, &webhook.events, ReplacementSecret::keep(&webhook.secret_key))
///         .metadata(&webhook.metadata)
/// }
/// # let _ = moved(&Webhook::default(), "");
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Replacement<'a> {
    pub(crate) members: Members<'a>,
}

impl<'a> Replacement<'a> {
    /// A webhook with this URL, these events, and this decision about its secret.
    pub fn new(
        url: &'a str,
        events: impl Into<EventSet<'a>>,
        secret: ReplacementSecret<'a>,
    ) -> Self {
        Self {
            members: Members {
                secret_key: secret.0,
                ..Members::new(url, events)
            },
        }
    }

    setters! {
        /// Changes the id. Left alone, the present one is sent: the reference would otherwise have
        /// the server draw a new one.
        [const] id(id: &'a str) => id;
        /// Sets the metadata.
        metadata(metadata: impl Into<Json<'a>>) => metadata.into();
    }
}
