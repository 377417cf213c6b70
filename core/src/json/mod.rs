//! JSON (RFC 8259), read as it arrives: any cut of the bytes, no recursion, no buffer.

use heapless::string::StringView;

mod number;
mod string;
mod tokenizer;

pub use tokenizer::{Container, Part, Role, Token};
pub(crate) use tokenizer::{JsonError, Tokenizer};

/// How deep an answer may nest, counted from its outermost container.
pub const MAX_DEPTH: u8 = 32;

/// How deep a value may nest that is kept as raw text: metadata, wherever it stands.
///
/// A bit a level is all it costs here, but whoever reads metadata into types of their own recurses.
pub const MAX_VALUE_DEPTH: u8 = 28;

impl Part<'_> {
    /// Appends the characters to `text`; `false` if they do not all fit, or are none.
    pub(crate) fn push_to(self, text: &mut StringView) -> bool {
        match self {
            Self::Ascii(bytes) => bytes
                .iter()
                .all(|byte| text.push(char::from(*byte)).is_ok()),
            Self::Char(c) => text.push(c).is_ok(),
            Self::Unpaired => false,
        }
    }
}

/// White space of RFC 8259 section 2.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

pub(crate) const fn is_space_char(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}
