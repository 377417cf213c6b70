//! Async client of the Gigapay Webhooks API over embassy-net, with TLS 1.3 that authenticates the server
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "tls")]
pub mod tls;
