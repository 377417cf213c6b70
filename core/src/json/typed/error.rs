//! Why a JSON text could not be read into, or made from, a type of the caller's.

use core::fmt;

/// Why metadata could not be read into, or made from, a type of the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TypedJsonError {
    /// The value does not have the type's shape.
    Shape,
    /// The scratch buffer is too small for the strings that have escapes. The decoded length of all
    /// of them together is enough, and the length of the whole text always is.
    ScratchTooSmall,
    /// A string has half of a surrogate pair, which no Rust string can hold (RFC 8259 section 8.2).
    Unpaired,
    /// The type cannot be written as JSON.
    Unwritable,
    /// The text exceeds the scratch buffer or the capacity.
    TooLong,
}

impl fmt::Display for TypedJsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shape => "the JSON value does not have the shape of the type asked for",
            Self::ScratchTooSmall => {
                "the scratch buffer is too small for the strings that have escapes"
            }
            Self::Unpaired => "a string has half of a surrogate pair, which no string can hold",
            Self::Unwritable => "the value cannot be written as JSON",
            Self::TooLong => "the JSON text is longer than its capacity",
        })
    }
}

impl core::error::Error for TypedJsonError {}

impl serde::de::Error for TypedJsonError {
    /// The message is dropped: there is no room for it on a device.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Shape
    }
}
