//! How many bytes a webhook has room for.

use core::fmt;

use heapless::String;
use heapless::string::StringView;
use zeroize::Zeroize;

mod sealed {
    pub trait Sealed {}
    impl<const N: usize> Sealed for heapless::String<N> {}
}

/// A text of bounded length: [`heapless::String`] of any capacity, and nothing else.
pub trait Text: Clone + Default + Eq + fmt::Debug + AsRef<str> + Zeroize + sealed::Sealed {
    /// The text with its capacity erased, so that code which fills it exists once.
    fn view_mut(&mut self) -> &mut StringView;
}

impl<const N: usize> Text for String<N> {
    fn view_mut(&mut self) -> &mut StringView {
        self.as_mut_view()
    }
}

/// The room a [`Webhook`](crate::Webhook) has for each of its fields, in bytes of UTF-8 after
/// unescaping (metadata: of raw JSON text).
///
/// What exceeds it is reported as [`Error::Capacity`](crate::Error::Capacity) with the field's
/// name; nothing is ever cut short. Choose your own where [`Standard`] is too large or too small:
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
