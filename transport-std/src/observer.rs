//! Watches an operation's requests and connections, for reports.

use std::time::Instant;

use embedded_io_0_7::{ErrorType, Read, Write};
use gigapay_webhooks::{AttemptError, Exchange, Failure, Operation, Server};
use zeroize::Zeroizing;

use crate::cause::Cause;
use crate::connection::Connection;
use crate::connection_error::ConnectionError;
use crate::head::Head;
use crate::report::{ConnectionReport, ExchangeHook, ExchangeReport, Hooks};

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

    /// Takes note of the exchange's present request and response. Called whenever the exchange
    /// stops: a list does on each of its pages, so each request is seen.
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
