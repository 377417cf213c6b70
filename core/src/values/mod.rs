//! The API's values: webhooks, events, secret keys, metadata.

mod capacity;
mod compares;
mod event;
mod input;
mod metadata;
mod secret;
#[cfg(feature = "serde")]
mod serialised;
mod webhook;

pub(crate) use capacity::push;
pub use capacity::{Capacity, Omitted, Standard, Stored, Text};
pub use compares::{AllButMetadata, AllFields, Compares};
pub use event::{Event, EventNames, EventSet, Events};
pub(crate) use input::{Members, check_id, setters};
pub use input::{NewWebhook, Replacement, ReplacementSecret, WebhookUpdate};
pub use metadata::{Json, Metadata};
pub use secret::SecretKey;
pub(crate) use webhook::FieldTexts;
pub use webhook::Webhook;
