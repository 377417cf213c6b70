//! Validates chunk extensions by the grammar of RFC 9112 section 7.1.1.
//!
//! The chunk parser shared with responses skips extensions, as clients should. In a request, a
//! malformed extension that a proxy parses differently could smuggle another request, so it is
//! rejected.

use crate::keyword::is_tchar;

/// `chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )`: the last element
/// read.
#[derive(Clone, Copy)]
pub(super) enum ChunkExtension {
    /// The chunk's size, an unquoted value, or the end of the line.
    Value,
    /// A quoted value.
    Quoted,
    /// White space before a semicolon.
    Space,
    Semicolon,
    Name,
    /// White space after a name.
    NameSpace,
    Equals,
    /// `quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE` (RFC 9110 section 5.6.4)
    InQuotes,
    Backslash,
}

impl ChunkExtension {
    /// Returns the state after `bytes` of a chunk's framing, or `None` if they break the grammar.
    /// The chunk parser has already checked the size, the line end and control characters.
    pub(super) fn after(self, bytes: &[u8]) -> Option<Self> {
        bytes.iter().try_fold(self, |state, byte| state.next(*byte))
    }

    fn next(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::InQuotes, b'"') => Self::Quoted,
            (Self::InQuotes, b'\\') => Self::Backslash,
            (Self::InQuotes | Self::Backslash, b'\t' | b' '..) => Self::InQuotes,
            (Self::Value | Self::Quoted | Self::Name, b'\r' | b'\n') => Self::Value,
            (Self::Equals, b'"') => Self::InQuotes,
            (Self::Semicolon | Self::Equals, b'\t' | b' ') => self,
            (Self::Semicolon | Self::Name, _) if is_tchar(byte) => Self::Name,
            (Self::Equals | Self::Value, _) if is_tchar(byte) => Self::Value,
            (Self::Semicolon | Self::Equals | Self::InQuotes | Self::Backslash, _) => return None,
            (_, b';') => Self::Semicolon,
            (Self::Name | Self::NameSpace, b'\t' | b' ') => Self::NameSpace,
            (Self::Name | Self::NameSpace, b'=') => Self::Equals,
            (_, b'\t' | b' ') => Self::Space,
            _ => return None,
        })
    }
}
