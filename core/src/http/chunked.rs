//! The chunked transfer coding, RFC 9112 section 7.1, its extensions and trailers passed over.

use super::framing::{Extent, content};
use crate::ProtocolError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first digit of a chunk's size.
    SizeStart,
    /// Inside the size.
    Size,
    /// White space behind the size.
    SizeSpace,
    /// Inside an extension.
    Extension,
    /// The LF of the size's line.
    SizeEnd,
    /// The chunk's data.
    Data,
    /// The CR behind the data,
    DataCr,
    /// and its LF.
    DataLf,
    /// At the start of a trailer's line.
    Trailer,
    /// Inside a trailer's line.
    TrailerLine,
    /// The LF of a trailer's line.
    TrailerLf,
    /// The LF of the last, empty line.
    EndLf,
    End,
}

/// A decoder of the coding; it points at content and never moves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chunked {
    state: State,
    /// Bytes of the present chunk yet to come.
    left: u32,
}

impl Chunked {
    pub(super) const fn new() -> Self {
        Self {
            state: State::SizeStart,
            left: 0,
        }
    }

    pub(super) fn advance(&mut self, unread: &[u8]) -> Result<(usize, Extent), ProtocolError> {
        let mut framing = 0;
        for &byte in unread {
            match self.state {
                State::Data | State::End => break,
                _ => self.framing_byte(byte)?,
            }
            framing += 1;
        }
        let extent = match self.state {
            State::End => Extent::End,
            State::Data => content(unread.len().saturating_sub(framing), self.left),
            _ => Extent::More,
        };
        Ok((framing, extent))
    }

    pub(super) const fn consume(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes as u32);
        if self.left == 0 {
            self.state = State::DataCr;
        }
    }

    fn framing_byte(&mut self, byte: u8) -> Result<(), ProtocolError> {
        self.state = match (self.state, byte) {
            (State::SizeStart | State::Size, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                let digit = char::from(byte).to_digit(16).unwrap_or(0);
                // Sixteen times as much must still fit: no chunk of this API comes near 256 MiB.
                if self.left > u32::MAX >> 4 {
                    return Err(ProtocolError::Chunk);
                }
                self.left = (self.left << 4) | digit;
                State::Size
            }
            (State::Size | State::SizeSpace | State::Extension, b'\r') => State::SizeEnd,
            (State::Size | State::SizeSpace, b' ' | b'\t') => State::SizeSpace,
            (State::Size | State::SizeSpace, b';') => State::Extension,
            (State::Extension, b'\t' | b' '..=b'~' | 0x80..) => State::Extension,
            (State::SizeEnd, b'\n') if self.left == 0 => State::Trailer,
            (State::SizeEnd, b'\n') => State::Data,
            (State::DataCr, b'\r') => State::DataLf,
            (State::DataLf, b'\n') => State::SizeStart,
            (State::Trailer, b'\r') => State::EndLf,
            (State::TrailerLine, b'\r') => State::TrailerLf,
            (State::Trailer | State::TrailerLine, b'\t' | b' '..=b'~' | 0x80..) => {
                State::TrailerLine
            }
            (State::TrailerLf, b'\n') => State::Trailer,
            (State::EndLf, b'\n') => State::End,
            _ => return Err(ProtocolError::Chunk),
        };
        Ok(())
    }
}
