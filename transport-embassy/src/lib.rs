//! Async client of the Gigapay Webhooks API over embassy-net, with TLS 1.3 that authenticates the
//! server: no heap, no operating system, no `unsafe`.
#![cfg_attr(feature = "tls", doc = "```")]
#![cfg_attr(not(feature = "tls"), doc = "```ignore")]
//! # use embassy_net::Stack;
//! # use gigapay_webhooks_embassy::tcp::TcpError;
//! # use gigapay_webhooks_embassy::tls::{StreamError, TlsConfig, TrustAnchor, Validity};
//! # use gigapay_webhooks_embassy::tls::rand_core::CryptoRng;
//! # use gigapay_webhooks_embassy::*;
//! # use static_cell::ConstStaticCell;
//! static BUFFERS: ConstStaticCell<Buffers> = ConstStaticCell::new(Buffers::new());
//! static RECORDS: ConstStaticCell<TlsBuffers> = ConstStaticCell::new(TlsBuffers::new());
//!
//! # async fn example<R: CryptoRng>(
//! #     stack: Stack<'static>, rng: R, roots: &'static [TrustAnchor<'static>], built: u64,
//! #     credentials: &'static Credentials,
//! # ) -> Result<(), Error<StreamError<TcpError>>> {
//! let api = Api::new(Server::PRODUCTION, credentials);
//! let tls = TlsConfig::new(Server::PRODUCTION.host(), roots, Validity::Since(built));
//! let mut client = Client::https(stack, api, tls, BUFFERS.take(), RECORDS.take(), rng)
//!     .expect("the server is https");
//!
//! let mut webhook: Webhook = Webhook::default();
//! let desired =
//!     DesiredWebhook::new("pump-7", "https://example.com/hooks/", &[Event::PAYOUT_CREATED]);
//! client.ensure_into(&desired, &mut webhook).await?;
//!
//! let mut list = client.list(&mut webhook);
//! while let Some(webhook) = list.next().await? {
//!     println!("{}", webhook.url);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The protocol is that of [`gigapay_webhooks`]; this crate adds what a device has: names,
//! connections that are used again, TLS, and time. Rule numbers such as
//! [B21](gigapay_webhooks::behaviour#b21) are those of the sheet on the API's behaviour. A whole
//! program is in `examples/device.rs`.
//!
//! - One operation at a time, on one connection; for more, make more clients.
//! - No operation outlasts its [`Times`], a limit for each stage and one for all.
//! - Any future may be dropped at any point: no later operation meets what was left of it.
//! - [`Client::ensure_into`] creates or updates a webhook, exactly once, also after a loss of
//!   power.
//! - Nothing is tried again unless [`Client::retry`] says so, except when a reused connection turns
//!   out to be closed.
//! - Nothing is sent in clear unless [`Client::insecure_http`] says so, and nothing is sent over
//!   TLS before the server has proved its name.
//! - A redirect is an error and is never followed: it would lose the token
//!   ([B4](gigapay_webhooks::behaviour#b4)).
//! - Another network, or another TLS, plugs in as a [`Link`].
//!
//! # Memory
//!
//! All of it is the caller's, and none of it is allocated. In bytes, for a Cortex-M4
//! (`size_of_val` with rustc 1.95), with the default sizes and features:
//!
//! | | in clear | over TLS |
//! |---|---:|---:|
//! | [`Buffers`]: TCP's buffers, and the exchange's | 4,456 | 4,456 |
//! | `TlsBuffers`: a record of any server's, a record of ours | | 16,962 |
//! | [`Client`] | 328 | 1,104 |
//! | future of [`Client::retrieve_into`] | 936 | 984 |
//! | future of [`Client::retrieve`], which holds a [`Webhook`] of 916 | 1,872 | 1,920 |
//! | future of [`Client::ensure_into`] | 1,048 | 1,104 |
//! | future of [`Client::reconcile`] | 1,712 | 1,760 |
//! | [`Listing`] | 512 | 520 |
//! | future of its [`next`](Listing::next) | 488 | 528 |
//!
//! Over TLS, the client holds the state of the connection, with all cipher suites and
//! `client-certificate` 152 bytes more. A handshake works on the stack.
//!
//! # Features
//!
//! | feature | on by default | |
//! |---|---|---|
//! | `tls` | yes | TLS 1.3: at least one key exchange and one kind of signature go with it |
//! | `x25519`, `p256` | yes | key exchange by X25519, by P-256 |
//! | `ecdsa-p256`, `ecdsa-p384`, `rsa` | yes | certificates and signatures of these kinds |
//! | `aes-256-gcm`, `chacha20-poly1305` | | cipher suites besides `TLS_AES_128_GCM_SHA256` |
//! | `client-certificate` | | a certificate of the device, for servers that ask for one |
//! | `notify` | yes | receiving notifications: the module `listen` |
//! | `proto-ipv6` | | addresses of IPv6 |
//! | `defmt`, `log` | | log lines of what the client does; no secret, no body |
//! | `serde` | | metadata reads into and is made from the caller's own types |
#![no_std]
#![forbid(unsafe_code)]

#[macro_use]
mod log;

mod buffers;
mod client;
mod connection;
mod driver;
mod ensure;
mod error;
mod error_text;
#[cfg(feature = "tls")]
mod https;
mod in_place;
mod link;
#[cfg(feature = "notify")]
pub mod listen;
mod listing;
mod progress;
mod retry;
#[cfg(feature = "tls")]
pub mod secure;
mod stage;
pub mod tcp;
mod times;

pub use buffers::{BUFFER, Buffers, TCP_RECEIVE, TCP_SEND};
#[cfg(feature = "tls")]
pub use buffers::{TLS_RECEIVE, TLS_SEND, TlsBuffers};
pub use client::{Client, HttpClient};
pub use error::{Cause, Error, WrongScheme};
#[cfg(feature = "tls")]
pub use https::HttpsClient;
pub use link::Link;
pub use listing::Listing;
pub use progress::Progress;
pub use stage::Stage;
pub use times::Times;

/// TLS 1.3 without heap: the package `heapless-tls`.
#[cfg(feature = "tls")]
pub use heapless_tls as tls;

pub use gigapay_webhooks;
pub use gigapay_webhooks::{
    Api, Capacity, ConfigError, Credentials, DesiredWebhook, Ensure, EnsureError, Ensured, Event,
    Failure, Fault, Field, IntegrationId, Json, ListReport, Metadata, NewWebhook, Omitted,
    OperationOutcome, Problem, Reconcile, Reconciled, Refusal, Replacement, ReplacementSecret,
    Retry, Scheme, SecretKey, Server, Standard, Token, Unlisted, Webhook, WebhookUpdate,
};
