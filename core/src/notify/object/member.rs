//! The members that the objects of several events have.

use crate::keyword::keywords;

/// A field of an object that holds a time. The notification does not name its event
/// ([B25](crate::behaviour#b25)); the fields that are present tell which event it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TimeField {
    /// `created_at`
    Created,
    /// `notified_at`
    Notified,
    /// `claimed_at`
    Claimed,
    /// `verified_at`
    Verified,
    /// `accepted_at`
    Accepted,
    /// `paid_at`
    Paid,
}

impl TimeField {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Created,
        Self::Notified,
        Self::Claimed,
        Self::Verified,
        Self::Accepted,
        Self::Paid,
    ];

    /// The member's name in the API's JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created_at",
            Self::Notified => "notified_at",
            Self::Claimed => "claimed_at",
            Self::Verified => "verified_at",
            Self::Accepted => "accepted_at",
            Self::Paid => "paid_at",
        }
    }
}

keywords! {
    /// The members that are read, the times in the order of [`TimeField`].
    pub(super) enum Member {
        Id = "id",
        Metadata = "metadata",
        Created = "created_at",
        Notified = "notified_at",
        Claimed = "claimed_at",
        Verified = "verified_at",
        Accepted = "accepted_at",
        Paid = "paid_at",
    }
}

impl Member {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Metadata => "metadata",
            Self::Created => TimeField::Created.name(),
            Self::Notified => TimeField::Notified.name(),
            Self::Claimed => TimeField::Claimed.name(),
            Self::Verified => TimeField::Verified.name(),
            Self::Accepted => TimeField::Accepted.name(),
            Self::Paid => TimeField::Paid.name(),
        }
    }

    /// The place among the times; none has that of an id or of metadata.
    pub(super) const fn time(self) -> usize {
        (self as usize).wrapping_sub(Self::Created as usize)
    }
}
