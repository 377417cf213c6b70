//! What a client reports: its requests with method, target, status, bytes and duration, and its
//! connections.

use std::fmt;
use std::time::{Duration, Instant};

use embedded_io_0_7::{ErrorType, Read, Write};
use gigapay_webhooks::{AttemptError, Exchange, Failure, Operation, Server};
use zeroize::Zeroizing;

use crate::Cause;
use crate::connection::Connection;
use crate::connection_error::ConnectionError;
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
    /// 1 for the first attempt at this request, 2 for the second, and so on. Each request of
    /// [`ensure`](crate::Client::ensure) counts anew.
    pub attempt: u32,
    /// What follows from the request's failure, its [outcome](Failure::outcome) included; `None`
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

/// One attempt to connect and what came of it, for logs.
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

type ExchangeHook = Box<dyn FnMut(&ExchangeReport<'_>) + Send>;
type ConnectionHook = Box<dyn FnMut(&ConnectionReport<'_>) + Send>;

/// Counts the bytes of an operation's requests and responses, and calls the hooks that there are.
pub(crate) struct Observer<'h> {
    hooks: &'h mut Hooks,
    current: Option<Observation>,
    messages: Messages,
}

/// The last request and its response, as the exchange shows them.
struct Messages {
    method: &'static str,
    target: String,
    status: Option<u16>,
    attempt: u32,
    failure: Option<Failure>,
    /// The heads are shown without it.
    token: Zeroizing<String>,
}

impl<'h> Observer<'h> {
    pub(crate) fn new(hooks: &'h mut Hooks) -> Self {
        Self {
            hooks,
            current: None,
            messages: Messages {
                method: "",
                target: String::new(),
                status: None,
                attempt: 1,
                failure: None,
                token: Zeroizing::new(String::new()),
            },
        }
    }

    pub(crate) const fn on<'t>(&'t mut self, connection: &'t mut Connection) -> Observed<'t, 'h> {
        Observed {
            observer: self,
            connection,
        }
    }

    /// An attempt to connect has ended.
    pub(crate) fn connected(&mut self, server: Server<'_>, began: Instant, error: Option<&Cause>) {
        if let Some(hook) = &mut self.hooks.connection {
            hook(&ConnectionReport {
                host: server.host(),
                port: server.port(),
                error,
                duration: began.elapsed(),
            });
        }
    }

    /// The present request is over.
    pub(crate) fn report(&mut self) {
        if let (Some(hook), Some(seen)) = (&mut self.hooks.exchange, self.current.take()) {
            seen.report(&self.messages, hook);
        }
    }

    /// The request for the next page of a list is about to be sent.
    pub(crate) fn next_page(&mut self) {
        self.report();
        self.messages.attempt = 1;
    }

    /// The same request is about to be sent again.
    pub(crate) const fn repeat(&mut self) {
        self.messages.attempt += 1;
    }

    /// Takes note of the request and the response that the exchange has come to. To be called
    /// whenever it stops: a list does, on each of its pages, so each request is seen.
    pub(crate) fn note<Op: Operation>(
        &mut self,
        exchange: &Exchange<'_, Op>,
        error: Option<AttemptError>,
    ) {
        if self.hooks.exchange.is_some() {
            self.messages = Messages {
                method: exchange.method(),
                target: exchange.target().to_string(),
                status: exchange.status(),
                attempt: self.messages.attempt,
                failure: error.map(|error| exchange.failure(error)),
                token: Zeroizing::new(exchange.secrets().next().unwrap_or_default().into()),
            };
        }
    }

    /// The time, if there is a report that needs it.
    fn time(&self) -> Option<Instant> {
        self.hooks.exchange.is_some().then(Instant::now)
    }

    fn wrote(&mut self, bytes: &[u8], reused: bool, began: Instant) {
        if self.current.as_ref().is_some_and(|seen| seen.received > 0) {
            self.next_page();
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

impl Drop for Observer<'_> {
    fn drop(&mut self) {
        self.report();
    }
}

/// A connection with an observer.
pub(crate) struct Observed<'t, 'h> {
    observer: &'t mut Observer<'h>,
    connection: &'t mut Connection,
}

impl ErrorType for Observed<'_, '_> {
    type Error = ConnectionError;
}

impl Read for Observed<'_, '_> {
    fn read(&mut self, space: &mut [u8]) -> Result<usize, ConnectionError> {
        let read = self.connection.read(space)?;
        self.observer.read(space.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl Write for Observed<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ConnectionError> {
        let began = self.observer.time();
        let reused = self.connection.has_response();
        let written = self.connection.write(bytes)?;
        if let Some(began) = began {
            let sent = bytes.get(..written).unwrap_or_default();
            self.observer.wrote(sent, reused, began);
        }
        Ok(written)
    }

    fn flush(&mut self) -> Result<(), ConnectionError> {
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

    fn report(&self, messages: &Messages, hook: &mut ExchangeHook) {
        let token = &messages.token;
        hook(&ExchangeReport {
            method: messages.method,
            target: &messages.target,
            status: messages.status,
            attempt: messages.attempt,
            failure: messages.failure,
            reused: self.reused,
            sent: self.sent,
            received: self.received,
            duration: self.ended - self.began,
            request_head: &self.request.lines(token),
            response_head: &self.response.lines(token),
        });
    }
}
