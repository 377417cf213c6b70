//! JSON (RFC 8259), read as it arrives: any cut of the bytes, no recursion, no buffer.

mod character;
mod grammar;
mod tokenizer;

pub(crate) use tokenizer::Tokenizer;
pub use tokenizer::{Piece, Token};

/// How deep an answer may nest, counted from its outermost container.
pub const MAX_DEPTH: u8 = 32;

/// How deep a value may nest that is kept as raw text: metadata, wherever it stands.
///
/// A bit a level is all it costs here, but whoever reads metadata into types of their own recurses.
pub const MAX_VALUE_DEPTH: u8 = 28;

/// Characters of a name, a string or raw text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    Ascii(&'t [u8]),
    Char(char),
    /// Half of a surrogate pair: whoever wants this text cannot have it.
    Unpaired,
}

impl Iterator for Part<'_> {
    type Item = char;

    /// The characters, U+FFFD for what is none.
    #[inline(never)]
    fn next(&mut self) -> Option<char> {
        let c = match self {
            Self::Ascii(bytes) => {
                let (first, rest) = bytes.split_first()?;
                *bytes = rest;
                return Some(char::from(*first));
            }
            Self::Char(c) => *c,
            Self::Unpaired => char::REPLACEMENT_CHARACTER,
        };
        *self = Self::Ascii(&[]);
        Some(c)
    }
}

/// White space of RFC 8259 section 2.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

pub(crate) const fn is_space_char(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}
