//! TLS 1.3 client (RFC 8446) without heap: a state machine without I/O over the caller's buffers,
//! and streams over `embedded-io` and `embedded-io-async`.

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
mod error;
mod handshake;
mod key_schedule;
mod message;
mod record;
mod session;
pub mod signature;
#[cfg(feature = "client-certificate")]
mod signer;
#[cfg(feature = "embedded-io-0-7")]
mod stream;
mod suite;

pub use alert::Alert;
pub use buffers::{Buffers, RECEIVE_BUFFER, SEND_BUFFER, SEND_OVERHEAD};
pub use certificate::pin::Pin;
pub use clock::{Clock, DateClock, Validity};
pub use config::{TlsConfig, anchor};
pub use connection::{Connection, Step};
pub use crypto::group::Group;
pub use date::parse_imf_fixdate;
pub use error::{CapacityError, CertificateError, ConfigError, ProtocolError, TlsError};
pub use rand_core;
pub use rustls_pki_types::{CertificateDer, TrustAnchor};
pub use session::{Session, SessionError};
#[cfg(feature = "client-certificate")]
pub use signer::{ClientCertificate, MAX_SIGNATURE, Signer};
#[cfg(feature = "embedded-io-async-0-7")]
pub use stream::asynch;
#[cfg(feature = "embedded-io-0-7")]
pub use stream::{StreamError, blocking};
pub use suite::CipherSuite;

#[cfg(not(any(feature = "x25519", feature = "p256")))]
compile_error!("enable a key exchange: the feature x25519, p256, or both");

#[cfg(not(any(feature = "ecdsa-p256", feature = "ecdsa-p384", feature = "rsa")))]
compile_error!("enable a signature: the feature ecdsa-p256, ecdsa-p384, rsa, or several");
