//! Writes a part of a message into a buffer: bytes before it are skipped, those after it only
//! counted.

use crate::keyword::take_while;

/// Takes the bytes of a message in order and keeps those that fall into its buffer.
pub(crate) struct Encoder<'w> {
    buffer: &'w mut [u8],
    /// Where in the buffer the next byte belongs; below 0 before the buffer.
    place: isize,
    /// Bytes of the message before the buffer.
    offset: usize,
}

impl<'w> Encoder<'w> {
    /// A buffer that begins `offset` bytes into the message.
    pub(crate) const fn new(buffer: &'w mut [u8], offset: usize) -> Self {
        Self {
            buffer,
            place: 0_isize.wrapping_sub_unsigned(offset),
            offset,
        }
    }

    /// Keeps nothing, only counts the bytes.
    pub(crate) const fn counter() -> Encoder<'static> {
        Encoder::new(&mut [], 0)
    }

    /// Number of bytes so far, whether they fell into the buffer or not.
    pub(crate) const fn total(&self) -> usize {
        self.offset.wrapping_add_signed(self.place)
    }

    /// Number of bytes in the buffer.
    pub(crate) fn filled(&self) -> usize {
        self.place.max(0).unsigned_abs().min(self.buffer.len())
    }

    pub(crate) fn put(&mut self, bytes: &[u8]) {
        let place = self.place;
        self.place = place.saturating_add_unsigned(bytes.len());
        let skipped = place.min(0).unsigned_abs();
        let rest = bytes.get(skipped..).unwrap_or_default();
        let free = self.buffer.get_mut(place.max(0).unsigned_abs()..);
        let free = free.unwrap_or_default();
        let length = free.len().min(rest.len());
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

    /// Writes a byte in two hexadecimal digits behind `prefix`.
    fn put_hex(&mut self, prefix: &[u8], byte: u8) {
        self.put(prefix);
        self.put(&hex_digits(byte));
    }

    /// Writes a path segment: all but the unreserved characters are escaped (RFC 3986 section 2.3).
    pub(crate) fn put_segment(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            self.put(take_while(&mut rest, |byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
            }));
            if let Some(&byte) = rest.split_off_first() {
                self.put_hex(b"%", byte);
            }
        }
    }

    /// Writes what is between a JSON string's quotes: quotes, backslashes and control characters
    /// are escaped (RFC 8259 section 7). Non-ASCII goes raw, as UTF-8.
    pub(crate) fn put_json(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            self.put(take_while(&mut rest, |byte| {
                byte >= b' ' && byte != b'"' && byte != b'\\'
            }));
            match rest.split_off_first() {
                None => {}
                Some(&byte) if byte >= b' ' => self.put(&[b'\\', byte]),
                Some(&byte) => {
                    self.put_hex(b"\\u00", byte);
                }
            }
        }
    }

    /// Writes a number, if there is one, in decimal digits behind `name`. By hand: `core::fmt`
    /// takes more than a kilobyte.
    pub(crate) fn put_number(&mut self, name: &[u8], number: Option<u32>) {
        let Some(mut number) = number else { return };
        let mut digits = [b'0'; 10];
        let mut unused = digits.len();
        for digit in digits.iter_mut().rev() {
            // Below 10.
            *digit += (number % 10) as u8;
            number /= 10;
            unused -= 1;
            if number == 0 {
                break;
            }
        }
        self.put_value(name, digits.get(unused..));
    }
}

/// The two hexadecimal digits of a byte, in capitals; `| 0x20` makes them small.
pub(crate) fn hex_digits(byte: u8) -> [u8; 2] {
    let digit = |nibble| nibble + if nibble < 10 { b'0' } else { b'A' - 10 };
    [digit(byte >> 4), digit(byte & 0xF)]
}
