//! Client of the Gigapay Webhooks API for devices: no heap, no operating system, no `unsafe`.
//!
#![cfg_attr(feature = "embedded-io-0-7", doc = "```")]
#![cfg_attr(not(feature = "embedded-io-0-7"), doc = "```ignore")]
//! # use embedded_io_0_7 as embedded_io;
//! use embedded_io::{Read, Write};
//! use gigapay_webhooks::drive::{DriveError, blocking};
//! use gigapay_webhooks::{Api, Exchange, Retrieve, Webhook};
//!
//! /// Retrieves the webhook `id` over a connection that is already open.
//! fn fetch<C: Read + Write>(
//!     api: &Api<'_>,
//!     connection: &mut C,
//!     id: &str,
//!     webhook: &mut Webhook,
//! ) -> Result<(), DriveError<C::Error>> {
//!     let mut buffer = [0; 512];
//!     let mut exchange = Exchange::new(api, Retrieve::new(id, webhook), &mut buffer);
//!     blocking::finish(&mut exchange, connection)?;
//!     Ok(())
//! }
//! ```
//!
//! The crate encodes an [`Operation`] as an HTTP/1.1 request and parses the response, as it
//! arrives, into [`Webhook`]s of bounded size. It does no I/O: an [`Exchange`] says what it needs
//! next, and a short loop provides it. [`drive`] has two such loops, for `embedded-io` and for
//! `embedded-io-async`. The caller supplies the connection; for [`Server::PRODUCTION`] it must be
//! TLS that authenticates the server.
//!
//! The rules B1 to B26 in [`behaviour`] say how the API behaves where its reference is silent or
//! wrong.
//!
//! The features `embedded-io-0-7` and `embedded-io-async-0-7` add these loops. `serde` serialises
//! the values, secret keys included, and converts metadata to and from your own types. `defmt`
//! implements `Format` for all values, errors and steps. `refusal-reader` passes on every message
//! of a refusal, however long. `notify` adds [`notify`], which receives and verifies the
//! notifications that the API posts to a webhook's URL. Only `refusal-texts` is on by default;
//! without it, a refusal has a status, a field and `Retry-After`, but no messages.
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

mod api;
#[doc = include_str!("../docs/behaviour.md")]
pub mod behaviour {}
mod buffer;
mod credentials;
pub mod drive;
mod encoder;
mod ensure;
mod error;
mod exchange;
mod http;
mod ipv6;
mod json;
mod keyword;
#[cfg(feature = "notify")]
pub mod notify;
mod operation;
mod outcome;
mod reconcile;
mod request;
mod response;
mod retry;
mod server;
mod sha256;
mod shown;
mod step;
mod values;

pub use api::Api;
pub use buffer::MIN_BUFFER;
pub use credentials::{Credentials, IntegrationId, Token};
pub use ensure::{DesiredWebhook, Ensure, EnsureError, Ensured};
pub use error::{ConfigError, Error, Field, ProtocolError, Refusal};
pub use exchange::{ErasedExchange, Exchange, ExchangeEvent};
/// The version of heapless whose strings [`Capacity`] uses.
pub use heapless;
pub use http::ContentCoding;
#[cfg(feature = "serde")]
pub use json::typed::TypedJsonError;
pub use json::{MAX_DEPTH, MAX_VALUE_DEPTH};
pub use operation::{
    Delete, List, ListInto, Operation, Register, Replace, Retrieve, SingleResponse, Update,
    WebhookOperation, YieldsWebhook,
};
pub use outcome::{AttemptError, Failure, OperationOutcome, UNKNOWN_OUTCOME};
pub use reconcile::{Reconcile, Reconciled, Task, Unlisted};
pub use response::{Fault, Faults, ListReport, Problem, Visible};
#[cfg(feature = "refusal-reader")]
pub use response::{RefusalEvent, RefusalReader};
pub use retry::{Attempts, Retry};
pub use server::{Scheme, Server};
pub use step::Step;
pub use values::{
    AllButMetadata, AllFields, Capacity, Compares, Event, EventNames, EventSet, Events, Json,
    Metadata, NewWebhook, Omitted, Replacement, ReplacementSecret, SecretKey, Standard, Stored,
    Text, Webhook, WebhookUpdate,
};
