//! Values to send: a new webhook, an update, or a replacement.

use super::secret::Secret;
use super::{EventSet, Json, SecretKey, Stored};
use crate::ConfigError;
use crate::shown::shown;

/// The members of a request's body. All are borrowed; nothing is copied.
///
/// `Debug` does not show the secret, neither here nor in the types that contain it.
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
    /// Makes the members of a webhook that posts notifications of `events` to `url`.
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

/// Rejects an id that is empty or a dot segment: servers and proxies would resolve `/webhooks/../`
/// to another resource (RFC 3986 section 5.2.4).
pub(crate) fn check_id(id: &str) -> Result<(), ConfigError> {
    match id.as_bytes() {
        [] | b"." | b".." => Err(ConfigError::InvalidId),
        _ => Ok(()),
    }
}

/// Declares setters of members: name, argument and value.
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
    /// Makes a webhook that posts notifications of `events` to `url`.
    pub fn new(url: &'a str, events: impl Into<EventSet<'a>>) -> Self {
        Self {
            members: Members::new(url, events),
            idempotency_key: None,
        }
    }

    setters! {
        /// Sets the id. By default the server generates a UUID. The API refuses to register the
        /// same id twice ([B21](crate::behaviour#b21)).
        [const] id(id: &'a str) => id;
        /// Sets the metadata.
        metadata(metadata: impl Into<Json<'a>>) => metadata.into();
        /// Sets the key that notifications are signed with.
        secret_key(key: &'a SecretKey<impl Stored>) => key.borrow();
    }

    /// Sets `Idempotency-Key`, which must be visible ASCII. The server stores its first response to
    /// a key for 24 hours and repeats it instead of registering again, so a request whose response
    /// was lost can be sent again with the same key ([B21](crate::behaviour#b21)).
    ///
    /// Refusals are stored, too: after a 400 or 429, the same key gets the same refusal for 24
    /// hours, even if the cause is gone. Use a new key after a 4xx, and whenever a value of the
    /// request changes. After a 5xx, which may be stored or not, repeat with the same key. If it is
    /// refused again, list the webhooks, and use a new key if this one does not exist.
    /// [`Ensure`](crate::Ensure) does all of this.
    #[must_use]
    pub const fn idempotency_key(mut self, key: &'a str) -> Self {
        self.idempotency_key = Some(key);
        self
    }
}

/// Changes to a webhook. Only the fields that are set are sent ([B16](crate::behaviour#b16)).
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
    /// Makes an update without changes.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Changes the id, and with it the webhook's URL in the API ([B9](crate::behaviour#b9)).
        [const] id(id: &'a str) => id;
        /// Sets the metadata.
        metadata(metadata: impl Into<Json<'a>>) => metadata.into();
        /// Sets the key that notifications are signed with.
        secret_key(key: &'a SecretKey<impl Stored>) => key.borrow();
        /// Changes the address that notifications are posted to.
        [const] url(url: &'a str) => url;
        /// Changes the events subscribed to.
        events(events: impl Into<EventSet<'a>>) => events.into();
    }
}

/// What to do with the secret key when a webhook is replaced.
///
/// If a replacement has no secret key, the API generates a *new* one ([B17](crate::behaviour#b17)),
/// and receivers that verify with the old one reject all further notifications. So this choice has
/// no default.
#[derive(Clone, Copy)]
pub struct ReplacementSecret<'a>(Option<Secret<'a>>);

impl<'a> ReplacementSecret<'a> {
    /// Let the server generate a new secret key, which the response contains.
    pub const REGENERATE: Self = Self(None);

    /// Keep the present secret key. The API requires it to be sent again, so retrieve the webhook
    /// first.
    pub fn keep<S: Stored>(present: &'a SecretKey<S>) -> Self {
        Self(Some(present.borrow()))
    }

    /// Set this secret key.
    pub fn set<S: Stored>(new: &'a SecretKey<S>) -> Self {
        Self(Some(new.borrow()))
    }
}

shown!(
    [] ReplacementSecret<'_>,
    |it| "ReplacementSecret({})",
    it.0.map_or("regenerate", |_| "***")
);

/// New values for all fields of a webhook.
///
/// Without [`metadata`](Self::metadata), the API resets metadata to `{}`
/// ([B17](crate::behaviour#b17)).
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
    /// Makes a replacement with this URL, these events and this choice for the secret key.
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
        /// Changes the id. By default the present id is sent, since the server would otherwise
        /// generate a new one, according to the API reference.
        [const] id(id: &'a str) => id;
        /// Sets the metadata.
        metadata(metadata: impl Into<Json<'a>>) => metadata.into();
    }
}
