//! The desired state of a webhook.

use core::marker::PhantomData;

use crate::shown::shown;
use crate::values::{Members, setters};
use crate::{AllButMetadata, AllFields, EventSet, Json, SecretKey, Stored};

/// The desired state of a webhook, for [`Ensure`](crate::Ensure), under an id that the client
/// chooses.
///
/// The id prevents registering the webhook twice ([B21](crate::behaviour#b21)), so it has no
/// default; use the device's serial number, for example. Fields that are not set keep their values.
/// If no secret key is set, the server generates one when the webhook is registered.
///
/// ```
/// use gigapay_webhooks::{DesiredWebhook, Event};
///
/// let desired =
///     DesiredWebhook::new("pump-7", "https://example.com/hooks/", &[Event::PAYOUT_CREATED]);
/// assert_eq!(desired.id(), "pump-7");
/// ```
///
/// It borrows its values and takes 52 bytes on a 32-bit device. `Debug` does not show the secret
/// key.
///
/// `F` says which fields can be compared. A [`Capacity`](crate::Capacity) whose metadata is
/// [`Omitted`](crate::Omitted) needs [`without_metadata`](Self::without_metadata).
pub struct DesiredWebhook<'a, F = AllFields> {
    pub(super) id: &'a str,
    /// The other fields.
    pub(super) members: Members<'a>,
    fields: PhantomData<F>,
}

impl<'a> DesiredWebhook<'a> {
    /// Desires a webhook `id` that posts notifications of `events` to `url`.
    ///
    /// Events are compared as a set, without regard to order or repetition. The URL is compared as
    /// text.
    pub fn new(id: &'a str, url: &'a str, events: impl Into<EventSet<'a>>) -> Self {
        Self {
            id,
            members: Members::new(url, events),
            fields: PhantomData,
        }
    }

    /// Removes metadata from the desired state, for a [`Capacity`](crate::Capacity) whose metadata
    /// is [`Omitted`](crate::Omitted).
    pub fn without_metadata(self) -> DesiredWebhook<'a, AllButMetadata> {
        DesiredWebhook {
            id: self.id,
            members: Members {
                metadata: None,
                ..self.members
            },
            fields: PhantomData,
        }
    }

    setters! {
        /// Sets the desired metadata. By default, any metadata matches.
        ///
        /// Metadata is compared as a JSON value: the server may write numbers, escapes, white space
        /// and the order of members differently.
        metadata(metadata: impl Into<Json<'a>>) => metadata.into();
    }
}

impl<'a, F> DesiredWebhook<'a, F> {
    setters! {
        /// Sets the desired key for signing notifications. By default, any key matches.
        secret_key(key: &'a SecretKey<impl Stored>) => key.borrow();
    }

    /// Returns the id.
    pub const fn id(&self) -> &'a str {
        self.id
    }
}

impl<F> Clone for DesiredWebhook<'_, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for DesiredWebhook<'_, F> {}

shown!(
    [F] DesiredWebhook<'_, F>,
    |it| "DesiredWebhook {{ id: {:?}, members: {:?} }}",
    it.id,
    it.members
);
