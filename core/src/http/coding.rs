//! Content codings (RFC 9110 section 8.4.1), of which this client decodes none.

use core::fmt::{self, Write as _};

/// The name of a content coding, such as `gzip`: its first 8 bytes, for the longest in use,
/// `compress`, has no more. Takes 8 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ContentCoding {
    /// The bytes of the name as a number with the last one at its end, in two halves.
    high: u32,
    low: u32,
}

impl ContentCoding {
    pub(super) const NONE: Self = Self { high: 0, low: 0 };

    /// The coding of this name.
    pub fn new(name: &str) -> Self {
        let mut coding = Self::NONE;
        name.bytes().for_each(|byte| coding.push(byte));
        coding
    }

    /// A character of the name.
    pub(super) const fn push(&mut self, byte: u8) {
        if self.high >> 24 == 0 {
            self.high = (self.high << 8) | (self.low >> 24);
            self.low = (self.low << 8) | byte as u32;
        }
    }
}

impl fmt::Display for ContentCoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let halves = [self.high.to_be_bytes(), self.low.to_be_bytes()];
        let mut bytes = halves.as_flattened().iter().filter(|byte| **byte != 0);
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

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn the_first_eight_bytes_are_shown() {
        for (name, shown) in [
            ("", ""),
            ("br", "br"),
            ("gzip", "gzip"),
            ("pack2", "pack2"),
            ("compres", "compres"),
            ("compress", "compress"),
            ("x-compress", "x-compre"),
            ("a\x7f\u{e5}", "a???"),
        ] {
            assert_eq!(ContentCoding::new(name).to_string(), shown);
        }
        assert_ne!(ContentCoding::new("br"), ContentCoding::new("rb"));
    }
}
