//! What is wrong with a signature field.

use core::fmt;

/// What is wrong with a `Gigapay-Signature` field: the sender, or a proxy on the way, does not
/// write what the API documents ([B24](crate::behaviour#b24)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SignatureError {
    /// An item is empty, or not a name, `=` and a value of visible ASCII.
    Item,
    /// `t` is no number below 2^64 without sign and leading zeros.
    Timestamp,
    /// `t` comes twice.
    RepeatedTimestamp,
    /// There is no `t`.
    NoTimestamp,
    /// A `v1` is not 64 lower-case hex digits.
    Candidate,
    /// There are more `v1` than [`Signature::MAX_CANDIDATES`](super::Signature::MAX_CANDIDATES).
    TooManyCandidates,
    /// There is no `v1`.
    NoCandidate,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Item => "not a list of name=value, separated by commas alone",
            Self::Timestamp => "t is not a whole number of seconds, as one writes it",
            Self::RepeatedTimestamp => "t comes twice",
            Self::NoTimestamp => "t is missing",
            Self::Candidate => "a v1 is not 64 lower-case hex digits",
            Self::TooManyCandidates => "there are more than 8 of v1",
            Self::NoCandidate => "v1 is missing",
        })
    }
}

impl core::error::Error for SignatureError {}
