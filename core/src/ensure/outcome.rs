//! What came of ensuring a webhook.

use core::fmt;

use crate::Field;
use crate::shown::errors;

/// What it took to have the webhook as desired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Ensured {
    /// It was so already. One request, and nothing was written.
    Unchanged,
    /// It was registered.
    Created,
    /// It was there; what differed was updated.
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
    /// Why a webhook cannot be ensured, or a set not reconciled, although the API refused nothing.
    pub enum EnsureError {
        /// The API took this field's value and shows another: it writes such values its own way.
        /// Desire what it shows, or it is sent again each time.
        NotKept(field: Field) =>
            "the API took the {field} and shows another: desire what it shows",
        /// The API responded with a webhook of another id.
        OtherWebhook => "the API responded with a different webhook",
        /// Two of the desired webhooks have one id. Nothing was sent.
        SameId => "two of the desired webhooks have one id",
        /// Webhooks that were deleted are listed again, or ever new ones are: another client
        /// registers them.
        NoProgress =>
            "webhooks that were deleted are listed again: is another client registering them?",
        /// The list of webhooks changed each time it was read, so an unlisted webhook may have been
        /// missed. Reconcile again when other clients are done.
        ListChanged =>
            "the list of webhooks changed each time it was read: reconcile again later",
    }
}
