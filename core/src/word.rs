//! A short text that only matters if it is one of those known: a field name, a member's name.

/// A text as far as it can be a known one. Those that are longer are like no other.
pub(crate) struct Word {
    bytes: [u8; Word::CAPACITY],
    length: u8,
}

impl Word {
    /// Room for `transfer-encoding`.
    const CAPACITY: usize = 17;

    /// The length of what is like no other.
    const UNKNOWN: u8 = u8::MAX;

    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; Self::CAPACITY],
            length: 0,
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub(crate) fn push(&mut self, byte: u8) {
        match self.bytes.get_mut(usize::from(self.length)) {
            Some(place) => {
                *place = byte;
                self.length += 1;
            }
            None => self.spoil(),
        }
    }

    /// Makes it like no other.
    pub(crate) const fn spoil(&mut self) {
        self.length = Self::UNKNOWN;
    }

    /// Which of the `known` texts it is; and starts anew.
    pub(crate) fn find<T: Copy>(&mut self, known: &[(&str, T)]) -> Option<T> {
        let length = core::mem::take(&mut self.length);
        let text = self.bytes.get(..usize::from(length))?;
        // Compared byte by byte: a function that compares memory is larger than all of this.
        let is_it = |(name, _): &&(&str, T)| {
            name.len() == text.len() && name.bytes().zip(text).all(|(a, b)| a == *b)
        };
        known.iter().find(is_it).map(|(_, value)| *value)
    }
}

/// A number with one more decimal digit, if it is one and stays below 2^32.
#[inline(never)]
pub(crate) fn push_digit(number: Option<u32>, digit: u8) -> Option<u32> {
    let digit = char::from(digit).to_digit(10)?;
    number?.checked_mul(10)?.checked_add(digit)
}

/// The value of a hexadecimal digit.
pub(crate) const fn hex(digit: u8) -> u32 {
    (digit & 0x0F) as u32 + if digit > b'9' { 9 } else { 0 }
}
