//! Framing of a body: by length, by chunks, or until the connection closes (RFC 9112 section 6.3).
//! In the chunked transfer coding (section 7.1), extensions and trailers are skipped, and every
//! line must end in CR LF.

use super::lines::{LineToken, Lines};
use crate::keyword::hex;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
enum State {
    // Body.
    /// `left` bytes more.
    Length,
    /// All bytes until the connection closes.
    UntilClose,
    /// A chunk's data.
    Data,
    /// The body has ended.
    End,

    // chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
    /// Before the first digit of a chunk's size.
    SizeStart,
    Size,
    /// White space after the size.
    SizeSpace,
    /// The rest of the size line.
    SizeEnd,
    /// The line end after the data.
    DataEnd,
    /// trailer-section = *( field-line CRLF ), and the last CRLF
    Trailer,
}

/// How the body is delimited, and how many bytes are left.
pub(crate) struct Framing {
    state: State,
    lines: Lines,
    /// Bytes left of the body or of the current chunk.
    left: u32,
}

impl Framing {
    const fn new(state: State, left: u32) -> Self {
        Self {
            state,
            lines: Lines::inside(true),
            left,
        }
    }

    pub(crate) const fn length(left: u32) -> Self {
        let state = match left {
            0 => State::End,
            _ => State::Length,
        };
        Self::new(state, left)
    }

    pub(crate) const fn until_close() -> Self {
        Self::new(State::UntilClose, u32::MAX)
    }

    pub(crate) const fn chunked() -> Self {
        Self::new(State::SizeStart, 0)
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.state == State::End
    }

    /// Whether the next bytes follow the last chunk.
    #[cfg(feature = "notify")]
    pub(crate) fn is_trailer(&self) -> bool {
        self.state == State::Trailer
    }

    /// Notes that the connection closed. Returns `true` if that ends the body.
    pub(crate) fn close(&mut self) -> bool {
        let ends = self.state == State::UntilClose;
        if ends {
            self.state = State::End;
        }
        ends
    }

    /// Returns how many of the next bytes may be body; `None` if they are framing.
    pub(crate) fn body(&self) -> Option<usize> {
        (self.state <= State::Data).then(|| usize::try_from(self.left).unwrap_or(usize::MAX))
    }

    /// Notes that `bytes` bytes of body were read.
    pub(crate) fn consume(&mut self, bytes: usize) {
        if self.state == State::UntilClose {
            return;
        }
        self.left = self.left.saturating_sub(bytes as u32);
        if self.left == 0 {
            self.state = match self.state {
                State::Length => State::End,
                _ => State::DataEnd,
            };
            self.lines = Lines::inside(true);
        }
    }

    /// Parses framing bytes at the beginning of `input`, at least one if there are any. Returns
    /// `false` if they are malformed.
    // Not inlined: saves 168 bytes, and 8 of stack, for the six operations (measured on thumbv7em).
    #[inline(never)]
    pub(crate) fn read(&mut self, input: &mut &[u8]) -> bool {
        if self.state < State::SizeEnd {
            return self.size(input);
        }
        self.state = match (self.state, self.lines.next(input)) {
            (_, LineToken::Malformed) | (State::DataEnd, LineToken::Value) => return false,
            (State::SizeEnd, LineToken::LineEnd) if self.left == 0 => State::Trailer,
            (State::SizeEnd, LineToken::LineEnd) => State::Data,
            (State::DataEnd, LineToken::LineEnd) => State::SizeStart,
            (_, LineToken::End) => State::End,
            (state, _) => state,
        };
        true
    }

    /// Parses a byte of a chunk's size. The byte that ends the size stays in `input`.
    fn size(&mut self, input: &mut &[u8]) -> bool {
        let Some((&byte, rest)) = input.split_first() else {
            return true;
        };
        self.state = match (self.state, byte) {
            (State::SizeStart | State::Size, b'0'..=b'9' | b'A'..=b'F' | b'a'..=b'f') => {
                // Sizes of 256 MiB or more could overflow with the next digit, and never occur in
                // this API.
                if self.left > u32::MAX >> 4 {
                    return false;
                }
                self.left = (self.left << 4) | hex(byte);
                State::Size
            }
            (State::SizeStart, _) => return false,
            (_, b' ' | b'\t') => State::SizeSpace,
            (_, b';' | b'\r') => {
                self.lines = Lines::inside(true);
                self.state = State::SizeEnd;
                return true;
            }
            _ => return false,
        };
        *input = rest;
        true
    }
}
