//! Why an object could not be read.

use core::fmt;

/// Why an object could not be read. It was signed all the same, if the verdict says so: the body
/// itself is still there, for those who collected it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ObjectError {
    /// The body is not one JSON value (RFC 8259), or is cut short.
    Json,
    /// It nests deeper than [`MAX_DEPTH`](crate::MAX_DEPTH), or its metadata deeper than
    /// [`MAX_VALUE_DEPTH`](crate::MAX_VALUE_DEPTH).
    TooDeep,
    /// It is JSON, but no object.
    NotAnObject,
    /// The object has the member of this name twice.
    Duplicate(&'static str),
    /// The object's `id` is no text.
    WrongType(&'static str),
    /// The member of this name is longer than there is room for. All others were read.
    TooLong(&'static str),
    /// It cannot be read into the type asked for.
    #[cfg(feature = "serde")]
    Typed(crate::TypedJsonError),
}

impl fmt::Display for ObjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json => f.write_str("the body is not one whole JSON value"),
            Self::TooDeep => f.write_str("the body nests too deep"),
            Self::NotAnObject => f.write_str("the body is JSON, but no object"),
            Self::Duplicate(name) => write!(f, "the object has {name} twice"),
            Self::WrongType(name) => write!(f, "the object's {name} is of the wrong type"),
            Self::TooLong(name) => write!(f, "the object's {name} is longer than its capacity"),
            #[cfg(feature = "serde")]
            Self::Typed(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ObjectError {}
