//! What the API's objects hold: webhooks, events, secrets, metadata.

mod capacity;
mod event;
mod input;
mod metadata;
mod secret;
#[cfg(feature = "serde")]
mod serialised;
mod webhook;

pub use capacity::{
    AllButMetadata, AllFields, Capacity, Compares, Omitted, Standard, Stored, Text,
};
pub use event::{Event, EventNames, EventSet, Events};
pub(crate) use input::{Members, check_id};
pub use input::{NewWebhook, Replacement, ReplacementSecret, WebhookUpdate};
pub use metadata::{Json, Metadata};
pub use secret::SecretKey;
pub(crate) use webhook::Slots;
pub use webhook::Webhook;
