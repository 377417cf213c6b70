//! Where a response's body ends: RFC 9112 section 6.3's verdict, and the chunked transfer coding
//! (section 7.1), its extensions and trailers passed over.

use crate::grammar::grammar;
use crate::keyword::hex;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    Nothing,
    /// A digit of a chunk's size.
    Digit,
    /// The size is complete.
    Size,
}

grammar! {
    struct State with Effect {
        // Content.
        /// So many bytes more.
        Length {}
        /// All that comes before the connection closes.
        UntilClose {}
        /// A chunk's data.
        Data {}
        /// The body has ended.
        End {}

        // chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
        /// Before the first digit of a chunk's size.
        SizeStart {
            b'0'..=b'9' => Size does Digit,
            b'A'..=b'F' => Size does Digit,
            b'a'..=b'f' => Size does Digit,
        }
        Size {
            b'0'..=b'9' => Size does Digit,
            b'A'..=b'F' => Size does Digit,
            b'a'..=b'f' => Size does Digit,
            b'\r' => SizeLf,
            b';' => Extension,
            b' ' => SizeSpace,
            b'\t' => SizeSpace,
        }
        /// White space behind the size.
        SizeSpace {
            b'\r' => SizeLf,
            b';' => Extension,
            b' ' => SizeSpace,
            b'\t' => SizeSpace,
        }
        Extension {
            b'\r' => SizeLf,
            b'\t' => Extension,
            b' '..=b'~' => Extension,
            0x80..=0xFF => Extension,
        }
        SizeLf { b'\n' => Data does Size, }
        DataCr { b'\r' => DataLf, }
        DataLf { b'\n' => SizeStart, }

        // trailer-section = *( field-line CRLF ), and the last CRLF
        Trailer {
            b'\r' => LastLf,
            b'\t' => TrailerLine,
            b' '..=b'~' => TrailerLine,
            0x80..=0xFF => TrailerLine,
        }
        TrailerLine {
            b'\r' => TrailerLf,
            b'\t' => TrailerLine,
            b' '..=b'~' => TrailerLine,
            0x80..=0xFF => TrailerLine,
        }
        TrailerLf { b'\n' => Trailer, }
        LastLf { b'\n' => End, }
    }
}

/// How the body is delimited, and how much of it is left.
pub(crate) struct Framing {
    state: State,
    /// Bytes of the body, or of the present chunk, yet to come.
    left: u32,
}

impl Framing {
    pub(crate) const fn length(left: u32) -> Self {
        let state = match left {
            0 => State::End,
            _ => State::Length,
        };
        Self { state, left }
    }

    pub(crate) const fn until_close() -> Self {
        Self {
            state: State::UntilClose,
            left: u32::MAX,
        }
    }

    pub(crate) const fn chunked() -> Self {
        Self {
            state: State::SizeStart,
            left: 0,
        }
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.state == State::End
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
                _ => State::DataCr,
            };
        }
    }

    /// A byte of framing; `false` if it breaks the grammar.
    // Not inlined: saves 16 bytes for the six operations (measured on thumbv7em).
    #[inline(never)]
    pub(crate) fn push(&mut self, byte: u8) -> bool {
        let Some((state, effect)) = self.state.rule(byte) else {
            return false;
        };
        self.state = state;
        match effect {
            Effect::Nothing => {}
            // Sixteen times as much must still fit: no chunk of this API comes near 256 MiB.
            Effect::Digit if self.left > u32::MAX >> 4 => return false,
            Effect::Digit => self.left = (self.left << 4) | hex(byte),
            Effect::Size if self.left == 0 => self.state = State::Trailer,
            Effect::Size => {}
        }
        true
    }
}
