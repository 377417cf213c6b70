//! Content codings (RFC 9110 section 8.4.1), of which this client decodes none.

use core::fmt::{self, Write as _};

/// Bytes of a name that are kept: as many as the longest in use, `compress`, has.
const KEPT: usize = 8;

/// The name of a content coding, such as `gzip`.
///
/// A name longer than 8 bytes is kept up to its seventh byte, followed by `~`. Takes 8 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ContentCoding {
    /// Visible ASCII, and zeros behind it.
    name: [u8; KEPT],
}

impl ContentCoding {
    pub(super) const NONE: Self = Self { name: [0; KEPT] };

    /// The coding of this name, shortened as described above.
    pub fn new(name: &str) -> Self {
        let mut coding = Self::NONE;
        name.bytes().for_each(|byte| coding.push(byte));
        coding
    }

    /// A character of the name.
    pub(super) fn push(&mut self, byte: u8) {
        match self.name.iter_mut().find(|place| **place == 0) {
            Some(place) if byte.is_ascii_graphic() => *place = byte,
            Some(place) => *place = b'?',
            None => {
                let [.., last] = &mut self.name;
                *last = b'~';
            }
        }
    }
}

impl fmt::Display for ContentCoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut name = self.name.iter().take_while(|byte| **byte != 0);
        name.try_for_each(|byte| f.write_char(char::from(*byte)))
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
