//! A signature field, a byte at a time: it needs no room of its own.

use super::{Signature, SignatureError};
use crate::keyword::hex;

/// What the next character belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Scheme,
    Timestamp,
    Candidate,
    Unknown,
}

/// A field's value being read, a byte at a time.
pub(in crate::notify) struct SignatureReader {
    pub(super) signature: Signature,
    error: Option<SignatureError>,
    place: Place,
    /// Characters of the scheme's name or of a candidate.
    length: u8,
    /// The first two characters of the name, which is all that the known ones have.
    scheme: [u8; 2],
}

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
            place: Place::Scheme,
            length: 0,
            scheme: [0; 2],
        }
    }

    /// One more byte. What is wrong comes out at the end.
    pub(in crate::notify) fn push(&mut self, byte: u8) {
        if self.error.is_none() {
            self.error = self.take(byte).err();
        }
    }

    /// The value has ended.
    pub(in crate::notify) fn finish(&mut self) -> Result<&Signature, SignatureError> {
        if self.error.is_none() {
            self.error = self.check().err();
        }
        match self.error {
            Some(error) => Err(error),
            None => Ok(&self.signature),
        }
    }

    /// The signature, if [`finish`](Self::finish) found nothing wrong with it.
    pub(in crate::notify) const fn signature(&self) -> &Signature {
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
