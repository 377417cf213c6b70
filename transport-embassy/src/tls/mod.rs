//! TLS 1.3 (RFC 8446) over any `embedded-io-async` stream, with a server that really is authenticated.
//!
//! The handshake's messages and the key schedule are those of `embedded-tls`. What decides whom to talk to is here, and nothing of
//! it is optional:
//!
//! - **The certificate path** is validated by `rustls-webpki`, the validation that rustls itself uses: signatures, CA and
//!   path-length constraints, name constraints, extended key usage, every subject alternative name, and the dates.
//! - **The order** is recorded: certificate, then a signature over the handshake by its key. [`connect`] looks at that
//!   record before it makes a [`TlsStream`], and there is no other way to make one; so not a byte of a request can leave
//!   before the server has proved who it is.
//! - **Every record** of the handshake is judged before `embedded-tls` parses it: its header and length on the socket, its
//!   plaintext between decryption and parser. Nothing in the clear is accepted once keys exist, and the inputs known to make
//!   `embedded-tls` panic do not reach it.
//! - **After the handshake** the keys are handed over and `embedded-tls` is gone: records are read and written here. What is
//!   left of a connection borrows nothing, so a client keeps it from one operation to the next beside buffers that it
//!   has back when the connection ends. (`embedded-tls` keeps its buffers for ever.)
//!
//! ```no_run
//! # use gigapay_webhooks_embassy::tls::*;
//! # async fn example<S, R>(socket: &mut S, rng: &mut R, clock: &dyn Clock) -> Result<(), Box<dyn std::error::Error>>
//! # where
//! #     S: embedded_io_async_0_7::Read + embedded_io_async_0_7::Write<Error: 'static>,
//! #     R: rand_core_0_6::CryptoRngCore,
//! # {
//! static ROOT: CertificateDer<'static> = CertificateDer::from_slice(&[/* include_bytes!("root.der") */]);
//!
//! let anchors = [anchor(&ROOT)?];
//! let config = TlsConfig::new("api.gigapay.se", &anchors, Validity::At(clock));
//! let (mut receive, mut send) = ([0; RECEIVE_BUFFER], [0; SEND_BUFFER]);
//! let mut stream = connect(socket, &config, &mut receive, &mut send, rng).await?;
//! // Read and write `stream`, then say goodbye:
//! stream.close().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What it does not do
//!
//! - TLS 1.2, resumption, client certificates, key exchanges other than P-256, cipher suites other than
//!   `TLS_AES_128_GCM_SHA256` (the one that RFC 8446 section 9.1 makes mandatory).
//! - HelloRetryRequest and KeyUpdate: each ends the connection with an error that names it.
//! - A handshake message split over several records, as happens with chains of more than 16 kB or a small
//!   [`FragmentLength`]: refused by name.
//! - RSA: verifying it needs an allocator in the `rsa` crate. Where a chain goes through an RSA root, trust its ECDSA
//!   intermediate directly: any certificate may be an [`anchor`].
//! - Revocation: no CRL, no OCSP. [Pins](Pin) are the tool a device has.
//! - Alerts that tell the server what we refuse: during the handshake `embedded-tls` keeps its keys to itself, so the server
//!   only sees the connection end.
//! - Choosing what is offered: `embedded-tls` always offers signatures by P-256, P-384 and Ed25519. A server that has several
//!   certificates may show one that is not built in; it is refused by name. The feature `p384` covers what public authorities issue.
//!
//! # What it costs
//!
//! Measured for thumbv7em at optimisation level s, over a borrowed socket: a [`TlsStream`] is 136 bytes besides its two buffers,
//! the future of [`connect`] 2.5 kB, those of reading and writing less than 250 bytes. The certificate chain stays in the
//! receive buffer while it is judged; of it only the key and a hash are kept. What was read is wiped from the receive buffer,
//! and a connection's keys when it ends; not what `embedded-tls` and the cipher leave of theirs on the stack.

// A peer must not be able to stop the device.
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable
    )
)]

mod alert;
mod budget;
mod clock;
mod config;
mod connect;
mod date;
mod der;
mod ecdsa;
mod error;
mod error_text;
mod filter;
mod guard;
mod hello;
mod io;
mod keys;
mod messages;
mod path;
mod pin;
mod record;
mod refusal;
mod session;
mod stream;
mod verifier;

pub use alert::Alert;
pub use clock::{Clock, DateClock, Validity};
pub use config::{FragmentLength, RECEIVE_BUFFER, SEND_BUFFER, SEND_OVERHEAD, TlsConfig, anchor};
pub use connect::connect;
pub(crate) use connect::open;
pub use date::parse_imf_fixdate;
pub use error::{CertificateError, ConfigError, ProtocolError, TlsError};
pub use pin::Pin;
pub use rand_core_0_6 as rand_core;
pub use rustls_pki_types::{CertificateDer, TrustAnchor};
pub(crate) use session::Session;
pub use stream::TlsStream;
