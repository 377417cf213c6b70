//! Writes a part of a message into a buffer: bytes before it are skipped, those after it only
//! counted.

use crate::keyword::take_while;

/// How characters are escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    /// In a path segment: all but the unreserved characters (RFC 3986 section 2.3).
    Percent,
    /// In a JSON string: quotes, backslashes and control characters (RFC 8259 section 7).
    Json,
}

/// Takes the bytes of a message in order and keeps those that fall into its buffer.
pub(crate) struct Encoder<'w> {
    buffer: &'w mut [u8],
    /// Bytes of the message still to come before the buffer.
    skip: usize,
    filled: usize,
    total: usize,
}

impl<'w> Encoder<'w> {
    /// A buffer that begins `offset` bytes into the message.
    pub(crate) const fn new(buffer: &'w mut [u8], offset: usize) -> Self {
        Self {
            buffer,
            skip: offset,
            filled: 0,
            total: 0,
        }
    }

    /// Keeps nothing, only counts the bytes.
    pub(crate) const fn counter() -> Encoder<'static> {
        Encoder::new(&mut [], 0)
    }

    /// Number of bytes so far, whether they fell into the buffer or not.
    pub(crate) const fn total(&self) -> usize {
        self.total
    }

    /// Number of bytes in the buffer.
    pub(crate) const fn filled(&self) -> usize {
        self.filled
    }

    pub(crate) fn put(&mut self, bytes: &[u8]) {
        self.total = self.total.saturating_add(bytes.len());
        let Some(rest) = bytes.get(self.skip..) else {
            self.skip = self.skip.saturating_sub(bytes.len());
            return;
        };
        self.skip = 0;
        let free = self.buffer.get_mut(self.filled..).unwrap_or_default();
        let length = free.len().min(rest.len());
        self.filled += length;
        let (free, rest) = (free.get_mut(..length), rest.get(..length));
        let (words, bytes) = free.unwrap_or_default().as_chunks_mut::<4>();
        let (from_words, from_bytes) = rest.unwrap_or_default().as_chunks::<4>();
        for (place, word) in words.iter_mut().zip(from_words) {
            *place = *word;
        }
        for (place, byte) in bytes.iter_mut().zip(from_bytes) {
            *place = *byte;
        }
    }

    /// Writes `value` behind `name`, if there is one.
    pub(crate) fn put_value(&mut self, name: &[u8], value: Option<&[u8]>) {
        if let Some(value) = value {
            self.put(name);
            self.put(value);
        }
    }

    pub(crate) fn put_byte(&mut self, byte: u8) {
        self.put(&[byte]);
    }

    /// Writes a byte in two hexadecimal digits.
    pub(crate) fn put_hex(&mut self, byte: u8) {
        self.put(&hex_digits(byte));
    }

    /// Writes `text` with what may not stand for itself escaped.
    pub(crate) fn put_escaped(&mut self, text: &str, escape: Escape) {
        let mut rest = text.as_bytes();
        loop {
            self.put(take_while(&mut rest, |byte| match escape {
                Escape::Percent => {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
                }
                Escape::Json => byte >= b' ' && byte != b'"' && byte != b'\\',
            }));
            let Some((&byte, later)) = rest.split_first() else {
                return;
            };
            rest = later;
            if escape == Escape::Json && byte >= b' ' {
                self.put(&[b'\\', byte]);
                continue;
            }
            self.put(match escape {
                Escape::Percent => b"%",
                Escape::Json => b"\\u00",
            });
            self.put_hex(byte);
        }
    }

    /// Writes a number in decimal digits. By hand: `core::fmt` takes more than a kilobyte.
    pub(crate) fn put_number(&mut self, number: u32) {
        let mut divisor = 1_000_000_000;
        let mut leading = true;
        while divisor > 0 {
            let digit = (number / divisor) % 10;
            leading = leading && digit == 0 && divisor != 1;
            if !leading {
                // A digit is below 10.
                self.put_byte(b'0' + (digit as u8));
            }
            divisor /= 10;
        }
    }
}

/// The two hexadecimal digits of a byte, in capitals; `| 0x20` makes them small.
pub(crate) fn hex_digits(byte: u8) -> [u8; 2] {
    let digit = |nibble| nibble + if nibble < 10 { b'0' } else { b'A' - 10 };
    [digit(byte >> 4), digit(byte & 0xF)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_buffer_gets_its_part_of_the_message() {
        let write = |encoder: &mut Encoder<'_>| {
            for number in [0, 7, 10, 907, u32::MAX] {
                encoder.put_number(number);
                encoder.put(b";");
            }
        };
        let whole = b"0;7;10;907;4294967295;";
        let mut counter = Encoder::counter();
        write(&mut counter);
        assert_eq!(counter.total(), whole.len());
        for offset in 0..=whole.len() {
            for size in 0..=whole.len() {
                let mut buffer = [0; 32];
                let mut encoder = Encoder::new(&mut buffer[..size], offset);
                write(&mut encoder);
                let filled = encoder.filled();
                assert_eq!(encoder.total(), whole.len());
                let end = whole.len().min(offset + size);
                assert_eq!(buffer[..filled], whole[offset..end]);
            }
        }
    }
}
