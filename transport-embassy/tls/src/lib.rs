//! TLS 1.3 client (RFC 8446) without heap: a state machine without I/O over the caller's buffers,
//! and streams over `embedded-io` and `embedded-io-async` 0.7.
//!
//! ```no_run
//! use embedded_io_0_7::{Read, Write};
//! use heapless_tls::{CertificateDer, Clock, RecordBuffers, TlsConfig};
//! use heapless_tls::{RECEIVE_BUFFER, SEND_BUFFER};
//! use heapless_tls::{Validity, anchor, blocking, rand_core::CryptoRng};
//!
//! // On a device: include_bytes!("root.der")
//! static ROOT: CertificateDer<'static> = CertificateDer::from_slice(&[]);
//!
//! fn get<S: Read + Write>(
//!     socket: &mut S,
//!     rng: &mut impl CryptoRng,
//!     clock: &dyn Clock,
//! ) -> Result<(), Box<dyn std::error::Error>>
//! where
//!     S::Error: 'static,
//! {
//!     let anchors = [anchor(&ROOT)?];
//!     let config = TlsConfig::new("example.com", &anchors, Validity::At(clock));
//!     let (mut receive, mut send) = ([0; RECEIVE_BUFFER], [0; SEND_BUFFER]);
//!     let buffers = RecordBuffers::new(&mut receive, &mut send);
//!     let mut stream = blocking::connect(socket, &config, buffers, rng)?;
//!     stream.write_all(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")?;
//!     stream.flush()?;
//!     let mut response = [0; 512];
//!     let _length = stream.read(&mut response)?;
//!     stream.close()?;
//!     Ok(())
//! }
//! ```
//!
//! With `asynch` instead of `blocking`, the same functions are futures. Without either,
//! [`Connection`] says which bytes to write and where to read.
//!
//! # What it does
//!
//! - **Handshake**: X25519 and P-256, the second by HelloRetryRequest; messages split over records
//!   and packed together; middlebox compatibility. Cipher suites `TLS_AES_128_GCM_SHA256`, and with
//!   features `TLS_CHACHA20_POLY1305_SHA256` and `TLS_AES_256_GCM_SHA384`.
//! - **Certificates**: signatures by ECDSA on P-256 and P-384 and by RSA of 2048 to 4096 bits.
//!   Paths are validated by `rustls-webpki`, with key usage on top. A chain may be longer than the
//!   receive buffer, if what leads to an anchor fits. [Pins](Pin) besides a path or instead of one.
//! - **Afterwards**: KeyUpdate in both directions, [`Session`] tickets, `close_notify` told apart
//!   from truncation, the record size limit of RFC 8449.
//! - **Errors** by culprit, each with the alert that tells the server. A server cannot keep the
//!   client in a loop: records and messages without data are bounded.
//!
//! # What it does not do
//!
//! - TLS 1.2, early data, external pre-shared keys, ALPN, post-handshake authentication.
//! - Revocation: no CRL, no OCSP. Pins are the tool a device has.
//! - Wiping what the cryptographic crates leave on the stack. The secrets of a connection are wiped
//!   when it fails or is dropped; its buffers when the owner [wipes](RecordBuffers::wipe) them.
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `x25519`, `p256` | key exchange; at least one is needed |
//! | `ecdsa-p256`, `ecdsa-p384`, `rsa` | signatures; at least one is needed |
//! | `chacha20-poly1305`, `aes-256-gcm` | cipher suites |
//! | `client-certificate` | mutual TLS with a P-256 key |
//! | `embedded-io-0-7`, `embedded-io-async-0-7` | streams: `blocking`, `asynch` |
//! | `defmt` | `Format` for errors and values |
//!
//! # What it costs
//!
//! In an image for a Cortex-M4 (QEMU, `opt-level = "s"`, fat LTO,
//! `--cfg sha2_backend_soft="compact"` in RUSTFLAGS, without which SHA-2 takes up to 35 kB more),
//! TLS with `x25519` and `ecdsa-p256` adds 73 kB of flash. Features add to that, in bytes:
//!
//! | feature | flash |
//! |---|---:|
//! | `ecdsa-p384` | 916 |
//! | `rsa` | 2,828 |
//! | `p256` | 12,332 |
//! | `chacha20-poly1305` | 3,576 |
//! | `aes-256-gcm` | 2,804 |
//!
//! A [`Connection`] has at most 784 bytes besides its buffers, a [`Session`] 1,020. A handshake by
//! X25519 takes 15.6 million instructions with a P-256 certificate under a P-256 root, 38.9 million
//! with a chain as Let's Encrypt's (P-256 under P-384 under P-384), 4.5 million resumed. One
//! instruction is not one cycle. The README has more, and how to build for it.

#![no_std]
#![forbid(unsafe_code)]
// A server must not be able to stop the device.
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

#[cfg(test)]
extern crate std;

mod alert;
mod buffers;
mod certificate;
mod clock;
mod config;
mod connection;
mod crypto;
mod date;
#[cfg(feature = "defmt")]
mod defmt_format;
mod error;
mod handshake;
mod key_schedule;
mod message;
mod pin;
mod record;
mod session;
pub mod signature;
#[cfg(feature = "client-certificate")]
mod signer;
#[cfg(feature = "embedded-io-0-7")]
mod stream;

pub use alert::Alert;
pub use buffers::{
    RECEIVE_BUFFER, RecordBuffers, SEND_BUFFER, SEND_BUFFER_WITH_SESSION, SEND_OVERHEAD,
};
pub use clock::{Clock, DateClock, Validity};
pub use config::{TlsConfig, anchor};
pub use connection::{Connection, TlsStep};
pub use crypto::group::Group;
pub use crypto::suite::CipherSuite;
pub use date::parse_imf_fixdate;
pub use error::{CapacityError, CertificateError, TlsConfigError, TlsError, TlsProtocolError};
pub use pin::Pin;
pub use rand_core;
pub use rustls_pki_types::{CertificateDer, TrustAnchor};
pub use session::{Session, SessionError};
#[cfg(feature = "client-certificate")]
pub use signer::{ClientCertificate, MAX_SIGNATURE, Signer};
#[cfg(feature = "embedded-io-async-0-7")]
pub use stream::asynch;
#[cfg(feature = "embedded-io-0-7")]
pub use stream::{StreamError, blocking};

#[cfg(not(any(feature = "x25519", feature = "p256")))]
compile_error!("enable a key exchange: the feature x25519, p256, or both");

#[cfg(not(any(feature = "ecdsa-p256", feature = "ecdsa-p384", feature = "rsa")))]
compile_error!("enable a signature: the feature ecdsa-p256, ecdsa-p384, rsa, or several");
