//! Sizes and extensions of chunks, exactly by the grammar of RFC 9112 section 7.1.
//!
//! The shared reader of chunks puts up with more, as clients should. In a request, whatever a proxy
//! in front may read otherwise could smuggle another request past it, and is refused.

use crate::grammar::grammar;
use crate::keyword::is_tchar;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Nothing,
    /// The end of a line with a chunk's size.
    LineEnd,
}

grammar! {
    /// What must follow, or what the next byte is part of. Where a state says "token", its
    /// characters are looked at before the rules.
    struct State with Effect {
        // chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
        Size {
            b'0'..=b'9' => Size,
            b'A'..=b'F' => Size,
            b'a'..=b'f' => Size,
            b'\r' => LineLf,
            b';' => NameStart,
            b'\t' => Semicolon,
            b' ' => Semicolon,
        }
        LineLf { b'\n' => DataEnd does LineEnd, }
        /// The CR LF behind the data, which the reader of chunks has looked at.
        DataEnd {
            b'\r' => DataEnd,
            b'\n' => Size,
        }

        // chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
        /// White space before a semicolon.
        Semicolon {
            b'\t' => Semicolon,
            b' ' => Semicolon,
            b';' => NameStart,
        }
        /// White space or a token.
        NameStart {
            b'\t' => NameStart,
            b' ' => NameStart,
        }
        /// A token, and what ends it.
        Name {
            b'\r' => LineLf,
            b';' => NameStart,
            b'=' => ValueStart,
            b'\t' => NameEnd,
            b' ' => NameEnd,
        }
        NameEnd {
            b'\t' => NameEnd,
            b' ' => NameEnd,
            b';' => NameStart,
            b'=' => ValueStart,
        }
        /// White space, a token or a quoted string.
        ValueStart {
            b'\t' => ValueStart,
            b' ' => ValueStart,
            b'"' => Quoted,
        }
        /// A token, and what ends it.
        Value {
            b'\r' => LineLf,
            b';' => NameStart,
            b'\t' => Semicolon,
            b' ' => Semicolon,
        }
        // quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE (RFC 9110 section 5.6.4)
        Quoted {
            b'"' => QuotedEnd,
            b'\\' => Pair,
            b' '..=b'~' => Quoted,
            b'\t' => Quoted,
            0x80..=0xFF => Quoted,
        }
        Pair {
            b' '..=b'~' => Quoted,
            b'\t' => Quoted,
            0x80..=0xFF => Quoted,
        }
        QuotedEnd {
            b'\r' => LineLf,
            b';' => NameStart,
            b'\t' => Semicolon,
            b' ' => Semicolon,
        }

        /// In the trailers, which the reader of chunks checks.
        End {}
    }
}

/// Looks at the bytes of framing while the reader of chunks makes sense of them.
pub(super) struct ChunkSyntax(State);

impl ChunkSyntax {
    pub(super) const fn new() -> Self {
        Self(State::Size)
    }

    /// The next byte of framing, which the reader of chunks has taken; `has_data` says whether data
    /// comes behind it. `false` if it breaks the grammar.
    pub(super) fn push(&mut self, byte: u8, has_data: bool) -> bool {
        if self.0 == State::End {
            return true;
        }
        if is_tchar(byte)
            && let Some(state) = self.token()
        {
            self.0 = state;
            return true;
        }
        match self.0.rule(byte) {
            None => return false,
            Some((_, Effect::LineEnd)) if !has_data => self.0 = State::End,
            Some((state, _)) => self.0 = state,
        }
        true
    }

    /// The state that a character of a token leads to, if one may stand here.
    fn token(&self) -> Option<State> {
        match self.0 {
            State::NameStart | State::Name => Some(State::Name),
            State::ValueStart | State::Value => Some(State::Value),
            _ => None,
        }
    }
}
