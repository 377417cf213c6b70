//! Receives and verifies notifications, which the API posts to a webhook's `url`.
//!
//! For each event, the API posts the object that caused it, as JSON, with the header field
//! `Gigapay-Signature: t=<unix seconds>,v1=<hex>` ([B24](crate::behaviour#b24)): The signature is
//! HMAC-SHA256, keyed with the webhook's `secret_key`, of the timestamp, `.` and the raw bytes of
//! the body. Stripe uses the same scheme ([B26](crate::behaviour#b26)).
//!
//! - [`Receiver`] parses one HTTP request and encodes its response, without I/O; a loop in
//!   [`drive`](crate::drive) connects it to a stream. It collects the body in the caller's memory,
//!   or hands it out in pieces.
//! - [`Verifier`] is for use with another HTTP server. It takes a [`Signature`] and the body in
//!   pieces, and returns a [`Verdict`].
//! - [`Keyring`] stores the secrets; two of them while one replaces another.
//! - [`ReplayGuard`] recognises notifications that the application has accepted before. Implement
//!   [`ReplayStore`] to use another store.
//! - [`Object`] has the fields that the objects of all events share. [`ObjectReader`] reads it from
//!   a body in pieces.
//! - [`sign`] makes the value of the field, for tools that send notifications.
//!
//! Trust a notification only after its verdict. Secrets, and the states derived from them, are
//! wiped when dropped and never shown. The stack of SHA-256's compression function is not wiped.

mod delivery;
mod keyring;
mod mac;
mod object;
mod receiver;
mod replay;
mod sign;
mod signature;
mod verifier;

use crate::shown::errors;
pub use delivery::{DeliveryId, Fingerprint};
pub use keyring::Keyring;
#[cfg(feature = "serde")]
pub use object::from_body;
pub use object::{Object, ObjectError, ObjectReader, TimeField};
pub use receiver::{
    Decision, Endpoint, FinalStatus, MAX_HEAD, Outcome, Receiver, ReceiverEvent, Rejection, Reply,
};
pub use replay::{Admission, ReplayGuard, ReplayStore};
pub use sign::{MAX_HEADER, sign};
pub use signature::{Signature, SignatureError};
pub use verifier::{TimeCheck, Verdict, Verifier};

errors! {
    /// An error of the caller's configuration.
    pub enum SetupError {
        /// A secret is empty, so anyone could sign with it.
        EmptySecret => "the secret is empty: retrieve the webhook to learn it",
        /// The keyring has no room for another secret.
        TooManySecrets => "the keyring is full: retire a secret, or make it larger",
        /// A status code is not that of a final response (200 to 599).
        InvalidStatus => "a reply needs a status from 200 to 599",
        /// A path does not begin with `/`, or contains `#` or anything but visible ASCII.
        InvalidPath => "the path must begin with / and be visible ASCII without #",
    }
}

// The sizes that the documentation states for 32-bit devices.
#[cfg(target_pointer_width = "32")]
const _: () = {
    assert!(size_of::<Signature>() <= 288);
    assert!(size_of::<Keyring<2>>() <= 64 * 2 + 4);
    assert!(size_of::<Verifier<'_, 2>>() <= 32 * 2 + 80);
    assert!(size_of::<ReplayGuard<16>>() <= 40 * 16 + 4);
    assert!(size_of::<Receiver<'_, 2>>() <= 616);
    assert!(size_of::<Object>() <= 600);
    assert!(size_of::<ObjectReader<'_>>() <= 64);
};
