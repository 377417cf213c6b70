//! Incremental JSON parser (RFC 8259): accepts input in any pieces, without recursion or a buffer.

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

/// Largest nesting depth of a response; its outermost container has depth 1.
pub const MAX_DEPTH: u8 = 32;

/// Largest nesting depth of a value that is kept as raw text, such as metadata.
///
/// The limit bounds the recursion of deserializing metadata into the caller's types. Here, a level
/// costs one bit.
pub const MAX_VALUE_DEPTH: u8 = 28;

/// The name of a member, for comparison with names of up to 11 bytes.
pub type Name = Word<11>;

/// A token of a JSON text, except the characters of names and strings.
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

/// A run of characters of a name, a string or raw text. A text may be divided into any runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characters<'t> {
    Ascii(&'t [u8]),
    /// One character that is not ASCII.
    Char(char),
    /// An unpaired surrogate, which no Rust string can contain.
    Unpaired,
}

impl Characters<'_> {
    /// Returns ASCII characters as bytes, and all others as a NUL, which no keyword contains.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Ascii(bytes) => bytes,
            _ => b"\0",
        }
    }

    /// Appends as many characters as fit to `text`. Returns `false` if some do not fit or are
    /// unpaired surrogates.
    #[inline(never)]
    pub(crate) fn push_to(&self, text: &mut StringView) -> bool {
        match self {
            // Copies the run at once after `from_utf8`. On a microcontroller, where that takes 500
            // bytes, characters are pushed one by one.
            #[cfg(target_pointer_width = "64")]
            Self::Ascii(bytes) => {
                let free = text.capacity().saturating_sub(text.len());
                let fitting = bytes.get(..free).unwrap_or(bytes);
                let run = core::str::from_utf8(fitting).unwrap_or_default();
                text.push_str(run).is_ok() && run.len() == bytes.len()
            }
            // The mask tells the compiler that each character takes one byte, which removes the
            // general UTF-8 encoder.
            #[cfg(not(target_pointer_width = "64"))]
            Self::Ascii(bytes) => bytes
                .iter()
                .all(|byte| text.push(char::from(byte & 0x7F)).is_ok()),
            // `push_str` leaves the other arm's `push` specialised for ASCII.
            Self::Char(c) => text.push_str(c.encode_utf8(&mut [0; 4])).is_ok(),
            Self::Unpaired => false,
        }
    }
}

/// How the tokenizer continues after a call of a [`Sink`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    Continue,
    /// After a member's name: pass its value to [`Sink::text`] as raw text, with the level of the
    /// member's object.
    Capture,
    /// Stop, because the sink has a result or an error.
    Stop,
}

/// Why [`Tokenizer::read`] stopped before the end of its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The text is not valid JSON.
    Syntax,
    /// The text nests deeper than allowed.
    TooDeep,
    /// The sink returned [`Control::Stop`].
    Stopped,
}

/// Receives the tokens of a text. `level` is the depth of the container that begins, ends or
/// contains the token; the outermost container has level 1.
pub trait Sink {
    /// Characters of a name.
    fn name(&mut self, _level: u8, _: &Characters<'_>) {}

    /// Characters of a string or of raw text.
    fn text(&mut self, _level: u8, _: &Characters<'_>) -> Control {
        Control::Continue
    }

    /// Any other token.
    fn token(&mut self, _level: u8, _: Token<'_>) -> Control {
        Control::Continue
    }
}

/// Ignores all tokens.
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

/// Whether `byte` is white space (RFC 8259 section 2).
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
