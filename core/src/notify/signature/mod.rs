//! The `Gigapay-Signature` header field: `t=<unix seconds>,v1=<64 lower-case hex digits>`
//! ([B24](crate::behaviour#b24)).

mod reader;

use super::mac::Tag;
use crate::shown::{errors, shown};

pub(super) use reader::SignatureReader;

errors! {
    /// What is wrong with a `Gigapay-Signature` field: the sender, or a proxy, does not follow the
    /// API's documentation ([B24](crate::behaviour#b24)).
    #[derive(Hash)]
    pub enum SignatureError {
        /// An item is empty, or is not a name, `=` and a value of visible ASCII.
        Item => "not a comma-separated list of name=value",
        /// `t` is not a decimal number below 2^64 without sign and leading zeros.
        Timestamp => "t is not a decimal number of seconds",
        /// `t` comes twice.
        RepeatedTimestamp => "t comes twice",
        /// There is no `t`.
        NoTimestamp => "t is missing",
        /// A `v1` is not 64 lower-case hex digits.
        Candidate => "a v1 is not 64 lower-case hex digits",
        /// There are more than [`Signature::MAX_CANDIDATES`] `v1`.
        TooManyCandidates => "there are more than 8 v1",
        /// There is no `v1`.
        NoCandidate => "v1 is missing",
    }
}

/// A parsed `Gigapay-Signature` field: the time of signing, and one or more signatures, of which
/// one must match ([B26](crate::behaviour#b26)).
///
/// The text is parsed strictly: each value has only one spelling.
///
/// - `t` comes once: a number below 2^64 in decimal digits, without a leading zero.
/// - `v1` comes once to [`MAX_CANDIDATES`](Self::MAX_CANDIDATES) times: 64 digits of `0-9a-f`.
/// - Items with other names are ignored, such as `v0=…`, and also `T=…`, since names are
///   case-sensitive. Their values are visible ASCII, or empty.
/// - Items are separated by a comma without white space, and have any order; none is empty.
///
/// Anything else is an error, including white space. (HTTP removes white space around the whole
/// value.)
///
/// It takes 288 bytes. `Debug` and defmt show the number of signatures, never the signatures, since
/// anyone who has one can replay the notification.
///
/// ```
/// use gigapay_webhooks::notify::Signature;
///
/// let text = "t=1,v1=d85e51f36a23ef27c37e6c6ef71f2b8b25bf30f52a8cc6a4b42c8bd27ad71d82,v0=x";
/// let signature = Signature::parse(text.as_bytes())?;
/// assert_eq!(signature.timestamp(), 1);
/// assert!(Signature::parse(b"t=01,v1=0").is_err());
/// # Ok::<(), gigapay_webhooks::notify::SignatureError>(())
/// ```
#[derive(Clone)]
pub struct Signature {
    /// The digits of `t`.
    digits: [u8; Signature::MAX_DIGITS],
    digit_count: u8,
    candidate_count: u8,
    timestamp: u64,
    candidates: [Tag; Signature::MAX_CANDIDATES],
}

impl Signature {
    /// The field's name.
    pub const HEADER: &'static str = "Gigapay-Signature";
    /// Largest number of `v1` in a field.
    pub const MAX_CANDIDATES: usize = 8;
    /// Number of decimal digits of 2^64 - 1.
    pub(super) const MAX_DIGITS: usize = 20;

    /// Parses a field's value.
    ///
    /// # Errors
    /// The first error found, by the rules above.
    pub fn parse(value: &[u8]) -> Result<Self, SignatureError> {
        let mut reader = SignatureReader::new();
        value.iter().for_each(|byte| reader.push(*byte));
        reader.finish()?;
        Ok(reader.signature)
    }

    /// Returns the time of signing in seconds of Unix time. Trust it only after verification.
    pub const fn timestamp(&self) -> u64 {
        self.timestamp
    }

    /// Returns the text of the timestamp, the first part of the signed message.
    pub(super) fn digits(&self) -> &[u8] {
        let count = usize::from(self.digit_count);
        self.digits.get(..count).unwrap_or_default()
    }

    pub(super) fn candidates(&self) -> &[Tag] {
        let count = usize::from(self.candidate_count);
        self.candidates.get(..count).unwrap_or_default()
    }
}

shown!([] Signature, |it| "Signature(t={}, {} of v1)", it.timestamp, it.candidate_count);
