//! The `Gigapay-Signature` header field: `t=<unix seconds>,v1=<64 lower-case hex digits>` (B24).

use core::fmt;

use super::mac::Tag;
use crate::word::hex;

/// What a `Gigapay-Signature` field says: when the notification was signed, and one or several
/// signatures of which one must fit (B26).
///
/// The text is read strictly. There is one way to write each, so nothing that a lenient reader
/// would guess at decides what was signed:
///
/// | What | Becomes of it |
/// |---|---|
/// | several `v1` | up to [`MAX_CANDIDATES`](Self::MAX_CANDIDATES); more are [an error](SignatureError::TooManyCandidates) |
/// | `t` and `v1` in any order | accepted |
/// | another scheme (`v0=…`), its value visible ASCII or empty | passed over |
/// | `T=…`, `V1=…` | other schemes: names are lower case |
/// | no `t`, or no `v1` | [an error](SignatureError::NoTimestamp) [each](SignatureError::NoCandidate) |
/// | `t` twice, equal or not | [an error](SignatureError::RepeatedTimestamp): either could be the one signed |
/// | `t` empty, with a sign, a leading zero (but `0` itself), a fraction, above 2^64 - 1 | [an error](SignatureError::Timestamp) |
/// | `v1` other than 64 of `0-9a-f`, so with capitals, too | [an error](SignatureError::Candidate) |
/// | white space anywhere (around the whole value, HTTP has taken it off) | an error of the item it is in |
/// | an empty item, so also a comma at either end; one without `=` or without a name | [an error](SignatureError::Item) |
/// | a control character or anything beyond ASCII | an error of the item it is in |
///
/// It takes 288 bytes. `Debug` and defmt show how many signatures there are, not them: who
/// has one can send the notification again.
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
    /// `t` as it stands there.
    digits: [u8; Signature::MAX_DIGITS],
    digit_count: u8,
    candidate_count: u8,
    timestamp: u64,
    candidates: [Tag; Signature::MAX_CANDIDATES],
}

impl Signature {
    /// The field's name.
    pub const HEADER: &'static str = "Gigapay-Signature";
    /// As many `v1` may there be.
    pub const MAX_CANDIDATES: usize = 8;
    /// Digits of 2^64 - 1.
    pub(super) const MAX_DIGITS: usize = 20;

    /// Reads a field's value.
    ///
    /// # Errors
    /// The first thing found wrong, as in the table above.
    pub fn parse(value: &[u8]) -> Result<Self, SignatureError> {
        let mut reader = SignatureReader::new();
        value.iter().for_each(|byte| reader.push(*byte));
        reader.finish()?;
        Ok(reader.signature)
    }

    /// When it was signed, in seconds of Unix time. It is to be believed as soon as the signature
    /// is.
    pub const fn timestamp(&self) -> u64 {
        self.timestamp
    }

    /// The text of the timestamp, which is the first part of what was signed.
    pub(super) fn digits(&self) -> &[u8] {
        let count = usize::from(self.digit_count);
        self.digits.get(..count).unwrap_or_default()
    }

    pub(super) fn candidates(&self) -> &[Tag] {
        let count = usize::from(self.candidate_count);
        self.candidates.get(..count).unwrap_or_default()
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (timestamp, count) = (self.timestamp, self.candidate_count);
        write!(f, "Signature(t={timestamp}, {count} of v1)")
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Signature {
    fn format(&self, f: defmt::Formatter<'_>) {
        let (timestamp, count) = (self.timestamp, self.candidate_count);
        defmt::write!(f, "Signature(t={}, {} of v1)", timestamp, count);
    }
}

/// What is wrong with a `Gigapay-Signature` field. The sender, or somebody on the way, does not
/// write what the API documents (B24).
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
    /// There are more `v1` than [`Signature::MAX_CANDIDATES`].
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

/// What the next character belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Scheme,
    Timestamp,
    Candidate,
    Unknown,
}

/// A field's value being read, a byte at a time.
pub(super) struct SignatureReader {
    signature: Signature,
    error: Option<SignatureError>,
    place: Place,
    /// Characters of the scheme's name or of a candidate.
    length: u8,
    /// The first two characters of the name, which is all that the known ones have.
    scheme: [u8; 2],
}

impl SignatureReader {
    pub(super) const fn new() -> Self {
        Self {
            signature: Signature {
                digits: [0; Signature::MAX_DIGITS],
                digit_count: 0,
                candidate_count: 0,
                timestamp: 0,
                candidates: [[0; 8]; Signature::MAX_CANDIDATES],
            },
            error: None,
            place: Place::Scheme,
            length: 0,
            scheme: [0; 2],
        }
    }

    /// One more byte. What is wrong comes out at the end.
    pub(super) fn push(&mut self, byte: u8) {
        if self.error.is_none() {
            self.error = self.take(byte).err();
        }
    }

    /// The value has ended.
    pub(super) fn finish(&mut self) -> Result<&Signature, SignatureError> {
        if self.error.is_none() {
            self.error = self.check().err();
        }
        match self.error {
            Some(error) => Err(error),
            None => Ok(&self.signature),
        }
    }

    /// The signature, if [`finish`](Self::finish) found nothing wrong with it.
    pub(super) const fn signature(&self) -> &Signature {
        &self.signature
    }

    fn check(&mut self) -> Result<(), SignatureError> {
        self.end_item()?;
        if self.signature.digit_count == 0 {
            return Err(SignatureError::NoTimestamp);
        }
        if self.signature.candidate_count == 0 {
            return Err(SignatureError::NoCandidate);
        }
        Ok(())
    }

    fn take(&mut self, byte: u8) -> Result<(), SignatureError> {
        match (self.place, byte) {
            (_, b',') => {
                self.end_item()?;
                self.place = Place::Scheme;
                self.length = 0;
            }
            (Place::Scheme, b'=') => self.begin_value()?,
            (Place::Scheme, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_') => {
                if let Some(place) = self.scheme.get_mut(usize::from(self.length)) {
                    *place = byte;
                }
                self.length = self.length.saturating_add(1);
            }
            (Place::Timestamp, _) => self.digit(byte)?,
            (Place::Candidate, b'0'..=b'9' | b'a'..=b'f') => self.nibble(byte)?,
            (Place::Candidate, _) => return Err(SignatureError::Candidate),
            (Place::Unknown, b'!'..=b'~') => {}
            _ => return Err(SignatureError::Item),
        }
        Ok(())
    }

    fn begin_value(&mut self) -> Result<(), SignatureError> {
        self.place = match (self.length, self.scheme) {
            (0, _) => return Err(SignatureError::Item),
            (1, [b't', _]) => {
                if self.signature.digit_count > 0 {
                    return Err(SignatureError::RepeatedTimestamp);
                }
                Place::Timestamp
            }
            (2, [b'v', b'1']) => {
                if usize::from(self.signature.candidate_count) == Signature::MAX_CANDIDATES {
                    return Err(SignatureError::TooManyCandidates);
                }
                Place::Candidate
            }
            _ => Place::Unknown,
        };
        self.length = 0;
        Ok(())
    }

    fn digit(&mut self, byte: u8) -> Result<(), SignatureError> {
        let signature = &mut self.signature;
        let leads_with_zero = signature.digit_count > 0 && signature.timestamp == 0;
        let place = signature.digits.get_mut(usize::from(signature.digit_count));
        let value = (signature.timestamp.checked_mul(10)).and_then(|tens| {
            let digit = char::from(byte).to_digit(10)?;
            tens.checked_add(u64::from(digit))
        });
        let (Some(place), Some(value), false) = (place, value, leads_with_zero) else {
            return Err(SignatureError::Timestamp);
        };
        *place = byte;
        signature.timestamp = value;
        signature.digit_count += 1;
        Ok(())
    }

    fn nibble(&mut self, byte: u8) -> Result<(), SignatureError> {
        let (at, index) = (self.signature.candidate_count, self.length / 8);
        let candidate = self.signature.candidates.get_mut(usize::from(at));
        let place = candidate.and_then(|candidate| candidate.get_mut(usize::from(index)));
        let place = place.ok_or(SignatureError::Candidate)?;
        *place = (*place << 4) | hex(byte);
        self.length += 1;
        Ok(())
    }

    fn end_item(&mut self) -> Result<(), SignatureError> {
        match self.place {
            Place::Scheme => Err(SignatureError::Item),
            Place::Timestamp if self.signature.digit_count == 0 => Err(SignatureError::Timestamp),
            Place::Candidate if self.length != 64 => Err(SignatureError::Candidate),
            Place::Candidate => {
                self.signature.candidate_count += 1;
                Ok(())
            }
            Place::Timestamp | Place::Unknown => Ok(()),
        }
    }
}
