//! Capacities that can be compared with a desired webhook.

use super::{Capacity, Stored};

/// Capacities that store every field that a [`DesiredWebhook<F>`](crate::DesiredWebhook) compares:
/// all fields with [`AllFields`], all but metadata with [`AllButMetadata`].
///
/// It is implemented for each such [`Capacity`]. Comparing a field that is
/// [`Omitted`](crate::Omitted) does not compile:
///
/// ```compile_fail,E0277
/// use gigapay_webhooks::{Api, Capacity, DesiredWebhook, Ensure, Omitted, Webhook};
/// # use gigapay_webhooks::Event;
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
///
/// fn next(api: &Api<'_>, webhook: &mut Webhook<NoMetadata>) {
///     let desired = DesiredWebhook::new("pump-7", "https://h/", &[Event::PAYOUT_CREATED]);
///     Ensure::new(api, &desired).next(webhook); // needs `desired.without_metadata()`
/// }
/// ```
pub trait Compares<F>:
    Capacity<Id: Stored, Url: Stored, Events: Stored, SecretKey: Stored> + Sized
{
}

impl<C> Compares<AllFields> for C where
    C: Capacity<Id: Stored, Url: Stored, Events: Stored, SecretKey: Stored, Metadata: Stored>
{
}

impl<C> Compares<AllButMetadata> for C where
    C: Capacity<Id: Stored, Url: Stored, Events: Stored, SecretKey: Stored>
{
}

/// Marks a [`DesiredWebhook`](crate::DesiredWebhook) that may set every field. The default.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct AllFields;

/// Marks a [`DesiredWebhook`](crate::DesiredWebhook) that sets no metadata, for capacities whose
/// metadata is [`Omitted`](crate::Omitted).
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct AllButMetadata;
