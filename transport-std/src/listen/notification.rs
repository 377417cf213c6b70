//! What the handler and the observer see.

use std::fmt;
use std::net::SocketAddr;

use gigapay_webhooks::notify::{Outcome, Signature};

use crate::head::lines;

/// A notification that was verified: authentic, of an acceptable age, and new.
///
/// `Debug` shows neither body nor head: with both, it can be sent again.
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
    /// The request up to the end of its head, or further.
    pub(super) request: &'a [u8],
}

impl Notification<'_> {
    /// The request line and the header fields as they arrived, a line each, for logs. One of them
    /// is the [signature](Self::signature). Signature and body together can be sent again, so mask
    /// one of them.
    #[must_use]
    pub fn head(&self) -> String {
        lines(&String::from_utf8_lossy(head(self.request)))
    }
}

/// The head that a request begins with.
fn head(request: &[u8]) -> &[u8] {
    let lines = request.split_inclusive(|byte| *byte == b'\n');
    let lines = lines.take_while(|line| !matches!(**line, [b'\n'] | [b'\r', b'\n']));
    let length = lines.map(<[u8]>::len).sum();
    request.get(..length).unwrap_or_default()
}

/// The value of `Gigapay-Signature`, from a request that a receiver found whole and in order.
///
/// The receiver keeps what the value says, not its text: that would cost devices memory.
pub(super) fn signature(request: &[u8]) -> &str {
    for line in head(request).split(|byte| *byte == b'\n') {
        let text = std::str::from_utf8(line).unwrap_or_default();
        if let Some((name, value)) = text.split_once(':')
            && name.eq_ignore_ascii_case(Signature::HEADER)
        {
            return value.trim_matches([' ', '\t', '\r']);
        }
    }
    ""
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

/// The outcome of a request, whether it was a notification or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Who sent it.
    pub peer: SocketAddr,
    /// Its outcome.
    pub outcome: Outcome,
}

impl Report {
    /// Status of the response, if one was sent.
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
