//! What a client reports of its requests: method, target, status, bytes and duration.

use std::fmt;
use std::time::{Duration, Instant};

use embedded_io_0_7::{ErrorType, Read, Write};
use gigapay_webhooks::{Exchange, Operation};

use crate::connection::Connection;
use crate::fault::Fault;
use crate::head::Head;

/// One request and what came of it, for logs.
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
    /// The response's status; `None` if it did not get that far.
    pub status: Option<u16>,
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
            .field("reused", &self.reused)
            .field("sent", &self.sent)
            .field("received", &self.received)
            .field("duration", &self.duration)
            .finish_non_exhaustive()
    }
}

pub(crate) type Hook = Box<dyn FnMut(&ExchangeReport<'_>) + Send>;

/// Watches the bytes of an operation's requests and responses, and tells the hook, if there is one.
pub(crate) struct Tap<'h> {
    hook: Option<&'h mut Hook>,
    current: Option<Observation>,
    messages: Messages,
}

/// The last request and its response, as the exchange shows them.
struct Messages {
    method: &'static str,
    target: String,
    status: Option<u16>,
}

impl<'h> Tap<'h> {
    pub(crate) const fn new(hook: Option<&'h mut Hook>) -> Self {
        Self {
            hook,
            current: None,
            messages: Messages {
                method: "",
                target: String::new(),
                status: None,
            },
        }
    }

    pub(crate) const fn on<'t>(&'t mut self, connection: &'t mut Connection) -> Tapped<'t, 'h> {
        Tapped {
            tap: self,
            connection,
        }
    }

    /// The present request is over.
    pub(crate) fn report(&mut self) {
        if let (Some(hook), Some(seen)) = (&mut self.hook, self.current.take()) {
            seen.report(&self.messages, hook);
        }
    }

    /// Takes note of the request and the response that the exchange has come to. To be called
    /// whenever it stops: a list does, on each of its pages, so each request is seen.
    pub(crate) fn note<Op: Operation>(&mut self, exchange: &Exchange<'_, Op>) {
        if self.hook.is_some() {
            self.messages = Messages {
                method: exchange.method(),
                target: exchange.target().to_string(),
                status: exchange.status(),
            };
        }
    }

    fn wrote(&mut self, bytes: &[u8], reused: bool, began: Instant) {
        if self.hook.is_none() {
            return;
        }
        if self.current.as_ref().is_some_and(|seen| seen.received > 0) {
            self.report();
        }
        let seen = self
            .current
            .get_or_insert_with(|| Observation::new(reused, began));
        seen.wrote(bytes);
    }

    fn read(&mut self, bytes: &[u8]) {
        if let Some(seen) = &mut self.current {
            seen.read(bytes);
        }
    }
}

impl Drop for Tap<'_> {
    fn drop(&mut self) {
        self.report();
    }
}

/// A connection with a tap on it.
pub(crate) struct Tapped<'t, 'h> {
    tap: &'t mut Tap<'h>,
    connection: &'t mut Connection,
}

impl ErrorType for Tapped<'_, '_> {
    type Error = Fault;
}

impl Read for Tapped<'_, '_> {
    fn read(&mut self, space: &mut [u8]) -> Result<usize, Fault> {
        let read = self.connection.read(space)?;
        self.tap.read(space.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl Write for Tapped<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Fault> {
        let began = Instant::now();
        let reused = self.connection.has_response();
        let written = self.connection.write(bytes)?;
        self.tap
            .wrote(bytes.get(..written).unwrap_or_default(), reused, began);
        Ok(written)
    }

    fn flush(&mut self) -> Result<(), Fault> {
        self.connection.flush()
    }
}

/// A request and its response, so far.
struct Observation {
    began: Instant,
    ended: Instant,
    reused: bool,
    sent: u64,
    received: u64,
    request: Head,
    response: Head,
}

impl Observation {
    fn new(reused: bool, began: Instant) -> Self {
        Self {
            began,
            ended: began,
            reused,
            sent: 0,
            received: 0,
            request: Head::new(),
            response: Head::new(),
        }
    }

    fn wrote(&mut self, bytes: &[u8]) {
        self.ended = Instant::now();
        self.sent += bytes.len() as u64;
        self.request.pass(bytes);
    }

    fn read(&mut self, bytes: &[u8]) {
        self.ended = Instant::now();
        self.received += bytes.len() as u64;
        self.response.pass(bytes);
    }

    fn report(&self, messages: &Messages, hook: &mut Hook) {
        let token = self.request.token();
        hook(&ExchangeReport {
            method: messages.method,
            target: &messages.target,
            status: messages.status,
            reused: self.reused,
            sent: self.sent,
            received: self.received,
            duration: self.ended - self.began,
            request_head: &self.request.lines(token),
            response_head: &self.response.lines(token),
        });
    }
}
