//! How many bytes a webhook has room for.

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

/// Room for a field: [`heapless::String`] of any capacity, or [`Omitted`]. Nothing else.
pub trait Text: Clone + Default + Eq + fmt::Debug + Zeroize + sealed::Sealed {
    /// The text, or `None` if the field is [`Omitted`].
    fn stored(&self) -> Option<&str>;

    /// The text with its capacity erased, so that code which fills it exists once. `None` if the
    /// field is [`Omitted`].
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

/// Room for a field that is kept: [`heapless::String`] of any capacity. What reads a field's value
/// needs this, so that code which reads an [`Omitted`] field does not compile.
pub trait Stored: Text + AsRef<str> {}

impl<const N: usize> Stored for String<N> {}

/// Adds to a text, all or nothing.
pub(crate) fn push<S: Text>(to: &mut S, text: &str) -> Result<(), ConfigError> {
    match to.view_mut().map(|view| view.push_str(text)) {
        Some(Ok(())) => Ok(()),
        _ => Err(ConfigError::TooLong),
    }
}

/// Leaves a field out of a [`Webhook`](crate::Webhook): it takes no bytes there, and a value of any
/// length is checked and passed over.
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
/// The value is not there to be read:
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

/// The room a [`Webhook`](crate::Webhook) has for each of its fields, in bytes of UTF-8 after
/// unescaping (metadata: of raw JSON text).
///
/// A value that exceeds it is reported with the field's name, as
/// [`Error::Capacity`](crate::Error::Capacity) or, in a list, as
/// [`ExchangeEvent::Oversize`](crate::ExchangeEvent::Oversize); nothing is ever cut short.
/// [`Omitted`] leaves a field out. Choose your own where [`Standard`] is too large or too small:
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
    /// Room for `id`; a uuid takes 36 bytes.
    type Id: Text;
    /// Room for `url`.
    type Url: Text;
    /// Room for the names in `events`, one byte more than its length for each.
    type Events: Text;
    /// Room for `secret_key`; the server's own take 32 bytes.
    type SecretKey: Text;
    /// Room for the raw text of `metadata`.
    type Metadata: Text;
}

/// Capacities that fit what the API's documentation shows, with room to spare: id 64 bytes, url
/// 256, events 256 (every event known today), secret key 64, metadata 256.
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
