//! A webhook as the tests compare it.

use gigapay_webhooks::{Capacity, Stored, Webhook};
use heapless::String as Text;

/// Defines a type with these capacities: for the id, the URL, the events, the secret key and the
/// metadata.
#[macro_export]
macro_rules! capacity {
    ($name:ident: $id:ty, $url:ty, $events:ty, $key:ty, $metadata:ty) => {
        /// These capacities.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name;

        impl gigapay_webhooks::Capacity for $name {
            type Id = $id;
            type Url = $url;
            type Events = $events;
            type SecretKey = $key;
            type Metadata = $metadata;
        }
    };
}

// Room for whatever a generator draws.
capacity!(Roomy: Text<512>, Text<1024>, Text<2048>, Text<512>, Text<4096>);

/// Capacities that leave no field out.
pub trait Whole:
    Capacity<Id: Stored, Url: Stored, Events: Stored, SecretKey: Stored, Metadata: Stored>
{
}

impl<C> Whole for C where
    C: Capacity<Id: Stored, Url: Stored, Events: Stored, SecretKey: Stored, Metadata: Stored>
{
}

/// A webhook in owned strings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hook {
    /// `id`
    pub id: String,
    /// `url`
    pub url: String,
    /// `events`
    pub events: Vec<String>,
    /// `secret_key`
    pub secret_key: String,
    /// `metadata`, its raw text
    pub metadata: String,
}

impl Hook {
    /// A webhook with empty metadata.
    pub fn new(id: &str, url: &str, events: &[&str], secret_key: &str) -> Self {
        Self {
            id: id.into(),
            url: url.into(),
            events: events.iter().map(|&event| event.into()).collect(),
            secret_key: secret_key.into(),
            metadata: "{}".into(),
        }
    }

    /// The same webhook with this metadata.
    #[must_use]
    pub fn metadata(mut self, raw: &str) -> Self {
        self.metadata = raw.into();
        self
    }
}

impl<C: Whole> From<&Webhook<C>> for Hook {
    fn from(webhook: &Webhook<C>) -> Self {
        Self {
            id: webhook.id.as_ref().into(),
            url: webhook.url.as_ref().into(),
            events: webhook.events.iter().map(|e| e.as_str().into()).collect(),
            secret_key: webhook.secret_key.expose().into(),
            metadata: webhook.metadata.as_str().into(),
        }
    }
}
