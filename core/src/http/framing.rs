//! Where an answer's content ends: one state for RFC 9112 section 6.3's verdict.

use super::chunked::Chunked;
use crate::ProtocolError;

/// How the content is delimited, and how much of it is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// So many bytes more.
    Length(u32),
    /// In chunks (RFC 9112 section 7.1).
    Chunked(Chunked),
    /// Until the connection closes.
    UntilClose,
}

/// What the unread bytes are, behind those that are framing only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// So many bytes of content, at least one.
    Content(usize),
    /// Nothing yet.
    More,
    /// The content has ended.
    End,
}

impl Framing {
    pub(crate) const fn chunked() -> Self {
        Self::Chunked(Chunked::new())
    }

    /// How many of the unread bytes are framing only, and what follows them.
    pub(crate) fn advance(&mut self, unread: &[u8]) -> Result<(usize, Extent), ProtocolError> {
        match self {
            Self::Length(0) => Ok((0, Extent::End)),
            Self::Length(left) => Ok((0, content(unread.len(), *left))),
            Self::UntilClose => Ok((0, content(unread.len(), u32::MAX))),
            Self::Chunked(chunked) => chunked.advance(unread),
        }
    }

    /// So many bytes of the content given by [`advance`](Self::advance) are used up.
    pub(crate) const fn consume(&mut self, bytes: usize) {
        match self {
            Self::Length(left) => *left = left.saturating_sub(bytes as u32),
            Self::Chunked(chunked) => chunked.consume(bytes),
            Self::UntilClose => {}
        }
    }
}

/// Content among `unread` bytes when `left` more belong to it.
pub(super) fn content(unread: usize, left: u32) -> Extent {
    let left = usize::try_from(left).unwrap_or(usize::MAX);
    match unread.min(left) {
        0 => Extent::More,
        bytes => Extent::Content(bytes),
    }
}
