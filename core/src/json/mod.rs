//! JSON (RFC 8259), read as it arrives: any cut of the bytes, no recursion, no buffer.

mod character;
mod checked;
mod equality;
mod plain;
mod state;
mod tokenizer;
#[cfg(feature = "serde")]
pub(crate) mod typed;

use heapless::string::StringView;

use crate::keyword::Word;
pub(crate) use equality::same_value;
pub(crate) use tokenizer::Tokenizer;

/// How deep a response may nest, counted from its outermost container.
pub const MAX_DEPTH: u8 = 32;

/// How deep a value may nest that is kept as raw text: metadata, wherever it stands.
///
/// A bit a level is all it costs here, but reading metadata into types of one's own recurses.
pub const MAX_VALUE_DEPTH: u8 = 28;

/// The name of a member, to be compared with names of up to 11 bytes.
pub type Name = Word<11>;

/// What a text is made of, besides the characters in it.
#[derive(Clone, Copy)]
pub enum Token<'t> {
    BeginObject,
    BeginArray,
    /// The end of an object or array.
    End,
    /// The end of a member's name.
    NameEnd(&'t Name),
    /// The end of a string.
    TextEnd,
    Null,
    /// The beginning of `true`, `false` or a number.
    Scalar,
}

/// Some characters of a name, a string or raw text. Where one run ends and the next begins has no
/// meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characters<'t> {
    Ascii(&'t [u8]),
    /// Any other.
    Char(char),
    /// Half of a surrogate pair, or two that do not match: a text that is wanted cannot contain it.
    Unpaired,
}

impl Characters<'_> {
    /// The characters if they are ASCII, and otherwise a byte that is part of no keyword.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Ascii(bytes) => bytes,
            _ => b"\0",
        }
    }

    /// Adds the characters to `text`, as many as fit; `false` if some do not, or are none.
    #[inline(never)]
    pub(crate) fn push_to(&self, text: &mut StringView) -> bool {
        match self {
            // Validates what the tokenizer has, but copies it at once. On a microcontroller, where
            // `from_utf8` takes 500 bytes, characters are pushed one by one.
            #[cfg(target_pointer_width = "64")]
            Self::Ascii(bytes) => {
                let free = text.capacity().saturating_sub(text.len());
                let fitting = bytes.get(..free).unwrap_or(bytes);
                let run = core::str::from_utf8(fitting).unwrap_or_default();
                text.push_str(run).is_ok() && run.len() == bytes.len()
            }
            // One byte each: the compiler knows, and needs no general way to encode them.
            #[cfg(not(target_pointer_width = "64"))]
            Self::Ascii(bytes) => bytes
                .iter()
                .all(|byte| text.push(char::from(byte & 0x7F)).is_ok()),
            // By another way than those, which is thus made for them alone.
            Self::Char(c) => text.push_str(c.encode_utf8(&mut [0; 4])).is_ok(),
            Self::Unpaired => false,
        }
    }
}

/// How reading continues after what a [`Sink`] was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    Continue,
    /// Behind a member's name: give its value as raw text, all of it as [`Sink::text`] in the
    /// member's object.
    Capture,
    /// Stop: the sink has found something, or the text is JSON but not what it should be.
    Stop,
}

/// Why [`Tokenizer::read`] stopped before the end of its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The text is no JSON.
    Syntax,
    /// The text nests too deep.
    TooDeep,
    /// The sink said [`Control::Stop`].
    Stopped,
}

/// Takes a text in. `level` is that of the container that something is in or is; the outermost is
/// 1.
pub trait Sink {
    /// Characters of a name.
    fn name(&mut self, _level: u8, _: &Characters<'_>) {}

    /// Characters of a string or of raw text.
    fn text(&mut self, _level: u8, _: &Characters<'_>) -> Control {
        Control::Continue
    }

    /// Anything else.
    fn token(&mut self, _level: u8, _: Token<'_>) -> Control {
        Control::Continue
    }
}

/// Passes over whatever a text says.
struct Ignore;

impl Sink for Ignore {}

/// Checks that `text` is one value that nests no deeper than [`MAX_VALUE_DEPTH`].
pub(crate) fn check(text: &[u8]) -> Result<(), ReadError> {
    let mut tokenizer = Tokenizer::new(MAX_VALUE_DEPTH);
    tokenizer.read(&mut &*text, &mut Ignore)?;
    match tokenizer.is_finished() {
        true => Ok(()),
        false => Err(ReadError::Syntax),
    }
}

/// White space of RFC 8259 section 2.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
