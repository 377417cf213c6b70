//! What a client reports of its requests and connections, and to whom.

use std::fmt;
use std::time::Duration;

use gigapay_webhooks::Failure;

use crate::cause::Cause;

/// One request and its outcome, for logs.
///
/// There is one for every request that went out, so several for a list of several pages, or for an
/// operation whose first request met a dead connection. It holds neither the token nor bodies;
/// `Debug` leaves out the heads, too, which hold the integration's id.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExchangeReport<'r> {
    /// The request's method.
    pub method: &'r str,
    /// The request's target: path and query.
    pub target: &'r str,
    /// The response's status; `None` if no status line was received.
    pub status: Option<u16>,
    /// 1 for the first attempt at this request, 2 for the second, and so on. Each request of
    /// [`ensure`](crate::Client::ensure) counts anew.
    pub attempt: u32,
    /// Consequences of the request's failure, its [outcome](Failure::outcome) included; `None`
    /// if it succeeded, or if its list was dropped.
    pub failure: Option<Failure>,
    /// Whether the connection had served a request before.
    pub reused: bool,
    /// Bytes of the request that were sent, without TLS.
    pub sent: u64,
    /// Bytes of the response that were received, without TLS.
    pub received: u64,
    /// From the first byte sent to the last byte received. For a list, this holds the time that
    /// the caller took between two webhooks, too.
    pub duration: Duration,
    /// The request line and the header fields that were sent, a line each, up to 8 KiB. `***`
    /// stands in place of the token.
    pub request_head: &'r str,
    /// The status line and the header fields that were received, in the same way; empty if none
    /// were.
    pub response_head: &'r str,
}

impl fmt::Debug for ExchangeReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExchangeReport")
            .field("method", &self.method)
            .field("target", &self.target)
            .field("status", &self.status)
            .field("attempt", &self.attempt)
            .field("failure", &self.failure)
            .field("reused", &self.reused)
            .field("sent", &self.sent)
            .field("received", &self.received)
            .field("duration", &self.duration)
            .finish_non_exhaustive()
    }
}

/// One attempt to connect and its outcome, for logs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConnectionReport<'r> {
    /// The API's host, also where a proxy leads to it.
    pub host: &'r str,
    /// Its port.
    pub port: u16,
    /// Why there is no connection; `None` if there is one, its TLS handshake included.
    pub error: Option<&'r Cause>,
    /// The time it took: name lookup, connecting, a proxy's tunnel and TLS.
    pub duration: Duration,
}

/// The functions that are called with each report.
#[derive(Default)]
pub(crate) struct Hooks {
    pub(crate) exchange: Option<ExchangeHook>,
    pub(crate) connection: Option<ConnectionHook>,
}

pub(crate) type ExchangeHook = Box<dyn FnMut(&ExchangeReport<'_>) + Send>;
pub(crate) type ConnectionHook = Box<dyn FnMut(&ConnectionReport<'_>) + Send>;
