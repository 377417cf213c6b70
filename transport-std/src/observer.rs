//! What a client shows of its requests: the two first lines, and how long they took.

use std::time::{Duration, Instant};

use embedded_io_0_7::{ErrorType, Read, Write};

use crate::connection::Connection;
use crate::fault::Fault;

/// One request and what came of it, for logs.
///
/// There is one for every request that went out, so several for a list of several pages, or for an
/// operation whose first request met a dead connection. It holds neither the token nor contents.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

pub(crate) type Hook = Box<dyn FnMut(&ExchangeReport<'_>) + Send>;

/// Watches the bytes of an operation's requests and responses, and tells the hook, if there is one.
pub(crate) struct Tap<'h> {
    hook: Option<&'h mut Hook>,
    current: Option<Observation>,
}

impl<'h> Tap<'h> {
    pub(crate) const fn new(hook: Option<&'h mut Hook>) -> Self {
        let current = None;
        Self { hook, current }
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
            seen.report(hook);
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
        let bytes = bytes.get(..written).unwrap_or_default();
        self.tap.wrote(bytes, reused, began);
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
    request_line: FirstLine,
    status_line: FirstLine,
    status: Option<u16>,
}

impl Observation {
    fn new(reused: bool, began: Instant) -> Self {
        Self {
            began,
            ended: began,
            reused,
            sent: 0,
            received: 0,
            request_line: FirstLine::default(),
            status_line: FirstLine::default(),
            status: None,
        }
    }

    fn wrote(&mut self, bytes: &[u8]) {
        self.ended = Instant::now();
        self.sent += bytes.len() as u64;
        for byte in bytes {
            // Nothing behind the first line: there the token is.
            if self.request_line.push(*byte) {
                break;
            }
        }
    }

    fn read(&mut self, bytes: &[u8]) {
        self.ended = Instant::now();
        self.received += bytes.len() as u64;
        for byte in bytes {
            if self.status.is_some_and(|status| status >= 200) {
                break;
            }
            // An interim response's field lines are no status lines, and are passed over.
            if self.status_line.push(*byte) {
                self.status = self.status_line.status().or(self.status);
                self.status_line = FirstLine::default();
            }
        }
    }

    fn report(&self, hook: &mut Hook) {
        let text = String::from_utf8_lossy(&self.request_line.text);
        let mut words = text.split(' ');
        hook(&ExchangeReport {
            method: words.next().unwrap_or_default(),
            target: words.next().unwrap_or_default(),
            status: self.status,
            reused: self.reused,
            sent: self.sent,
            received: self.received,
            duration: self.ended - self.began,
        });
    }
}

/// A line as it arrives.
#[derive(Default)]
struct FirstLine {
    text: Vec<u8>,
    ended: bool,
}

impl FirstLine {
    /// Longer lines are remembered only so far.
    const MAX: usize = 8 * 1024;

    /// Whether the line has ended.
    fn push(&mut self, byte: u8) -> bool {
        self.ended |= byte == b'\n';
        if !self.ended && self.text.len() < Self::MAX {
            self.text.push(byte);
        }
        self.ended
    }

    fn status(&self) -> Option<u16> {
        let rest = self.text.strip_prefix(b"HTTP/1.")?;
        std::str::from_utf8(rest.get(2..5)?).ok()?.parse().ok()
    }
}
