//! Parser of characters that take several bytes: UTF-8 (RFC 3629 section 4) and escapes (RFC 8259
//! section 7).

/// State of the character being parsed.
pub(super) struct Character {
    expected: Expected,
    /// Number of bytes or digits that must follow.
    missing: u8,
    /// The payload of the UTF-8 sequence, or the value of the digits with a high surrogate above
    /// it.
    code: u32,
}

/// What the next byte must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// A continuation byte of UTF-8.
    Tail,
    /// The byte after a backslash.
    Escape,
    /// A hexadecimal digit after `\u`.
    Digit,
    /// The backslash of a low surrogate.
    LowEscape,
    /// The `u` of a low surrogate.
    LowU,
}

/// Result of parsing a byte of a character.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    More,
    /// The byte completed the character, or an unpaired surrogate.
    Done,
    /// An unpaired surrogate ended before this byte, which must be parsed again.
    DoneBefore,
    /// The byte is invalid here.
    Malformed,
}

impl Character {
    pub(super) const fn new() -> Self {
        Self {
            expected: Expected::Escape,
            missing: 0,
            code: 0,
        }
    }

    /// Begins an escape after its backslash.
    pub(super) const fn begin_escape(&mut self) {
        self.expected = Expected::Escape;
    }

    /// Begins a UTF-8 sequence with its first byte, 0xC2 to 0xF4.
    pub(super) fn begin_sequence(&mut self, lead: u8) {
        self.expected = Expected::Tail;
        self.missing = match lead {
            0xF0.. => 3,
            0xE0.. => 2,
            _ => 1,
        };
        self.code = u32::from(lead & (0x3F >> self.missing));
    }

    /// Returns the character; `None` for an unpaired surrogate.
    pub(super) const fn get(&self) -> Option<char> {
        char::from_u32(self.code)
    }

    /// Whether the byte after a backslash must follow.
    pub(super) fn is_escape(&self) -> bool {
        self.expected == Expected::Escape
    }

    /// Parses the next byte.
    pub(super) fn push(&mut self, byte: u8) -> Progress {
        match (self.expected, byte) {
            (Expected::Tail, 0x80..=0xBF) => return self.tail(byte),
            (Expected::Digit, _) => return self.digit(byte),
            (Expected::Escape | Expected::LowU, b'u') => {
                if self.is_escape() {
                    self.code = 0;
                }
                self.expected = Expected::Digit;
                self.missing = 4;
            }
            (Expected::Escape, _) => match escaped(byte) {
                Some(byte) => {
                    self.code = u32::from(byte);
                    return Progress::Done;
                }
                None => return Progress::Malformed,
            },
            (Expected::LowEscape, b'\\') => self.expected = Expected::LowU,
            (Expected::LowEscape, _) => return Progress::DoneBefore,
            (Expected::LowU, _) => {
                self.expected = Expected::Escape;
                return Progress::DoneBefore;
            }
            (Expected::Tail, _) => return Progress::Malformed,
        }
        Progress::More
    }

    fn tail(&mut self, byte: u8) -> Progress {
        self.code = (self.code << 6) | u32::from(byte & 0x3F);
        self.missing -= 1;
        match (self.missing, self.code) {
            // An overlong sequence, a surrogate, or a code above U+10FFFF.
            (1, ..0x20 | 0x360..=0x37F) | (2, ..0x10 | 0x110..) => Progress::Malformed,
            (0, _) => Progress::Done,
            _ => Progress::More,
        }
    }

    fn digit(&mut self, byte: u8) -> Progress {
        let Some(digit) = char::from(byte).to_digit(16) else {
            return Progress::Malformed;
        };
        self.code = (self.code << 4) | digit;
        self.missing -= 1;
        let (high, low) = (self.code >> 16, self.code & 0xFFFF);
        match (high, low) {
            _ if self.missing > 0 => return Progress::More,
            (0, 0xD800..=0xDBFF) => {
                self.expected = Expected::LowEscape;
                return Progress::More;
            }
            // Two high surrogates count as one unpaired surrogate, even if a low one follows them.
            (1.., 0xDC00..=0xDFFF) => {
                self.code = 0x1_0000 + ((high & 0x3FF) << 10) + (low & 0x3FF);
            }
            _ => {}
        }
        Progress::Done
    }
}

/// Returns the character that `letter` means after a backslash.
pub(super) fn escaped(letter: u8) -> Option<u8> {
    const LETTERS: [(u8, u8); 8] = [
        (b'"', b'"'),
        (b'\\', b'\\'),
        (b'/', b'/'),
        (b'b', b'\x08'),
        (b'f', b'\x0C'),
        (b'n', b'\n'),
        (b'r', b'\r'),
        (b't', b'\t'),
    ];
    let mut letters = LETTERS.iter();
    letters.find(|(of, _)| *of == letter).map(|found| found.1)
}
