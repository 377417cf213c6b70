//! Deserializes validated JSON text (RFC 8259) into a type of the caller with serde.
//!
//! Strings are borrowed: those without escapes from the text, all others from a scratch buffer that
//! they are decoded into. The tokenizer has validated the text and bounded its depth, so syntax is
//! not checked again, and the recursion of the caller's types is bounded.

mod deserializer;

use super::checked::units;
use crate::buffer::copy;
use crate::shown::errors;

errors! {
    /// Why JSON could not be converted to or from a type of the caller.
    pub enum TypedJsonError {
        /// The value does not fit the type.
        Shape => "the JSON value does not fit the type",
        /// The scratch buffer is too small for the decoded strings with escapes. The length of the
        /// whole text is always enough.
        ScratchTooSmall => "the scratch buffer is too small for the strings that have escapes",
        /// A string has an unpaired surrogate, which a Rust string cannot contain (RFC 8259 section
        /// 8.2).
        Unpaired => "a string has an unpaired surrogate, which no string can contain",
        /// The value cannot be represented in JSON.
        Unwritable => "the value cannot be written as JSON",
        /// The text exceeds the scratch buffer or the capacity.
        TooLong => "the JSON text is longer than its capacity",
    }
}

/// Deserializes a validated text.
pub(crate) fn from_validated<'de, T: serde::Deserialize<'de>>(
    text: &'de str,
    mut scratch: &'de mut [u8],
) -> Result<T, TypedJsonError> {
    T::deserialize(Value {
        text: text.trim_ascii(),
        scratch: &mut scratch,
    })
}

/// A value without surrounding white space, and the unused part of the scratch buffer.
struct Value<'s, 'de> {
    text: &'de str,
    scratch: &'s mut &'de mut [u8],
}

impl<'de> Value<'_, 'de> {
    fn string(self) -> Result<&'de str, TypedJsonError> {
        let text = self.text.strip_prefix('"').ok_or(TypedJsonError::Shape)?;
        let text = text.strip_suffix('"').unwrap_or(text);
        if !text.contains('\\') {
            return Ok(text);
        }
        let mut length = 0;
        for c in char::decode_utf16(units(text)) {
            let c = c.map_err(|_| TypedJsonError::Unpaired)?;
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).as_bytes();
            let free = self.scratch.get_mut(length..).unwrap_or_default();
            let place = free
                .get_mut(..bytes.len())
                .ok_or(TypedJsonError::ScratchTooSmall)?;
            copy(place, bytes);
            length += bytes.len();
        }
        let halves = core::mem::take(self.scratch).split_at_mut_checked(length);
        let (decoded, free) = halves.unwrap_or_default();
        *self.scratch = free;
        core::str::from_utf8(decoded).map_err(|_| TypedJsonError::Shape)
    }
}
