//! A buffer onto a request: bytes before it are skipped, those behind it only counted.

/// Takes a request's bytes in order and keeps those that fall into its buffer.
pub(crate) struct Encoder<'w> {
    buffer: &'w mut [u8],
    /// Where in the request the buffer begins.
    offset: usize,
    filled: usize,
    total: usize,
    last: u8,
}

impl<'w> Encoder<'w> {
    /// A buffer that begins `offset` bytes into the request.
    #[inline(never)]
    pub(crate) const fn new(buffer: &'w mut [u8], offset: usize) -> Self {
        Self {
            buffer,
            offset,
            filled: 0,
            total: 0,
            last: 0,
        }
    }

    /// Keeps nothing: counts how many bytes there are.
    pub(crate) const fn counter() -> Encoder<'static> {
        Encoder::new(&mut [], 0)
    }

    /// Bytes of the whole request so far, whether they fell into the buffer or not.
    pub(crate) const fn total(&self) -> usize {
        self.total
    }

    /// The last byte so far, whether it fell into the buffer or not.
    pub(super) const fn last(&self) -> u8 {
        self.last
    }

    /// Bytes in the buffer.
    pub(crate) const fn filled(&self) -> usize {
        self.filled
    }

    #[inline(never)]
    pub(crate) fn put(&mut self, bytes: &[u8]) {
        let skipped = self.offset.saturating_sub(self.total);
        self.total = self.total.saturating_add(bytes.len());
        if let Some(last) = bytes.last() {
            self.last = *last;
        }
        let free = self.buffer.get_mut(self.filled..).unwrap_or_default();
        let rest = bytes.get(skipped..).unwrap_or_default();
        let length = free.len().min(rest.len());
        self.filled += length;
        for (place, byte) in free.iter_mut().zip(rest) {
            *place = *byte;
        }
    }

    #[inline(never)]
    pub(crate) fn put_byte(&mut self, byte: u8) {
        self.put(&[byte]);
    }

    /// A byte in two hexadecimal digits.
    pub(crate) fn put_hex(&mut self, byte: u8) {
        for nibble in [byte >> 4, byte & 0xF] {
            self.put_byte(nibble + if nibble < 10 { b'0' } else { b'A' - 10 });
        }
    }

    /// A number in decimal digits.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_buffer_shows_the_same_request() {
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
