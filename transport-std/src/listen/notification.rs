//! What the handler and the observer see.

use std::fmt;
use std::net::SocketAddr;

use gigapay_webhooks::notify::Outcome;

/// A notification that was verified: authentic, of an acceptable age, and new.
///
/// `Debug` shows neither body nor signature: with both, it can be sent again.
#[non_exhaustive]
pub struct Notification<'a> {
    /// The object that the event is about, as JSON ([B25](gigapay_webhooks::behaviour#b25)), byte
    /// for byte as it was signed.
    pub body: &'a [u8],
    /// The value of `Gigapay-Signature` as it came, to be verified again.
    pub signature: &'a str,
    /// When it was signed, in seconds of Unix time.
    pub timestamp: u64,
    /// The place, among the listener's secrets at that time, of the one it is signed with.
    pub secret: usize,
    /// Who sent it: the API, or the proxy in between.
    pub peer: SocketAddr,
}

impl fmt::Debug for Notification<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notification")
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("timestamp", &self.timestamp)
            .field("secret", &self.secret)
            .field("peer", &self.peer)
            .finish_non_exhaustive()
    }
}

/// What became of a request, whether it was a notification or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Who sent it.
    pub peer: SocketAddr,
    /// What became of it.
    pub outcome: Outcome,
}

impl Report {
    /// The status that the response has, if there is one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self.outcome {
            Outcome::Replied(reply) => Some(reply.status()),
            Outcome::Replayed => Some(200),
            Outcome::Rejected(rejection) => Some(rejection.status()),
            _ => None,
        }
    }
}

impl fmt::Display for Report {
    /// One line that is safe to print.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.outcome {
            Outcome::Replied(reply) if reply.is_acceptance() => f.write_str("authentic, accepted"),
            Outcome::Replied(_) => f.write_str("authentic, but not accepted: it will come again"),
            Outcome::Replayed => f.write_str("authentic, but accepted before"),
            Outcome::Rejected(rejection) => rejection.fmt(f),
            Outcome::Cut => f.write_str("the connection ended inside the request"),
            _ => f.write_str("no request"),
        }
    }
}
