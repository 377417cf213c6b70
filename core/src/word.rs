//! A short text that only matters if it is one of those known: a field name, a member's name.

use heapless::Vec;

/// A text as far as it can be a known one. Those that are longer are like no other.
pub(crate) struct Word {
    text: Vec<u8, { Word::CAPACITY }, u8>,
    is_unknown: bool,
}

impl Word {
    /// Room for `transfer-encoding`.
    const CAPACITY: usize = 17;

    pub(crate) const fn new() -> Self {
        Self {
            text: Vec::new(),
            is_unknown: false,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(crate) fn push(&mut self, byte: u8) {
        self.is_unknown |= self.text.push(byte).is_err();
    }

    /// Makes it like no other.
    pub(crate) const fn spoil(&mut self) {
        self.is_unknown = true;
    }

    /// Which of the `known` texts it is; and starts anew.
    pub(crate) fn find<T: Copy>(&mut self, known: &[(&str, T)]) -> Option<T> {
        let is_unknown = core::mem::take(&mut self.is_unknown);
        let text = self.text.as_slice();
        // Compared byte by byte: a function that compares memory is larger than all of this.
        let is_it = |(name, _): &&(&str, T)| {
            name.len() == text.len() && name.bytes().zip(text).all(|(a, b)| a == *b)
        };
        let found = known.iter().find(is_it).map(|(_, value)| *value);
        self.text.clear();
        found.filter(|_| !is_unknown)
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
