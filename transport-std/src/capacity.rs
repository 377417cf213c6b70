//! How much room a webhook has on a host.

use gigapay_webhooks::Capacity;
use heapless::String;

/// Room for what a gateway may meet: id and secret key 255 bytes each, url 2048, events 1024,
/// metadata 16 KiB. The default of [`Client`](crate::Client).
///
/// A `Webhook<Roomy>` takes about 20 KiB of the heap, where it is decoded in place and returned in
/// its `Box`. To keep many of them, choose [`Standard`](gigapay_webhooks::Standard) (about 1 KiB)
/// or capacities of your own with
/// [`ClientBuilder::capacity`](crate::ClientBuilder::capacity).
///
/// ```
/// use gigapay_webhooks_std::{Roomy, Webhook};
///
/// assert!(size_of::<Webhook<Roomy>>() < 20 * 1024);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roomy;

impl Capacity for Roomy {
    type Id = String<255>;
    type Url = String<2048>;
    type Events = String<1024>;
    type SecretKey = String<255>;
    type Metadata = String<{ 16 * 1024 }>;
}
