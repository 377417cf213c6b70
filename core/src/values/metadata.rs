//! A webhook's metadata: any JSON value, kept as the text it came in (B11).

use heapless::String;

use super::capacity::push;
use crate::json;
#[cfg(feature = "serde")]
use crate::json::typed::TypedJsonError;
use crate::shown::shown;
use crate::{ConfigError, Stored, Text};

/// The text of one JSON value, checked against RFC 8259 when made.
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
    /// [`ConfigError::InvalidJson`] if not, or if it nests deeper than
    /// [`MAX_VALUE_DEPTH`](crate::MAX_VALUE_DEPTH).
    pub fn new(text: &'a str) -> Result<Self, ConfigError> {
        match json::check(text.as_bytes()) {
            Ok(()) => Ok(Self(text.trim_ascii())),
            Err(_) => Err(ConfigError::InvalidJson),
        }
    }

    /// The text, byte for byte.
    pub const fn as_str(self) -> &'a str {
        self.0
    }
}

impl<'a, S: Stored> From<&'a Metadata<S>> for Json<'a> {
    fn from(metadata: &'a Metadata<S>) -> Self {
        Self(metadata.as_str())
    }
}

/// A webhook's `metadata` as the API sent it, byte for byte, in bounded room
/// ([B11](crate::behaviour#b11)).
///
/// Numbers of any width, the order of members and the white space between them all survive.
///
/// `{}` is held as the empty text, which is no JSON value.
#[derive(Clone, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent, bound = ""))]
pub struct Metadata<S: Text = String<256>>(
    #[cfg_attr(feature = "serde", serde(with = "super::serialised::metadata"))] pub(crate) S,
);

impl<S: Stored> Metadata<S> {
    /// Copies a checked JSON value.
    ///
    /// # Errors
    /// [`ConfigError::TooLong`] if it exceeds the capacity of `S`.
    pub fn new(json: Json<'_>) -> Result<Self, ConfigError> {
        let mut copy = Self::default();
        push(&mut copy.0, json.0)?;
        Ok(copy)
    }

    /// The raw JSON text.
    pub fn as_str(&self) -> &str {
        self.shown()
    }
}

impl<S: Text> Metadata<S> {
    /// The raw text, unless it is left out.
    pub(crate) fn raw(&self) -> Option<&str> {
        raw(&self.0)
    }

    fn shown(&self) -> &str {
        self.raw().unwrap_or("(omitted)")
    }
}

/// The raw text of metadata, unless it is left out.
pub(super) fn raw<S: Text>(metadata: &S) -> Option<&str> {
    match metadata.stored() {
        Some("") => Some(Json::EMPTY_OBJECT.0),
        text => text,
    }
}

impl<S: Text> PartialEq for Metadata<S> {
    /// Compares the texts: the same value written in two ways is two texts.
    fn eq(&self, other: &Self) -> bool {
        self.shown() == other.shown()
    }
}

impl<S: Text> Eq for Metadata<S> {}

shown!([S: Text] Metadata<S>, |it| "{}", it.shown());

#[cfg(feature = "serde")]
impl<S: Stored> Metadata<S> {
    /// Reads the metadata into a type of the caller's.
    ///
    /// Every string can be borrowed. One without escapes is borrowed from the metadata itself; one
    /// with escapes is decoded into `scratch`, each in a place of its own, so `scratch` needs room
    /// for all of them, decoded. As many bytes as the metadata has always suffice, none if the API
    /// writes no escapes ([B12](crate::behaviour#b12)). A string that the type passes over takes
    /// none.
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
    /// When it fails, the raw text is still there: [`as_str`](Self::as_str).
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

    /// Makes metadata from a type of the caller's, by `serde-json-core`, which writes into
    /// `scratch` first.
    ///
    /// # Errors
    /// [`TypedJsonError::TooLong`] if the text exceeds `scratch` or the capacity of `S`,
    /// [`TypedJsonError::Unwritable`] if the type has no JSON form.
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
