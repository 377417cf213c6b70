//! A webhook's metadata: any JSON value, kept as raw text (B11).

use heapless::String;

use super::capacity::push;
use crate::json;
#[cfg(feature = "serde")]
use crate::json::typed::TypedJsonError;
use crate::shown::shown;
use crate::{ConfigError, Stored, Text};

/// The text of one JSON value, validated against RFC 8259.
///
/// ```
/// use gigapay_webhooks::Json;
///
/// let exact = Json::new(r#"{"limit": 123456789012345678901234567890}"#)?;
/// assert!(Json::new("{'limit': 1}").is_err());
/// # let _ = exact;
/// # Ok::<(), gigapay_webhooks::ConfigError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Json<'a>(&'a str);

impl<'a> Json<'a> {
    /// `{}`, the API's default.
    pub const EMPTY_OBJECT: Json<'static> = Json("{}");

    /// Checks that `text` is one JSON value.
    ///
    /// # Errors
    /// [`ConfigError::InvalidJson`] if it is not, or nests deeper than
    /// [`MAX_VALUE_DEPTH`](crate::MAX_VALUE_DEPTH).
    pub fn new(text: &'a str) -> Result<Self, ConfigError> {
        match json::check(text.as_bytes()) {
            Ok(()) => Ok(Self(text.trim_ascii())),
            Err(_) => Err(ConfigError::InvalidJson),
        }
    }

    /// Returns the text, without white space around the value.
    pub const fn as_str(self) -> &'a str {
        self.0
    }
}

impl<'a, S: Stored> From<&'a Metadata<S>> for Json<'a> {
    fn from(metadata: &'a Metadata<S>) -> Self {
        Self(metadata.as_str())
    }
}

/// A webhook's `metadata`, the raw JSON text as the API sent it, of bounded length
/// ([B11](crate::behaviour#b11)).
///
/// Numbers of any size, the order of members and the white space between them are preserved.
///
/// Metadata that the API did not send reads as `{}`.
#[derive(Clone, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent, bound = ""))]
pub struct Metadata<S: Text = String<256>>(
    #[cfg_attr(feature = "serde", serde(with = "super::serialised::metadata"))] pub(crate) S,
);

impl<S: Stored> Metadata<S> {
    /// Copies a JSON value.
    ///
    /// # Errors
    /// [`ConfigError::TooLong`] if it exceeds the capacity of `S`.
    pub fn new(json: Json<'_>) -> Result<Self, ConfigError> {
        let mut copy = Self::default();
        push(&mut copy.0, json.0)?;
        Ok(copy)
    }

    /// Returns the raw JSON text.
    pub fn as_str(&self) -> &str {
        self.shown()
    }
}

impl<S: Text> Metadata<S> {
    /// Returns the raw text, or `None` if it is [`Omitted`](crate::Omitted).
    pub(crate) fn raw(&self) -> Option<&str> {
        raw(&self.0)
    }

    fn shown(&self) -> &str {
        self.raw().unwrap_or("(omitted)")
    }
}

/// Returns the raw text of metadata, or `None` if it is [`Omitted`](crate::Omitted).
pub(super) fn raw<S: Text>(metadata: &S) -> Option<&str> {
    match metadata.stored() {
        Some("") => Some(Json::EMPTY_OBJECT.0),
        text => text,
    }
}

impl<S: Text> PartialEq for Metadata<S> {
    /// Compares the texts, so two spellings of the same value differ.
    fn eq(&self, other: &Self) -> bool {
        self.shown() == other.shown()
    }
}

impl<S: Text> Eq for Metadata<S> {}

shown!([S: Text] Metadata<S>, |it| "{}", it.shown());

#[cfg(feature = "serde")]
impl<S: Stored> Metadata<S> {
    /// Deserializes the metadata into a type of the caller.
    ///
    /// Every string can be borrowed. Strings without escapes are borrowed from the metadata itself.
    /// Strings with escapes are decoded into `scratch`, which needs room for all of them together;
    /// the length of the metadata is always enough, and 0 if it has no escapes
    /// ([B12](crate::behaviour#b12)). Strings that the type ignores take no room.
    ///
    /// ```
    /// use gigapay_webhooks::{Json, Metadata};
    ///
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct Site<'a> {
    ///     name: &'a str,
    ///     floor: i8,
    /// }
    ///
    /// let mut scratch = [0; 64];
    /// let metadata: Metadata =
    ///     Metadata::from_value(&Site { name: "Luleå", floor: -1 }, &mut scratch)?;
    /// assert_eq!(metadata.as_str(), r#"{"name":"Luleå","floor":-1}"#);
    ///
    /// // Borrowed from the metadata: the scratch buffer may be empty.
    /// let site: Site = metadata.to_value(&mut [])?;
    /// assert_eq!((site.name, site.floor), ("Luleå", -1));
    ///
    /// // As others may write it, decoded into the scratch buffer.
    /// let json = Json::new(r#"{"name": "\"Lule\u00e5\" \ud83e\udd80\t", "floor": 2}"#)?;
    /// let metadata: Metadata = Metadata::new(json)?;
    /// let site: Site = metadata.to_value(&mut scratch)?;
    /// assert_eq!((site.name, site.floor), ("\"Luleå\" 🦀\t", 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// After an error, the raw text is still available from [`as_str`](Self::as_str).
    ///
    /// # Errors
    /// [`TypedJsonError::Shape`], [`TypedJsonError::ScratchTooSmall`] or
    /// [`TypedJsonError::Unpaired`].
    pub fn to_value<'a, T: serde::Deserialize<'a>>(
        &'a self,
        scratch: &'a mut [u8],
    ) -> Result<T, TypedJsonError> {
        json::typed::from_validated(self.as_str(), scratch)
    }

    /// Serializes a value of the caller with `serde-json-core`, in `scratch`, and copies it.
    ///
    /// # Errors
    /// [`TypedJsonError::TooLong`] if the text exceeds `scratch` or the capacity of `S`,
    /// [`TypedJsonError::Unwritable`] if the type cannot be represented in JSON.
    pub fn from_value<T: serde::Serialize + ?Sized>(
        value: &T,
        scratch: &mut [u8],
    ) -> Result<Self, TypedJsonError> {
        use serde_json_core::ser::Error;
        let written = serde_json_core::to_slice(value, scratch);
        let length = written.map_err(|error| match error {
            Error::BufferFull => TypedJsonError::TooLong,
            _ => TypedJsonError::Unwritable,
        })?;
        let text = scratch.get(..length).map(core::str::from_utf8);
        let json = text.and_then(|text| Json::new(text.ok()?).ok());
        Self::new(json.ok_or(TypedJsonError::Unwritable)?).map_err(|_| TypedJsonError::TooLong)
    }
}
