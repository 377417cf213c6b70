//! A response's head: the status line (RFC 9112 section 4) and field lines (section 5), any number
//! of any length.
//!
//! A lone LF ends a line, too, and empty lines before the status line are skipped (section 2.2). A
//! line that begins with white space continues the value of the line before it (obsolete folding,
//! section 5.2); the first one is passed over. White space before the colon (section 5.1) is
//! refused.

use super::fields::Fields;
use super::lines::{LinePart, Lines};
use crate::ProtocolError;
use crate::keyword::taken;

/// How a status line begins, but for the digits in it. It stands behind the LF of an empty line.
const BEGINNING: &[u8] = b"\nHTTP/1.0 000 ";

const START: u8 = 1;

/// The place of the minor version.
const MINOR: u8 = 8;

/// The place of the status code.
const CODE: u8 = 10;
const CODE_END: u8 = 13;

/// In the reason.
const REASON: u8 = 14;

/// Behind the status line.
const FIELDS: u8 = 15;

/// A head being read, and what is known of it.
pub(crate) struct Head {
    /// How many bytes of the status line came, up to its code; what comes behind it.
    place: u8,
    lines: Lines,
    pub(crate) fields: Fields,
}

impl Head {
    pub(crate) const fn new() -> Self {
        Self {
            place: START,
            lines: Lines::inside(false),
            fields: Fields::new(),
        }
    }

    /// Reads as much of `input` as there is of the head. Whether it has ended.
    pub(crate) fn read(&mut self, input: &mut &[u8]) -> Result<bool, ProtocolError> {
        loop {
            if self.place < REASON {
                let Some((&byte, rest)) = input.split_first() else {
                    return Ok(false);
                };
                if !self.begin(byte) {
                    return Err(ProtocolError::StatusLine);
                }
                if self.place != REASON || byte == b' ' {
                    *input = rest;
                }
                continue;
            }
            let before = *input;
            let part = self.lines.next(input);
            let run = taken(before, input);
            match part {
                LinePart::Name => self.fields.name(run)?,
                LinePart::NameEnd => self.fields.end_name(),
                LinePart::Value => self.fields.value(run)?,
                LinePart::LineEnd => self.place = FIELDS,
                LinePart::End => {
                    self.fields.end_value()?;
                    return Ok(true);
                }
                LinePart::More => return Ok(false),
                LinePart::Malformed if self.place == REASON => {
                    return Err(ProtocolError::StatusLine);
                }
                LinePart::Malformed => return Err(ProtocolError::FieldLine),
            }
        }
    }

    /// A byte of the status line, up to what is behind its code; `false` if it is none.
    fn begin(&mut self, byte: u8) -> bool {
        let expected = BEGINNING.get(usize::from(self.place));
        let is_right = match (self.place, byte) {
            (START, b'\r') => {
                self.place = 0;
                return true;
            }
            (START, b'\n') => return true,
            (MINOR, _) => {
                self.fields.http_1_0 = byte == b'0';
                byte.is_ascii_digit()
            }
            (CODE..CODE_END, _) => {
                let digit = byte.wrapping_sub(b'0');
                self.fields.status = self.fields.status * 10 + u16::from(digit);
                // No status begins with 0.
                digit <= 9 && self.fields.status != 0
            }
            // Many servers leave out the reason with the space before it.
            (CODE_END, b'\r' | b'\n') => true,
            _ => expected == Some(&byte),
        };
        self.place += 1;
        is_right
    }

    /// The status, once its line has ended.
    pub(crate) fn status(&self) -> Option<u16> {
        (self.place == FIELDS).then_some(self.fields.status)
    }
}
