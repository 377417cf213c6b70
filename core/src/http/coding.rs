//! Content codings (RFC 9110 section 8.4.1). The client decodes none; it reports their names.

use core::fmt::{self, Write as _};

/// Name of a content coding, such as `gzip`. It keeps the first 8 bytes, the length of `compress`,
/// the longest name in use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ContentCoding([u8; 8]);

impl ContentCoding {
    pub(super) const NONE: Self = Self([0; 8]);

    /// Makes a coding from its name.
    pub fn new(name: &str) -> Self {
        let mut coding = Self::NONE;
        name.bytes().for_each(|byte| coding.push(byte));
        coding
    }

    /// Appends a character of the name; ignores it if the name is full.
    pub(super) fn push(&mut self, byte: u8) {
        if let Some(place) = self.0.iter_mut().find(|place| **place == 0) {
            *place = byte;
        }
    }
}

impl fmt::Display for ContentCoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.0.iter().filter(|byte| **byte != 0);
        bytes.try_for_each(|byte| {
            f.write_char(match byte.is_ascii_graphic() {
                true => char::from(*byte),
                false => '?',
            })
        })
    }
}

impl fmt::Debug for ContentCoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentCoding({self})")
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for ContentCoding {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "ContentCoding({})", defmt::Display2Format(self));
    }
}
