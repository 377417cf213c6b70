//! A JSON text (RFC 8259), validated before, read into a type of the caller's by way of serde.
//!
//! Strings are borrowed: those without escapes from the text, all others from a scratch buffer into
//! which they are decoded one behind the other. Lenient about what the tokenizer has checked
//! already; it bounded the depth, too, and with it the recursion of the caller's types.

mod access;
mod deserializer;
mod error;

pub use error::TypedJsonError;

use super::{Characters, Control, MAX_VALUE_DEPTH, Sink, Token, Tokenizer, is_space};
use TypedJsonError::{ScratchTooSmall, Shape, Unpaired};

/// Reads all of a validated text.
pub(crate) fn from_validated<'de, T: serde::Deserialize<'de>>(
    text: &'de str,
    scratch: &'de mut [u8],
) -> Result<T, TypedJsonError> {
    T::deserialize(&mut Reader {
        rest: text.as_bytes(),
        scratch,
    })
}

/// What has not been read, and the part of the scratch buffer that is free.
struct Reader<'de> {
    rest: &'de [u8],
    scratch: &'de mut [u8],
}

impl<'de> Reader<'de> {
    /// The first byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some((&byte, rest)) = self.rest.split_first() {
            if !is_space(byte) {
                return Some(byte);
            }
            self.rest = rest;
        }
        None
    }

    /// Whether `byte` comes next, which is then read.
    fn eat(&mut self, byte: u8) -> bool {
        let comes = self.peek() == Some(byte);
        if comes {
            self.take(1);
        }
        comes
    }

    fn expect(&mut self, byte: u8) -> Result<(), TypedJsonError> {
        match self.eat(byte) {
            true => Ok(()),
            false => Err(Shape),
        }
    }

    fn take(&mut self, length: usize) -> &'de [u8] {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or_default();
        self.rest = rest;
        taken
    }

    /// A number, `true`, `false` or `null`; empty if none of them comes next.
    fn scalar(&mut self) -> &'de str {
        self.peek();
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let length = self.rest.iter().position(|byte| !is_part(byte));
        let scalar = self.take(length.unwrap_or(self.rest.len()));
        core::str::from_utf8(scalar).unwrap_or_default()
    }

    /// A string with its quotes, and whether it has escapes.
    fn quoted(&mut self) -> Result<(&'de [u8], bool), TypedJsonError> {
        if self.peek() != Some(b'"') {
            return Err(Shape);
        }
        let (mut is_escape, mut has_escapes) = (false, false);
        let end = self.rest.iter().skip(1).position(|byte| {
            let ends = *byte == b'"' && !is_escape;
            is_escape = *byte == b'\\' && !is_escape;
            has_escapes |= is_escape;
            ends
        });
        // Behind both quotes.
        let length = end.ok_or(Shape)?.saturating_add(2);
        Ok((self.take(length), has_escapes))
    }

    fn string(&mut self) -> Result<&'de str, TypedJsonError> {
        let (quoted, has_escapes) = self.quoted()?;
        let bytes = match (quoted, has_escapes) {
            (quoted, true) => self.decode(quoted)?,
            ([_, bytes @ .., _], false) => bytes,
            _ => &[],
        };
        core::str::from_utf8(bytes).map_err(|_| Shape)
    }

    /// Decodes a string into the scratch buffer.
    fn decode(&mut self, mut quoted: &[u8]) -> Result<&'de [u8], TypedJsonError> {
        let mut decoded = Decoded {
            scratch: core::mem::take(&mut self.scratch),
            length: 0,
            error: None,
        };
        let result = Tokenizer::new(MAX_VALUE_DEPTH).read(&mut quoted, &mut decoded);
        if result.is_err() {
            return Err(decoded.error.unwrap_or(Shape));
        }
        let (text, free) = decoded
            .scratch
            .split_at_mut_checked(decoded.length)
            .unwrap_or_default();
        self.scratch = free;
        Ok(text)
    }

    /// Passes over a value of any kind.
    fn skip(&mut self) -> Result<(), TypedJsonError> {
        let mut depth = 0_usize;
        loop {
            match self.peek().ok_or(Shape)? {
                b'"' => drop(self.quoted()?),
                b'[' | b'{' => {
                    self.take(1);
                    depth = depth.saturating_add(1);
                }
                b']' | b'}' => {
                    self.take(1);
                    depth = depth.saturating_sub(1);
                }
                b',' | b':' => drop(self.take(1)),
                _ if self.scalar().is_empty() => return Err(Shape),
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

/// Takes the characters of one string.
struct Decoded<'de> {
    scratch: &'de mut [u8],
    length: usize,
    error: Option<TypedJsonError>,
}

impl Decoded<'_> {
    fn push(&mut self, bytes: &[u8]) -> Result<(), TypedJsonError> {
        let free = self.scratch.get_mut(self.length..).unwrap_or_default();
        let place = free.get_mut(..bytes.len()).ok_or(ScratchTooSmall)?;
        for (to, from) in place.iter_mut().zip(bytes) {
            *to = *from;
        }
        self.length = self.length.saturating_add(bytes.len());
        Ok(())
    }
}

impl Sink for Decoded<'_> {
    fn text(&mut self, _: u8, characters: &Characters<'_>) -> Control {
        let pushed = match characters {
            Characters::Ascii(bytes) => self.push(bytes),
            Characters::Char(c) => self.push(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Characters::Unpaired => Err(Unpaired),
        };
        match pushed {
            Ok(()) => Control::Continue,
            Err(error) => {
                self.error = Some(error);
                Control::Stop
            }
        }
    }

    fn token(&mut self, _: u8, _: Token<'_>) -> Control {
        Control::Continue
    }
}
