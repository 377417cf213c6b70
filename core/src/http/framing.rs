//! Where a response's body ends: RFC 9112 section 6.3's verdict, and the chunked transfer coding
//! (section 7.1), its extensions and trailers passed over. All its lines end in CR LF.

use super::lines::{LinePart, Lines};
use crate::keyword::hex;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
enum State {
    // Body.
    /// So many bytes more.
    Length,
    /// All that comes before the connection closes.
    UntilClose,
    /// A chunk's data.
    Data,
    /// The body has ended.
    End,

    // chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
    /// Before the first digit of a chunk's size.
    SizeStart,
    Size,
    /// White space behind the size.
    SizeSpace,
    /// The rest of the size's line.
    SizeEnd,
    /// The end of the line behind the data.
    DataEnd,
    /// trailer-section = *( field-line CRLF ), and the last CRLF
    Trailer,
}

/// How the body is delimited, and how much of it is left.
pub(crate) struct Framing {
    state: State,
    lines: Lines,
    /// Bytes of the body, or of the present chunk, yet to come.
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

    /// Whether the next bytes are behind the last chunk.
    #[cfg(feature = "notify")]
    pub(crate) fn is_trailer(&self) -> bool {
        self.state == State::Trailer
    }

    /// The connection has closed. Is that how the body ends?
    pub(crate) fn close(&mut self) -> bool {
        let ends = self.state == State::UntilClose;
        if ends {
            self.state = State::End;
        }
        ends
    }

    /// How many of the next bytes may be body; `None` if they are framing.
    pub(crate) fn body(&self) -> Option<usize> {
        (self.state <= State::Data).then(|| usize::try_from(self.left).unwrap_or(usize::MAX))
    }

    /// So many bytes of body are used up.
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

    /// Takes bytes of framing off `input`, one at least if there are any; `false` if they break the
    /// grammar.
    // Not inlined: saves 168 bytes, and 8 of stack, for the six operations (measured on thumbv7em).
    #[inline(never)]
    pub(crate) fn read(&mut self, input: &mut &[u8]) -> bool {
        if self.state < State::SizeEnd {
            return self.size(input);
        }
        self.state = match (self.state, self.lines.next(input)) {
            (_, LinePart::Malformed) | (State::DataEnd, LinePart::Value) => return false,
            (State::SizeEnd, LinePart::LineEnd) if self.left == 0 => State::Trailer,
            (State::SizeEnd, LinePart::LineEnd) => State::Data,
            (State::DataEnd, LinePart::LineEnd) => State::SizeStart,
            (_, LinePart::End) => State::End,
            (state, _) => state,
        };
        true
    }

    /// Takes a byte off that is part of a chunk's size; what ends it is left.
    fn size(&mut self, input: &mut &[u8]) -> bool {
        let Some((&byte, rest)) = input.split_first() else {
            return true;
        };
        self.state = match (self.state, byte) {
            (State::SizeStart | State::Size, b'0'..=b'9' | b'A'..=b'F' | b'a'..=b'f') => {
                // Sixteen times as much must still fit: no chunk of this API comes near 256 MiB.
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
