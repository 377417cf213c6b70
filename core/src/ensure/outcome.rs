//! Result and errors of ensuring a webhook.

use core::fmt;

use crate::Field;
use crate::shown::errors;

/// What was done to make the webhook match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Ensured {
    /// The webhook matched already; nothing was changed.
    Unchanged,
    /// The webhook was registered.
    Created,
    /// The webhook existed; the fields that differed were updated.
    Updated,
}

impl fmt::Display for Ensured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Unchanged => "unchanged",
            Self::Created => "created",
            Self::Updated => "updated",
        })
    }
}

errors! {
    /// Error of [`Ensure`](crate::Ensure) or [`Reconcile`](crate::Reconcile) other than a refusal
    /// of the API.
    pub enum EnsureError {
        /// The API accepted this field's value but returns another one, because it normalises it.
        /// Desire the value that it returns; otherwise it is sent again each time.
        NotKept(field: Field) =>
            "the API changed the value of {field}: desire the value that it returns",
        /// The API's response is a webhook with another id.
        OtherWebhook => "the API responded with a different webhook",
        /// Two desired webhooks have the same id. Nothing was sent.
        SameId => "two desired webhooks have the same id",
        /// Unlisted webhooks appear as fast as they are deleted: another client registers them.
        NoProgress =>
            "webhooks that were deleted are listed again: is another client registering them?",
        /// The list of webhooks changed each time it was read, so an unlisted webhook may have been
        /// missed. Reconcile again when other clients are done.
        ListChanged =>
            "the list of webhooks changed each time it was read: reconcile again later",
    }
}
