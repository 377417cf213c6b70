//! Encodes the part of a message that falls into a buffer. Bytes before the buffer are skipped,
//! bytes after it are only counted.

use crate::keyword::take_while;

/// Receives the bytes of a message in order and keeps those that fall into its buffer.
pub(crate) struct Encoder<'w> {
    buffer: &'w mut [u8],
    /// Index in the buffer of the next byte; negative for bytes before the buffer.
    position: isize,
    /// Number of bytes of the message before the buffer.
    offset: usize,
}

impl<'w> Encoder<'w> {
    /// Makes an encoder whose buffer begins `offset` bytes into the message.
    pub(crate) const fn new(buffer: &'w mut [u8], offset: usize) -> Self {
        Self {
            buffer,
            position: 0_isize.wrapping_sub_unsigned(offset),
            offset,
        }
    }

    /// Makes an encoder that only counts the bytes.
    pub(crate) const fn counter() -> Encoder<'static> {
        Encoder::new(&mut [], 0)
    }

    /// Number of bytes so far, including those outside the buffer.
    pub(crate) const fn total(&self) -> usize {
        self.offset.wrapping_add_signed(self.position)
    }

    /// Number of bytes in the buffer.
    pub(crate) fn filled(&self) -> usize {
        self.position.max(0).unsigned_abs().min(self.buffer.len())
    }

    pub(crate) fn put(&mut self, bytes: &[u8]) {
        let position = self.position;
        self.position = position.saturating_add_unsigned(bytes.len());
        let skipped = position.min(0).unsigned_abs();
        let rest = bytes.get(skipped..).unwrap_or_default();
        let free = self.buffer.get_mut(position.max(0).unsigned_abs()..);
        let free = free.unwrap_or_default();
        let length = free.len().min(rest.len());
        let (free, rest) = (free.get_mut(..length), rest.get(..length));
        let (words, bytes) = free.unwrap_or_default().as_chunks_mut::<4>();
        let (from_words, from_bytes) = rest.unwrap_or_default().as_chunks::<4>();
        for (position, word) in words.iter_mut().zip(from_words) {
            *position = *word;
        }
        for (position, byte) in bytes.iter_mut().zip(from_bytes) {
            *position = *byte;
        }
    }

    /// Writes `name` and `value`, or nothing if there is no value.
    pub(crate) fn put_value(&mut self, name: &[u8], value: Option<&[u8]>) {
        if let Some(value) = value {
            self.put(name);
            self.put(value);
        }
    }

    /// Writes `prefix` and the two hexadecimal digits of `byte`.
    fn put_hex(&mut self, prefix: &[u8], byte: u8) {
        self.put(prefix);
        self.put(&hex_digits(byte));
    }

    /// Writes a path segment. All but the unreserved characters are percent-encoded (RFC 3986
    /// section 2.3).
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

    /// Writes the contents of a JSON string. Quotes, backslashes and control characters are escaped
    /// (RFC 8259 section 7); non-ASCII characters are written as UTF-8.
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

    /// Writes `name` and a decimal number, or nothing if there is no number. (`core::fmt` would
    /// take more than a kilobyte.)
    pub(crate) fn put_number(&mut self, name: &[u8], number: Option<u32>) {
        let Some(mut number) = number else { return };
        let mut digits = [b'0'; 10];
        let mut unused = digits.len();
        for digit in digits.iter_mut().rev() {
            // The remainder is below 10.
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

/// Returns the two upper-case hexadecimal digits of a byte; `| 0x20` makes them lower-case.
pub(crate) fn hex_digits(byte: u8) -> [u8; 2] {
    let digit = |nibble| nibble + if nibble < 10 { b'0' } else { b'A' - 10 };
    [digit(byte >> 4), digit(byte & 0xF)]
}
