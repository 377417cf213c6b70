//! Client of the Gigapay Webhooks API for devices: no heap, no operating system, no `unsafe`.
//!
//! The crate turns an [`Operation`] into the bytes of an HTTP/1.1 request, and the bytes of the
//! answer, as they arrive, into [`Webhook`]s of bounded size. It does no I/O itself: an
//! [`Exchange`] says what it needs next, and a short loop gives it that. Two such loops come with
//! it, in [`drive`]: for `embedded-io` and for `embedded-io-async`.
//!
//! Rules such as (B14) name what the API does where its reference is silent or wrong; the README of
//! this crate lists them.
//!
//! The features `embedded-io-0-7` and `embedded-io-async-0-7` add these loops; `serde` serialises
//! the values, secret keys included, and reads metadata into types of your own; `defmt` gives all
//! values, errors and steps a `Format`; `notify` adds [`notify`], which verifies and receives what
//! the API posts to a webhook's address. None is on by default.
#![no_std]
#![forbid(unsafe_code)]
#![warn(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::unreachable
)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::unwrap_used))]

#[cfg(test)]
extern crate std;

mod buffer;
mod credentials;
pub mod drive;
mod ensure;
mod error;
mod exchange;
mod grammar;
mod http;
mod json;
mod keyword;
#[cfg(feature = "notify")]
pub mod notify;
mod operation;
mod reconcile;
mod request;
mod response;
mod retry;
mod server;
mod sha256;
mod text;
mod values;

pub use credentials::{Api, Credentials, IntegrationId, Token};
pub use ensure::{DesiredWebhook, Ensure, EnsureError, EnsureOperation, Ensured};
pub use error::{ConfigError, Error, Field, ProtocolError, Refusal};
pub use exchange::{Exchange, MIN_BUFFER, Step};
/// The version of heapless that [`Capacity`] is made with.
pub use heapless;
pub use json::{MAX_DEPTH, MAX_VALUE_DEPTH};
pub use operation::{Delete, List, Operation, Register, Replace, Retrieve, Update, YieldsWebhook};
pub use reconcile::{Reconcile, Reconciled, Task, Unlisted};
pub use response::Problem;
pub use retry::{Attempts, Failure, Retry};
pub use server::{Scheme, Server};
#[cfg(feature = "serde")]
pub use values::TypedJsonError;
pub use values::{
    Capacity, Event, EventNames, EventSet, Events, Json, Metadata, NewWebhook, Replacement,
    ReplacementSecret, SecretKey, Standard, Text, Webhook, WebhookUpdate,
};
