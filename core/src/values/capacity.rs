//! Capacities of a webhook's fields.

use core::fmt;

use heapless::String;
use heapless::string::StringView;
use zeroize::Zeroize;

use crate::ConfigError;

mod sealed {
    #[cfg(not(feature = "serde"))]
    pub trait Sealed {}
    #[cfg(feature = "serde")]
    pub trait Sealed: serde::Serialize + serde::de::DeserializeOwned {}

    impl<const N: usize> Sealed for heapless::String<N> {}
    impl Sealed for super::Omitted {}
}

/// Storage for a field: [`heapless::String`] of any capacity, or [`Omitted`]. Sealed.
pub trait Text: Clone + Default + Eq + fmt::Debug + Zeroize + sealed::Sealed {
    /// Returns the text, or `None` if the field is [`Omitted`].
    fn stored(&self) -> Option<&str>;

    /// Returns the text with its capacity erased, so that the code that fills it exists once.
    /// Returns `None` if the field is [`Omitted`].
    fn view_mut(&mut self) -> Option<&mut StringView>;
}

impl<const N: usize> Text for String<N> {
    fn stored(&self) -> Option<&str> {
        Some(self)
    }

    fn view_mut(&mut self) -> Option<&mut StringView> {
        Some(self.as_mut_view())
    }
}

/// Storage for a field that is kept: [`heapless::String`] of any capacity. Functions that return a
/// field's value require it, so that code that reads an [`Omitted`] field does not compile.
pub trait Stored: Text + AsRef<str> {}

impl<const N: usize> Stored for String<N> {}

/// Appends all of `text`, or nothing if it does not fit.
pub(crate) fn push<S: Text>(to: &mut S, text: &str) -> Result<(), ConfigError> {
    match to.view_mut().map(|view| view.push_str(text)) {
        Some(Ok(())) => Ok(()),
        _ => Err(ConfigError::TooLong),
    }
}

/// Leaves a field out of a [`Webhook`](crate::Webhook). It takes no memory; its value, of any
/// length, is checked and skipped.
///
/// ```
/// use gigapay_webhooks::{Capacity, Omitted, Webhook};
/// use heapless::String;
///
/// struct NoMetadata;
///
/// impl Capacity for NoMetadata {
///     type Id = String<64>;
///     type Url = String<256>;
///     type Events = String<256>;
///     type SecretKey = String<64>;
///     type Metadata = Omitted;
/// }
/// # let _ = Webhook::<NoMetadata>::default();
/// ```
///
/// Reading the value does not compile:
///
/// ```compile_fail,E0599
/// # use gigapay_webhooks::{Metadata, Omitted};
/// let metadata: Metadata<Omitted> = Metadata::default();
/// metadata.as_str();
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Omitted;

impl Text for Omitted {
    fn stored(&self) -> Option<&str> {
        None
    }

    fn view_mut(&mut self) -> Option<&mut StringView> {
        None
    }
}

impl Zeroize for Omitted {
    fn zeroize(&mut self) {}
}

/// Capacities of a [`Webhook`](crate::Webhook)'s fields, in bytes of UTF-8 after unescaping (for
/// metadata: of raw JSON text).
///
/// A value that exceeds it is reported with the field's name, as
/// [`Error::Capacity`](crate::Error::Capacity) or, in a list, as
/// [`ExchangeEvent::Oversize`](crate::ExchangeEvent::Oversize); nothing is ever truncated.
/// [`Omitted`] leaves a field out. Define your own capacities if [`Standard`] is too large or too
/// small:
///
/// ```
/// use gigapay_webhooks::{Capacity, Webhook};
/// use heapless::String;
///
/// /// For webhooks this device registered itself, with ids and URLs it knows.
/// #[derive(Clone, Debug, PartialEq, Eq)]
/// struct Small;
///
/// impl Capacity for Small {
///     type Id = String<36>;
///     type Url = String<80>;
///     type Events = String<40>;
///     type SecretKey = String<32>;
///     type Metadata = String<16>;
/// }
/// assert!(size_of::<Webhook<Small>>() < 256);
/// ```
pub trait Capacity {
    /// Storage for `id`; a UUID takes 36 bytes.
    type Id: Text;
    /// Storage for `url`.
    type Url: Text;
    /// Storage for the names in `events`; each takes its length and one byte more.
    type Events: Text;
    /// Storage for `secret_key`; those that the server generates take 32 bytes.
    type SecretKey: Text;
    /// Storage for the raw text of `metadata`.
    type Metadata: Text;
}

/// Default capacities, larger than all examples in the API's documentation: id 64 bytes, url 256,
/// events 256 (enough for every event known today), secret key 64, metadata 256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Standard;

impl Capacity for Standard {
    type Id = String<64>;
    type Url = String<256>;
    type Events = String<256>;
    type SecretKey = String<64>;
    type Metadata = String<256>;
}
