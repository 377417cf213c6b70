//! A local server that behaves like the Gigapay Webhooks API, and misbehaves when told to.
//!
//! It speaks real HTTP/1.1, plain or over TLS, on a thread of its own. Rule numbers such as
//! [B14](crate::behaviour#b14) are those of [`behaviour`].
//!
//! ```
//! use gigapay_sandbox::{Fault, Sandbox, Webhook};
//!
//! let sandbox = Sandbox::builder().start()?;
//! let webhook = Webhook::new("481272", "https://example.com/", &["Registration.verified"]);
//! sandbox.insert([webhook]).unwrap();
//! sandbox.faults().arm(Fault::Throttled { retry_after: 1 }.times(1));
//! // … point a client at sandbox.base_url(), with gigapay_sandbox::DEFAULT_TOKEN …
//! assert!(sandbox.requests().is_empty());
//! # Ok::<(), gigapay_sandbox::StartError>(())
//! ```
//!
//! A program that only serves: `Sandbox::builder().listen("127.0.0.1:8000").start()?.wait()`.
//!
//! # Faults
//!
//! [`Fault`] lists them, and the README has a table of all. A test arms them with
//! [`Sandbox::faults`]; any program can do so over HTTP at `/sandbox/faults`, without a token.
//!
//! | request | effect |
//! |---|---|
//! | `GET /sandbox/faults` | lists the armed faults |
//! | `POST /sandbox/faults` | arms the fault that the body describes, or each of a list of them |
//! | `DELETE /sandbox/faults` | disarms all |
//!
//! # What the rules leave open
//!
//! - All tokens belong to one account. An integration's webhooks are visible only with its
//!   `Integration-ID`; without the field, or with another's, they are 404. Storing events other
//!   than `Registration.*` without the field is a 400 with `non_field_errors`
//!   ([B14](crate::behaviour#b14)). [`Builder::integration_always`] follows the reference instead.
//! - Ids are unique across integrations. An id may contain any character, a slash included
//!   ([B9](crate::behaviour#b9)).
//! - Replacing without an id keeps the id ([B15](crate::behaviour#b15),
//!   [B17](crate::behaviour#b17)).
//! - An empty list of events is refused. So are ids and secrets of more than 255 characters.
//! - Metadata may be `null`. Spaces between its tokens are dropped and its strings are rendered
//!   anew; its numbers keep their digits ([B11](crate::behaviour#b11)).
//! - Whatever the API responds to a POST with an `Idempotency-Key` and valid credentials is stored,
//!   but not the response of an armed fault ([B21](crate::behaviour#b21)). The body of the later
//!   request is ignored.
//! - A request without exactly one valid `Host`, which HTTP/1.1 demands, gets a 400 as HTML.
//!
//! # Notifications
//!
//! [`Sandbox::trigger`] makes an event happen. Any program can do so over HTTP at
//! `/sandbox/notifications`:
//!
//! | request | effect |
//! |---|---|
//! | `GET /sandbox/notifications` | lists the notifications with every attempt |
//! | `POST /sandbox/notifications` | makes the event in the body happen; lists its notifications |
//!
//! ```text
//! {"event": "Payout.created", "integration": "aqdnkjasdo12"}
//! {"event": "Registration.verified", "object": {"id": "1"}, "wait_milliseconds": 500}
//! ```
//!
//! The object is posted to every subscribed webhook ([B14](crate::behaviour#b14)), byte for byte as
//! given; without one it is a sample, see [`sample_object`]. With `wait_milliseconds` the response
//! waits until each notification was attempted once, but no longer than that. Only plain http is
//! supported, and only to this computer unless [`Builder::deliver_anywhere`] says otherwise.
//!
//! A receiver accepts a notification with a status from 200 to 299. Any other response, a redirect
//! included, and no response at all lead to up to ten retries, after 1, 2, 4, … units of time
//! ([`Builder::retry_unit`], one second by default). At most 1,000 notifications are pending and 16
//! are sent at a time. Notifications still pending when the sandbox stops are never delivered.
//!
//! What the rules leave open here: every attempt is signed anew with the webhook's present key, so
//! `t` is fresh. A webhook that is deleted or gets another id is no longer notified. The URL is the
//! one at the time of the event.

#![forbid(unsafe_code)]

mod api;
#[doc = include_str!("../docs/behaviour.md")]
pub mod behaviour {}
mod certificates;
mod clock;
mod config;
mod control;
mod data_file;
mod deliveries;
mod error;
mod faults;
mod http;
mod json;
mod language;
mod notifications;
mod offline;
mod random;
mod raw;
mod record;
mod sandbox;
mod server;
mod service;
mod shared;
mod state;
mod store;
mod sync;
mod validation;
mod webhook;
mod wire;

pub use config::EVENTS;
pub use deliveries::{Attempt, Delivery, Outcome};
pub use error::StartError;
pub use faults::{Armed, Cut, Fault, Faults};
pub use notifications::{TriggerError, sample_object, signature};
pub use offline::Offline;
pub use raw::{RawServer, closed_address, read_head};
pub use record::Request;
pub use sandbox::{Builder, DEFAULT_TOKEN, Sandbox, Tls};
pub use webhook::Webhook;
