//! Sizes and extensions of chunks, exactly by the grammar of RFC 9112 section 7.1.
//!
//! The shared reader of chunks puts up with more, as clients should. In a request, whatever a proxy
//! in front may read otherwise could smuggle another request past it, and is refused.

use crate::keyword::is_tchar;

/// What must follow, or what the next byte is part of.
#[derive(Clone, Copy)]
enum State {
    // chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
    Size,
    LineLf,
    /// The CR LF behind the data, which the reader of chunks has looked at.
    DataEnd,

    // chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
    /// White space before a semicolon.
    Semicolon,
    /// White space or a token.
    NameStart,
    /// A token, and what ends it.
    Name,
    NameEnd,
    /// White space, a token or a quoted string.
    ValueStart,
    /// A token, and what ends it.
    Value,
    // quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE (RFC 9110 section 5.6.4)
    Quoted,
    Pair,
    QuotedEnd,

    /// In the trailers, which the reader of chunks checks.
    End,
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
        self.0 = match (self.0, byte) {
            (State::End, _) => State::End,
            (State::Size, b'0'..=b'9' | b'A'..=b'F' | b'a'..=b'f') => State::Size,
            (State::Size | State::Name | State::Value | State::QuotedEnd, b'\r') => State::LineLf,
            (State::LineLf, b'\n') if has_data => State::DataEnd,
            (State::LineLf, b'\n') => State::End,
            (State::DataEnd, b'\r') => State::DataEnd,
            (State::DataEnd, b'\n') => State::Size,

            (State::Size | State::Semicolon | State::Value | State::QuotedEnd, b'\t' | b' ') => {
                State::Semicolon
            }
            (
                State::Size
                | State::Semicolon
                | State::Name
                | State::NameEnd
                | State::Value
                | State::QuotedEnd,
                b';',
            ) => State::NameStart,
            (State::NameStart, b'\t' | b' ') => State::NameStart,
            (State::NameStart | State::Name, _) if is_tchar(byte) => State::Name,
            (State::Name | State::NameEnd, b'\t' | b' ') => State::NameEnd,
            (State::Name | State::NameEnd, b'=') => State::ValueStart,
            (State::ValueStart, b'\t' | b' ') => State::ValueStart,
            (State::ValueStart | State::Value, _) if is_tchar(byte) => State::Value,

            (State::ValueStart, b'"') => State::Quoted,
            (State::Quoted, b'"') => State::QuotedEnd,
            (State::Quoted, b'\\') => State::Pair,
            (State::Quoted | State::Pair, b'\t' | b' '..=b'~' | 0x80..) => State::Quoted,
            _ => return false,
        };
        true
    }
}
