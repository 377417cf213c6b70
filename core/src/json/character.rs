//! Characters of a string that take several bytes: UTF-8 (RFC 3629 section 3) and escapes (RFC 8259
//! section 7). The grammar has let through only what may stand there.

use crate::keyword::hex;

/// A character being read: the payload of a UTF-8 sequence, or the value of an escape's digits
/// with a high surrogate above them.
pub(super) struct Character {
    code: u32,
    missing_digits: u8,
}

/// What a digit did to a character.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Digit {
    More,
    /// It completed a high surrogate.
    High,
    /// It was the last one.
    Last,
}

impl Character {
    pub(super) const fn new() -> Self {
        Self {
            code: 0,
            missing_digits: 0,
        }
    }

    /// A character that takes one byte.
    pub(super) fn set(&mut self, byte: u8) {
        self.code = u32::from(byte);
    }

    pub(super) fn lead(&mut self, byte: u8) {
        let payload = match byte {
            0xF0.. => byte & 0x07,
            0xE0.. => byte & 0x0F,
            _ => byte & 0x1F,
        };
        self.code = u32::from(payload);
    }

    pub(super) fn tail(&mut self, byte: u8) {
        self.code = (self.code << 6) | u32::from(byte & 0x3F);
    }

    /// Four digits follow, of a character of their own or of the second half of a pair.
    pub(super) const fn begin_digits(&mut self, is_second: bool) {
        if !is_second {
            self.code = 0;
        }
        self.missing_digits = 4;
    }

    pub(super) fn digit(&mut self, byte: u8) -> Digit {
        self.code = (self.code << 4) | hex(byte);
        self.missing_digits = self.missing_digits.saturating_sub(1);
        match self.code {
            _ if self.missing_digits > 0 => Digit::More,
            0xD800..=0xDBFF => Digit::High,
            _ => Digit::Last,
        }
    }

    /// The character, if it is one and not half of a pair.
    pub(super) fn get(&self) -> Option<char> {
        let code = self.code;
        let (high, low) = (code >> 16, code & 0xFFFF);
        char::from_u32(match high {
            0xD800.. if low & 0xFC00 == 0xDC00 => 0x1_0000 + ((high & 0x3FF) << 10) + (low & 0x3FF),
            // Two halves that do not match (which is no character either); whether the second would
            // have found its own other half no longer matters.
            _ => code,
        })
    }
}

/// The control character that a letter stands for behind a backslash.
pub(super) fn escaped(letter: u8) -> u8 {
    match letter {
        b'b' => b'\x08',
        b'f' => b'\x0C',
        b'n' => b'\n',
        b'r' => b'\r',
        _ => b'\t',
    }
}
