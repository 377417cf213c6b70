//! What a webhook is to be.

use core::marker::PhantomData;

use crate::shown::shown;
use crate::values::{Members, setters};
use crate::{AllButMetadata, AllFields, EventSet, Json, SecretKey, Stored};

/// A webhook as the API is to hold it, under an id of the client's choice: what
/// [`Ensure`](crate::Ensure) sees to.
///
/// The id is what makes registering it twice impossible ([B21](crate::behaviour#b21)), so it has no
/// default: take the device's serial number. What is not set here is left as it is: the server
/// draws a secret key when the webhook is registered, and keeps it.
///
/// ```
/// use gigapay_webhooks::{DesiredWebhook, Event};
///
/// let desired =
///     DesiredWebhook::new("pump-7", "https://example.com/hooks/", &[Event::PAYOUT_CREATED]);
/// assert_eq!(desired.id(), "pump-7");
/// ```
///
/// It borrows all it holds, and takes 52 bytes on a 32-bit device. Its `Debug` leaves the secret
/// key out.
///
/// `F` says which fields can be compared. A [`Capacity`](crate::Capacity) that leaves metadata out
/// needs [`without_metadata`](Self::without_metadata).
pub struct DesiredWebhook<'a, F = AllFields> {
    pub(super) id: &'a str,
    /// All but the id.
    pub(super) members: Members<'a>,
    fields: PhantomData<F>,
}

impl<'a> DesiredWebhook<'a> {
    /// Notifications of `events` are to be posted to `url`.
    ///
    /// Events are a set: their order does not matter, nor does naming one twice. The URL is
    /// compared as text.
    pub fn new(id: &'a str, url: &'a str, events: impl Into<EventSet<'a>>) -> Self {
        Self {
            id,
            members: Members::new(url, events),
            fields: PhantomData,
        }
    }

    /// Says nothing of metadata, whatever was set before: for a [`Capacity`](crate::Capacity) in
    /// which metadata is [`Omitted`](crate::Omitted).
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
        /// The webhook is to have this metadata. Default: whatever it has.
        ///
        /// It is compared as a value: the server may write numbers, escapes and white space its own
        /// way, and the members of an object in any order.
        metadata(metadata: impl Into<Json<'a>>) => metadata.into();
    }
}

impl<'a, F> DesiredWebhook<'a, F> {
    setters! {
        /// Notifications are to be signed with this key. Default: whatever key the webhook has.
        secret_key(key: &'a SecretKey<impl Stored>) => key.borrow();
    }

    /// The id.
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
