//! Notifications: what the API posts to a webhook's `url`, and how to trust it.
//!
//! With each event, Gigapay posts the object that triggered it, as JSON, with a field
//! `Gigapay-Signature: t=<unix seconds>,v1=<hex>` ([B24](crate::behaviour#b24)): HMAC-SHA256 under
//! the webhook's `secret_key`, of the timestamp, `.` and the body's raw bytes. The same scheme is
//! Stripe's ([B26](crate::behaviour#b26)).
//!
//! - [`Receiver`] reads one HTTP request and writes its response, without I/O: a loop of
//!   [`drive`](crate::drive) and a connection are all it needs. It collects the body in memory of
//!   yours, or hands it out in pieces.
//! - [`Verifier`] is for an HTTP server of your own: give it a [`Signature`] and the body in
//!   pieces, and it returns a [`Verdict`].
//! - [`Keyring`] holds the secrets, two of them while one replaces another.
//! - [`ReplayGuard`] recognises notifications that the application has accepted before;
//!   [`ReplayStore`] is for one of your own.
//! - [`Object`] is what the objects of all events have in common, and [`ObjectReader`] reads it
//!   from a body in pieces.
//! - [`sign`] makes the field, for tools that send notifications.
//!
//! Trust a notification only after its verdict. Secrets and what is derived
//! from them are wiped when dropped and never shown; what the compression function of SHA-256
//! leaves on the stack is not wiped.

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
        /// A secret is empty: anyone could sign with that.
        EmptySecret => "the secret is empty: retrieve the webhook to learn it",
        /// The keyring has no room for another secret.
        TooManySecrets => "the keyring is full: retire a secret, or make it larger",
        /// A status code is not that of a final response, 200 to 599.
        InvalidStatus => "a reply needs a status from 200 to 599",
        /// A path does not begin with `/`, or holds anything but visible ASCII, or a `#`.
        InvalidPath => "the path must begin with / and be what a URL holds before any #",
    }
}

// What the documentation says about memory, where a pointer has four bytes.
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
