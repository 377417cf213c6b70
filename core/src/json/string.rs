//! Strings, RFC 8259 section 7, and the UTF-8 within them, RFC 3629: one byte at a time.

/// Where inside a string the next byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum StringState {
    /// Between characters.
    Plain,
    /// Inside a UTF-8 sequence: how many continuation bytes are missing.
    Utf8(u8),
    /// After `\`.
    Escape,
    /// Inside `\uXXXX`: how many digits are missing.
    Hex(u8),
    /// After a high surrogate: its other half must follow as `\`,
    LowEscape,
    /// then `u`,
    LowU,
    /// and the missing digits.
    LowHex(u8),
}

/// What one more byte of a string made of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum StringByte {
    /// In the middle of a character.
    Partial,
    /// A character is complete.
    Char(char),
    /// An escape stands for half a surrogate pair whose other half is missing: valid grammar, but
    /// no character. The byte was used up.
    Unpaired,
    /// As `Unpaired`, and the byte belongs to what follows: push it again.
    UnpairedBefore,
    /// The closing quotation mark.
    End,
}

/// A string being read. The character so far, in `code`, is either the payload of a UTF-8
/// sequence or the value of an escape's digits, with a high surrogate above them.
#[derive(Clone, Copy)]
pub(super) struct StringReader {
    pub(super) state: StringState,
    code: u32,
    /// The smallest code that may take a UTF-8 sequence of this length.
    least: u32,
}

impl StringReader {
    pub(super) const fn new() -> Self {
        Self {
            state: StringState::Plain,
            code: 0,
            least: 0,
        }
    }

    /// One more byte; `None` if no string can go on with it.
    pub(super) fn push(&mut self, byte: u8) -> Option<StringByte> {
        match self.state {
            StringState::Plain => self.plain(byte),
            StringState::Utf8(missing) => self.continuation(byte, missing),
            StringState::Escape => self.escape(byte),
            StringState::Hex(missing) | StringState::LowHex(missing) => self.hex(byte, missing),
            StringState::LowEscape if byte == b'\\' => self.partial(StringState::LowU),
            StringState::LowEscape => self.unpaired_before(StringState::Plain),
            // The digits to come move the high half up by 16 bits.
            StringState::LowU if byte == b'u' => self.partial(StringState::LowHex(4)),
            StringState::LowU => self.unpaired_before(StringState::Escape),
        }
    }

    /// Whether only whole characters have been read so far.
    pub(super) fn is_plain(self) -> bool {
        self.state == StringState::Plain
    }

    const fn unpaired_before(&mut self, state: StringState) -> Option<StringByte> {
        self.state = state;
        Some(StringByte::UnpairedBefore)
    }

    const fn partial(&mut self, state: StringState) -> Option<StringByte> {
        self.state = state;
        Some(StringByte::Partial)
    }

    fn plain(&mut self, byte: u8) -> Option<StringByte> {
        match byte {
            b'"' => Some(StringByte::End),
            b'\\' => self.partial(StringState::Escape),
            0x20..=0x7F => Some(StringByte::Char(char::from(byte))),
            0xC2..=0xDF => self.lead(byte & 0x1F, 1, 0x80),
            0xE0..=0xEF => self.lead(byte & 0x0F, 2, 0x800),
            0xF0..=0xF4 => self.lead(byte & 0x07, 3, 0x1_0000),
            _ => None,
        }
    }

    fn lead(&mut self, payload: u8, missing: u8, least: u32) -> Option<StringByte> {
        self.code = u32::from(payload);
        self.least = least;
        self.partial(StringState::Utf8(missing))
    }

    fn continuation(&mut self, byte: u8, missing: u8) -> Option<StringByte> {
        if byte & 0xC0 != 0x80 {
            return None;
        }
        self.code = (self.code << 6) | u32::from(byte & 0x3F);
        if missing > 1 {
            return self.partial(StringState::Utf8(missing - 1));
        }
        self.state = StringState::Plain;
        if self.code < self.least {
            return None;
        }
        char::from_u32(self.code).map(StringByte::Char)
    }

    fn escape(&mut self, byte: u8) -> Option<StringByte> {
        let c = match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.code = 0;
                return self.partial(StringState::Hex(4));
            }
            _ => return None,
        };
        self.state = StringState::Plain;
        Some(StringByte::Char(c))
    }

    fn hex(&mut self, byte: u8, missing: u8) -> Option<StringByte> {
        let digit = char::from(byte).to_digit(16)?;
        let low_half = matches!(self.state, StringState::LowHex(_));
        self.code = (self.code << 4) | digit;
        if missing > 1 {
            return self.partial(if low_half {
                StringState::LowHex(missing - 1)
            } else {
                StringState::Hex(missing - 1)
            });
        }
        self.state = StringState::Plain;
        if !low_half {
            return match self.code {
                0xD800..=0xDBFF => self.partial(StringState::LowEscape),
                code => Some(char::from_u32(code).map_or(StringByte::Unpaired, StringByte::Char)),
            };
        }
        let (high, low) = (self.code >> 16, self.code & 0xFFFF);
        match low {
            0xDC00..=0xDFFF => {
                let code = 0x1_0000 + ((high & 0x3FF) << 10) + (low & 0x3FF);
                char::from_u32(code).map(StringByte::Char)
            }
            // Two halves that do not match; whether the second would have found its own other
            // half no longer matters.
            _ => Some(StringByte::Unpaired),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The one character that `text` stands for.
    fn character(text: &str) -> Option<StringByte> {
        let mut reader = StringReader::new();
        let mut last = Some(StringByte::Partial);
        for byte in text.bytes() {
            assert!(last == Some(StringByte::Partial));
            last = reader.push(byte);
        }
        last
    }

    /// B12: every character outside the basic plane is two escapes.
    #[test]
    fn surrogate_pairs_are_characters() {
        for c in [
            '\u{10000}',
            '\u{1D11E}',
            '\u{1F600}',
            '\u{FFFFF}',
            '\u{10FFFF}',
        ] {
            let mut halves = [0; 2];
            c.encode_utf16(&mut halves);
            let text = std::format!("\\u{:04x}\\u{:04X}", halves[0], halves[1]);
            assert!(character(&text) == Some(StringByte::Char(c)), "{text}");
        }
        assert!(character("\\ud834\\u0041") == Some(StringByte::Unpaired));
        assert!(character("\\ud834\\n") == Some(StringByte::UnpairedBefore));
        assert!(character("\\udd1e") == Some(StringByte::Unpaired));
    }
}
