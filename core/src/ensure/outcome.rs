//! What came of ensuring a webhook.

use core::fmt;

use crate::Field;

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

/// Why a webhook cannot be ensured, or a set not reconciled, although the API refused nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum EnsureError {
    /// The API took this field's value and shows another: it writes such values its own way. Desire
    /// what it shows, or it is sent again each time. With [`Field::Id`], it responded with a
    /// webhook that was not asked for.
    NotKept(Field),
    /// Two of the desired webhooks have one id. Nothing was sent.
    SameId,
    /// Webhooks that were deleted are listed again, or ever new ones are: another client registers
    /// them.
    NoProgress,
    /// The list of webhooks changed each time it was read, so an unlisted webhook may have been
    /// missed. Reconcile again when other clients are done.
    ListChanged,
}

impl fmt::Display for EnsureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotKept(Field::Id) => f.write_str("the API responded with a different webhook"),
            Self::NotKept(field) => write!(
                f,
                "the API took the {} and shows another: desire what it shows",
                field.name()
            ),
            Self::SameId => f.write_str("two of the desired webhooks have one id"),
            Self::NoProgress => f.write_str(
                "webhooks that were deleted are listed again: is another client registering them?",
            ),
            Self::ListChanged => f.write_str(
                "the list of webhooks changed each time it was read: reconcile again later",
            ),
        }
    }
}

impl core::error::Error for EnsureError {}
