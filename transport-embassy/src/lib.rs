//! Async client of the Gigapay Webhooks API over embassy-net, with TLS 1.3 that authenticates the server
#![no_std]
#![forbid(unsafe_code)]

#[macro_use]
mod log;

mod buffers;
mod call;
mod client;
mod error;
mod error_text;
mod into;
mod line;
mod link;
mod listing;
mod progress;
#[cfg(feature = "tls")]
pub mod secure;
mod stage;
mod steps;
pub mod tcp;
mod times;
#[cfg(feature = "tls")]
pub mod tls;

pub use buffers::{Buffers, TCP_RECEIVE, TCP_SEND, WINDOW};
#[cfg(feature = "tls")]
pub use buffers::{TLS_RECEIVE, TLS_SEND, TlsBuffers};
#[cfg(feature = "tls")]
pub use client::HttpsClient;
pub use client::{Client, HttpClient};
pub use error::{Cause, Error, WrongScheme};
pub use link::Link;
pub use listing::Listing;
pub use progress::Progress;
pub use stage::Stage;
pub use times::Times;

pub use gigapay_webhooks as core;
pub use gigapay_webhooks::{
    Api, Capacity, ConfigError, Credentials, Event, Field, IntegrationId, Json, Metadata,
    NewWebhook, Problem, Replacement, ReplacementSecret, Scheme, SecretKey, Server, Standard,
    Token, Webhook, WebhookUpdate,
};
