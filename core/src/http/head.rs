//! Parser of a response's head: the status line (RFC 9112 section 4) and field lines (section 5),
//! of any number and length.
//!
//! A lone LF also ends a line, and empty lines before the status line are skipped (section 2.2). A
//! line that begins with white space continues the value of the line before it (obsolete line
//! folding, section 5.2); as the first field line it is ignored. White space before the colon is an
//! error (section 5.1).

use super::fields::Fields;
use super::lines::{LineToken, Lines};
use crate::ProtocolError;
use crate::keyword::taken;

/// The beginning of a status line; the digits may vary. The LF before it ends an empty line.
const BEGINNING: &[u8] = b"\nHTTP/1.0 000 ";

const START: u8 = 1;

/// Index of the minor version.
const MINOR: u8 = 8;

/// Index of the status code.
const CODE: u8 = 10;
const CODE_END: u8 = 13;

/// Inside the reason phrase.
const REASON: u8 = 14;

/// After the status line.
const FIELDS: u8 = 15;

/// Parser of a response's head.
pub(crate) struct Head {
    /// Index in [`BEGINNING`] of the next byte, or [`REASON`] or [`FIELDS`].
    position: u8,
    lines: Lines,
    pub(crate) fields: Fields,
}

impl Head {
    pub(crate) const fn new() -> Self {
        Self {
            position: START,
            lines: Lines::inside(false),
            fields: Fields::new(),
        }
    }

    /// Parses the part of `input` that belongs to the head. Returns `true` at its end.
    pub(crate) fn read(&mut self, input: &mut &[u8]) -> Result<bool, ProtocolError> {
        loop {
            if self.position < REASON {
                let Some((&byte, rest)) = input.split_first() else {
                    return Ok(false);
                };
                if !self.begin(byte) {
                    return Err(ProtocolError::StatusLine);
                }
                if self.position != REASON || byte == b' ' {
                    *input = rest;
                }
                continue;
            }
            let before = *input;
            let token = self.lines.next(input);
            let run = taken(before, input);
            match token {
                LineToken::Name => self.fields.name(run)?,
                LineToken::NameEnd => self.fields.end_name(),
                LineToken::Value => self.fields.value(run)?,
                LineToken::LineEnd => self.position = FIELDS,
                LineToken::End => {
                    self.fields.end_value()?;
                    return Ok(true);
                }
                LineToken::More => return Ok(false),
                LineToken::Malformed if self.position == REASON => {
                    return Err(ProtocolError::StatusLine);
                }
                LineToken::Malformed => return Err(ProtocolError::FieldLine),
            }
        }
    }

    /// Parses a byte of the status line, up to the one after its code. Returns `false` if it is
    /// malformed.
    fn begin(&mut self, byte: u8) -> bool {
        let expected = BEGINNING.get(usize::from(self.position));
        let is_right = match (self.position, byte) {
            (START, b'\r') => {
                self.position = 0;
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
            // Many servers omit the reason phrase and the space before it.
            (CODE_END, b'\r' | b'\n') => true,
            _ => expected == Some(&byte),
        };
        self.position += 1;
        is_right
    }

    /// Returns the status once its line has ended.
    pub(crate) fn status(&self) -> Option<u16> {
        (self.position == FIELDS).then_some(self.fields.status)
    }
}
