//! Parses a signature field byte by byte, without a buffer for the text.

use super::{Signature, SignatureError};
use crate::keyword::hex;

/// The part of the value that the next byte belongs to.
#[derive(Clone, Copy)]
enum Place {
    Name,
    Timestamp,
    Candidate,
    Unknown,
}

/// Parser of a field's value.
pub(in crate::notify) struct SignatureReader {
    /// The result; valid only if [`finish`](Self::finish) succeeds.
    pub(in crate::notify) signature: Signature,
    error: Option<SignatureError>,
    place: Place,
    /// Number of hex digits read of a candidate.
    digits: u8,
    /// The bytes of the name as a big-endian number, for names of up to four bytes.
    name: u32,
}

const T: u32 = b't' as u32;
const V1: u32 = u32::from_be_bytes(*b"\0\0v1");

impl SignatureReader {
    pub(in crate::notify) const fn new() -> Self {
        Self {
            signature: Signature {
                digits: [0; Signature::MAX_DIGITS],
                digit_count: 0,
                candidate_count: 0,
                timestamp: 0,
                candidates: [[0; 8]; Signature::MAX_CANDIDATES],
            },
            error: None,
            place: Place::Name,
            digits: 0,
            name: 0,
        }
    }

    /// Parses a byte. Errors are returned by [`finish`](Self::finish).
    pub(in crate::notify) fn push(&mut self, byte: u8) {
        if self.error.is_none() {
            self.error = self.take(byte).err();
        }
    }

    /// Ends the value. Call it once.
    pub(in crate::notify) fn finish(&mut self) -> Result<(), SignatureError> {
        self.push(b',');
        match self.error {
            Some(error) => Err(error),
            None if self.signature.digit_count == 0 => Err(SignatureError::NoTimestamp),
            None if self.signature.candidate_count == 0 => Err(SignatureError::NoCandidate),
            None => Ok(()),
        }
    }

    fn take(&mut self, byte: u8) -> Result<(), SignatureError> {
        let signature = &mut self.signature;
        match (self.place, byte) {
            (Place::Name, b'=') => self.begin_value()?,
            (Place::Name, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_') => {
                self.name = self
                    .name
                    .checked_mul(0x100)
                    .map_or(u32::MAX, |name| name | u32::from(byte));
            }
            (Place::Name, _) => return Err(SignatureError::Item),
            (Place::Timestamp, b',') if signature.digit_count > 0 => self.place = Place::Name,
            (Place::Timestamp, _) => digit(signature, byte).ok_or(SignatureError::Timestamp)?,
            (Place::Candidate, b',') if self.digits == 64 => {
                signature.candidate_count += 1;
                self.place = Place::Name;
            }
            (Place::Candidate, b'0'..=b'9' | b'a'..=b'f') if self.digits < 64 => {
                let word =
                    8 * usize::from(signature.candidate_count) + usize::from(self.digits / 8);
                if let Some(word) = signature.candidates.as_flattened_mut().get_mut(word) {
                    *word = (*word << 4) | hex(byte);
                }
                self.digits += 1;
            }
            (Place::Candidate, _) => return Err(SignatureError::Candidate),
            (Place::Unknown, b',') => self.place = Place::Name,
            (Place::Unknown, b'!'..=b'~') => {}
            (Place::Unknown, _) => return Err(SignatureError::Item),
        }
        Ok(())
    }

    fn begin_value(&mut self) -> Result<(), SignatureError> {
        let signature = &self.signature;
        self.place = match core::mem::take(&mut self.name) {
            0 => return Err(SignatureError::Item),
            T if signature.digit_count > 0 => return Err(SignatureError::RepeatedTimestamp),
            T => Place::Timestamp,
            V1 if usize::from(signature.candidate_count) == Signature::MAX_CANDIDATES => {
                return Err(SignatureError::TooManyCandidates);
            }
            V1 => Place::Candidate,
            _ => Place::Unknown,
        };
        self.digits = 0;
        Ok(())
    }
}

/// Appends a digit of the timestamp; `None` if it is not a digit, or the number is invalid.
fn digit(signature: &mut Signature, byte: u8) -> Option<()> {
    let digit = char::from(byte).to_digit(10)?;
    if signature.digit_count > 0 && signature.timestamp == 0 {
        return None;
    }
    let tens = signature.timestamp.checked_mul(10)?;
    signature.timestamp = tens.checked_add(digit.into())?;
    *signature
        .digits
        .get_mut(usize::from(signature.digit_count))? = byte;
    signature.digit_count += 1;
    Some(())
}
