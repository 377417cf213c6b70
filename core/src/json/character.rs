//! Characters of a string that take several bytes: UTF-8 (RFC 3629 section 4) and escapes (RFC 8259
//! section 7).

/// A character being read.
pub(super) struct Character {
    expected: Expected,
    /// Number of bytes or digits that must follow.
    missing: u8,
    /// The payload of the UTF-8 sequence, or the value of the digits with a high surrogate above
    /// it.
    code: u32,
}

/// What must follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// A continuation byte of UTF-8.
    Tail,
    /// What a backslash begins.
    Escape,
    /// A digit behind `\u`.
    Digit,
    /// The backslash of a low surrogate.
    LowEscape,
    /// The `u` of a low surrogate.
    LowU,
}

/// What a byte did to a character.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    More,
    /// It completed the character, or half of a surrogate pair.
    Done,
    /// Half of a surrogate pair has ended before this byte, which is to be read again.
    DoneBefore,
    /// No character has this byte.
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

    /// A backslash has come.
    pub(super) const fn begin_escape(&mut self) {
        self.expected = Expected::Escape;
    }

    /// The first byte of a UTF-8 sequence, 0xC2 to 0xF4, has come.
    pub(super) fn begin_sequence(&mut self, lead: u8) {
        self.expected = Expected::Tail;
        self.missing = match lead {
            0xF0.. => 3,
            0xE0.. => 2,
            _ => 1,
        };
        self.code = u32::from(lead & (0x3F >> self.missing));
    }

    /// The character; `None` for half of a surrogate pair, or two halves that do not match.
    pub(super) const fn get(&self) -> Option<char> {
        char::from_u32(self.code)
    }

    /// Whether a backslash has come, and nothing behind it.
    pub(super) fn is_escape(&self) -> bool {
        self.expected == Expected::Escape
    }

    /// The next byte.
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
            // A shorter sequence would do, or a surrogate, or beyond U+10FFFF.
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
            // Of two halves that do not match, it no longer matters whether the second would have
            // found its own other half.
            (1.., 0xDC00..=0xDFFF) => {
                self.code = 0x1_0000 + ((high & 0x3FF) << 10) + (low & 0x3FF);
            }
            _ => {}
        }
        Progress::Done
    }
}

/// What a letter stands for behind a backslash.
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
