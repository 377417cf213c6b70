//! JSON (RFC 8259), read as it arrives: any cut of the bytes, no recursion, no buffer.

mod character;
mod checked;
mod equality;
mod grammar;
mod tokenizer;
#[cfg(feature = "serde")]
pub(crate) mod typed;

use heapless::string::StringView;

use crate::keyword::Keyword;
pub(crate) use equality::same_value;
pub(crate) use tokenizer::Tokenizer;

/// How deep a response may nest, counted from its outermost container.
pub const MAX_DEPTH: u8 = 32;

/// How deep a value may nest that is kept as raw text: metadata, wherever it stands.
///
/// A bit a level is all it costs here, but reading metadata into types of one's own recurses.
pub const MAX_VALUE_DEPTH: u8 = 28;

/// What a text is made of, besides the characters in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    BeginObject,
    BeginArray,
    /// The end of an object or array.
    End,
    /// The end of a member's name.
    NameEnd(Option<Keyword>),
    /// The end of a string.
    TextEnd,
    Null,
    /// The beginning of `true`, `false` or a number.
    Scalar,
}

/// Some characters of a name, a string or raw text. Where one part ends and the next begins has no
/// meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    Ascii(&'t [u8]),
    /// Any other.
    Char(char),
    /// Half of a surrogate pair: a text that is wanted cannot contain it.
    Unpaired,
}

impl Part<'_> {
    /// The characters if they are ASCII, and otherwise a byte that is part of no word.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Ascii(bytes) => bytes,
            _ => b"\0",
        }
    }

    /// Adds the characters to `text`; `false` if they do not all fit, or are none.
    #[inline(never)]
    pub(crate) fn push_to(&self, text: &mut StringView) -> bool {
        match self {
            // One byte each: the compiler knows, and needs no general way to encode them.
            Self::Ascii(bytes) => bytes
                .iter()
                .all(|byte| text.push(char::from(byte & 0x7F)).is_ok()),
            // By another way than those, which is thus made for them alone.
            Self::Char(c) => text.push_str(c.encode_utf8(&mut [0; 4])).is_ok(),
            Self::Unpaired => false,
        }
    }
}

/// How reading is to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on; from [`Tokenizer::read`]: the input is used up.
    More,
    /// Give the member's value as raw text, all of it as [`Sink::text`] in the member's object.
    Capture,
    /// The text is no JSON.
    Syntax,
    /// The text nests too deep.
    TooDeep,
    /// Stop here: the sink has found something, or the text is JSON but not what it should be.
    Stop,
}

/// Takes a text in. `level` is that of the container that something is in or is; the outermost is
/// 1.
pub trait Sink {
    /// Characters of a name. The token at its end says which keyword it is: to match names in each
    /// sink takes 300 bytes more (measured on thumbv7em).
    fn name(&mut self, _level: u8, _: &Part<'_>) {}

    /// Characters of a string or of raw text.
    fn text(&mut self, level: u8, part: &Part<'_>) -> Flow;

    /// Anything else.
    fn token(&mut self, level: u8, token: Token) -> Flow;
}

/// White space of RFC 8259 section 2.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
