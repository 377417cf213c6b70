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

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    Id,
    Metadata,
    Time(TimeField),
}

impl Member {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Metadata => "metadata",
            Self::Time(moment) => moment.name(),
        }
    }

    pub(super) const fn bit(self) -> u8 {
        match self {
            Self::Id => 1,
            Self::Metadata => 2,
            Self::Time(moment) => 4 << moment as u8,
        }
    }
}

keywords! {
    /// The names of the members.
    pub(super) enum Keyword {
        MEMBERS {
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
}

impl Keyword {
    /// All of them, each by the member it is the name of.
    pub(super) fn members() -> impl Iterator<Item = Member> {
        Self::ALL.iter().map(|name| name.member())
    }

    pub(super) const fn member(self) -> Member {
        Member::Time(match self {
            Self::Id => return Member::Id,
            Self::Metadata => return Member::Metadata,
            Self::Created => TimeField::Created,
            Self::Notified => TimeField::Notified,
            Self::Claimed => TimeField::Claimed,
            Self::Verified => TimeField::Verified,
            Self::Accepted => TimeField::Accepted,
            Self::Paid => TimeField::Paid,
        })
    }
}
