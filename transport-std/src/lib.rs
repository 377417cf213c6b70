//! Blocking client of the Gigapay Webhooks API over std TCP and rustls.
//!
//! ```no_run
//! use gigapay_webhooks_std::{Client, Credentials, Event, IntegrationId, NewWebhook, Token};
//!
//! let token = Token::new(&std::env::var("GIGAPAY_TOKEN")?)?;
//! let integration = IntegrationId::new(&std::env::var("GIGAPAY_INTEGRATION_ID")?)?;
//! let mut client = Client::builder(Credentials::integration(token, integration)).build()?;
//! let new = NewWebhook::new("https://example.com/hooks/", &[Event::PAYOUT_CREATED])
//!     .idempotency_key("my-first-webhook");
//! println!("registered as {}", client.register(new)?.id);
//! for webhook in client.list() {
//!     println!("{}", webhook?.url);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The protocol is that of [`gigapay_webhooks`], which is re-exported; this crate adds what a host
//! has: name look-up, connections that are reused, TLS, and time-outs. Rule numbers such as
//! [B21](gigapay_webhooks::behaviour#b21) are those of the sheet on the API's behaviour.
//!
//! - One operation at a time, on one connection: one client a thread. A [`Client`], its
//!   [builder](ClientBuilder), every [`Webhook`] and every [`Error`] is [`Send`]: it can be moved
//!   to another thread. A client cannot be shared between threads except behind a lock, which
//!   makes them wait for each other. `examples/eight_threads.rs` shows it.
//! - The environment names the proxy, as for curl: see [`proxy`](ClientBuilder::proxy). With a
//!   [`connector`](ClientBuilder::connector), the caller's own streams replace TCP.
//! - No operation outlasts its [`deadline`](ClientBuilder::deadline), however slowly bytes arrive.
//! - [`Client::ensure`] creates or updates a webhook to match, exactly once, even after a
//!   connection was cut; [`Client::reconcile`] does so for a set of them.
//! - Nothing is repeated unless [`retry`](ClientBuilder::retry) says so, except a request over a
//!   reused connection that turned out to be closed.
//! - A redirect is an error and is never followed: it would lose the token
//!   ([B4](gigapay_webhooks::behaviour#b4)).
//! - TLS is rustls with ring, 1.2 or 1.3, under Mozilla's roots or the caller's own, or the
//!   caller's [`tls_config`](ClientBuilder::tls_config). Without the feature `ring`, on by default,
//!   cryptography is that configuration's, or the process's default `CryptoProvider`.
//! - Programs on an async runtime drive [`gigapay_webhooks`] itself: `examples/tokio.rs` does, with
//!   `embedded-io-adapters` and tokio.
//! - Notifications ([B24](gigapay_webhooks::behaviour#b24) to
//!   [B26](gigapay_webhooks::behaviour#b26)) are received and verified by [`listen`](mod@listen).
//! - The feature `serde` adds typed metadata; it is off by default.

#![forbid(unsafe_code)]

mod build_error;
mod builder;
mod capacity;
mod cause;
mod client;
mod client_state;
mod connect;
mod connection;
mod connection_error;
mod connector;
mod deadline;
mod driver;
mod ensure;
mod error;
mod explanation;
mod head;
pub mod listen;
mod listing;
mod observer;
mod proxy;
mod redaction;
mod report;
mod resolve;
mod retry;
mod roots;
mod route;
mod settings;
mod socket_timeout;
mod tcp;
mod tls;

pub use build_error::BuildError;
pub use builder::ClientBuilder;
pub use capacity::Roomy;
pub use cause::{Cause, Stage};
pub use client::Client;
pub use connector::{Stream, Target};
pub use deadline::TimeLimit;
pub use error::Error;
pub use explanation::Explanation;
pub use listing::Listing;
pub use proxy::ProxyError;
pub use redaction::redact;
pub use report::{ConnectionReport, ExchangeReport};

pub use gigapay_webhooks;
pub use gigapay_webhooks::{
    Capacity, ConfigError, Credentials, DesiredWebhook, Ensure, EnsureError, Ensured, Event,
    Failure, Fault, Field, IntegrationId, Json, ListReport, Metadata, NewWebhook, Omitted,
    OperationOutcome, Problem, Reconcile, Reconciled, Refusal, Replacement, ReplacementSecret,
    Retry, Scheme, SecretKey, Server, Standard, Token, Unlisted, Webhook, WebhookUpdate,
};
pub use rustls;
