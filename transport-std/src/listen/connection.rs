//! A connection of a peer: its time is bounded, and the head of its request is kept.

use std::future::poll_fn;
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use embedded_io_0_7::ErrorType;
use gigapay_webhooks::notify::{MAX_HEAD, Reply};
use mio::net::TcpStream;

use super::local::Local;
use super::notification::Report;
use super::state::{Phase, State};

/// How long a peer may take to notice that the connection is closed, and how many bytes it may send
/// until then.
const LINGER: Duration = Duration::from_millis(500);
const LINGER_BYTES: usize = 256 * 1024;

/// How long a response may take to leave.
const RESPONSE: Duration = Duration::from_secs(1);

/// A connection that carries requests.
pub(super) struct Connection {
    socket: TcpStream,
    local: Rc<Local>,
    state: Rc<State>,
    /// The head of the present request, as long as it may be; whatever follows it is of no
    /// interest.
    head: Vec<u8>,
    /// How much of `head` the receiver has still to be given.
    given: usize,
}

impl Connection {
    pub(super) fn new(socket: TcpStream, local: Rc<Local>, state: Rc<State>) -> Self {
        Self {
            socket,
            local,
            state,
            head: Vec::new(),
            given: 0,
        }
    }

    fn enter(&self, phase: Phase, time: Option<Duration>) {
        self.local.note_deadline(self.state.enter(phase, time));
    }

    /// Waits for the first bytes of a request. `false` if none will follow.
    pub(super) async fn begin(&mut self, time: Duration) -> bool {
        self.head.clear();
        self.given = 0;
        self.enter(Phase::Idle, Some(time));
        let local = self.local.clone();
        let read = poll_fn(|_| {
            let mut scratch = local.scratch.borrow_mut();
            let polled = self.poll_read(&mut scratch[..]);
            if let Poll::Ready(Ok(read)) = polled {
                let bytes = scratch.get_mut(..read).unwrap_or_default();
                self.head.extend_from_slice(bytes);
                bytes.fill(0);
            }
            polled
        });
        if !read.await.is_ok_and(|read| read > 0) {
            return false;
        }
        self.enter(Phase::Request, Some(self.local.shared.rules.request_time));
        true
    }

    /// The reply of the handler, which may take its time.
    pub(super) async fn reply(&self) -> Reply {
        self.enter(Phase::Handler, None);
        poll_fn(|_| self.state.reply.take().map_or(Poll::Pending, Poll::Ready)).await
    }

    /// Hands on what became of a request, as soon as it can be.
    pub(super) async fn report(&self, report: Report) {
        poll_fn(|_| {
            if self.local.workers.report(report) {
                return Poll::Ready(());
            }
            if !self.state.is_reporting() {
                self.enter(Phase::Report, None);
            }
            self.local.is_stalled.set(true);
            Poll::Pending
        })
        .await;
    }

    /// Gives the response its own time, whatever time the request took.
    pub(super) fn allow_response(&mut self) {
        self.enter(Phase::Response, Some(RESPONSE));
    }

    /// What has come of the present request: its head, and perhaps more. It is of no further use
    /// here.
    pub(super) fn take_head(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.head)
    }

    /// Closes the connection so that the peer finds the response, if there was one: what it still
    /// sends is read for a moment, for a reset would overtake the response (RFC 9112 section 9.6).
    pub(super) async fn close(mut self, has_response: bool) {
        let _ = self.socket.shutdown(Shutdown::Write);
        if !has_response || self.state.is_evicted() {
            return;
        }
        self.enter(Phase::Response, Some(LINGER));
        let mut left = LINGER_BYTES;
        while left > 0 {
            let local = self.local.clone();
            let read = poll_fn(|_| {
                let mut scratch = local.scratch.borrow_mut();
                self.poll_read(&mut scratch[..])
            });
            match read.await {
                Ok(read) if read > 0 => left = left.saturating_sub(read),
                _ => return,
            }
        }
    }

    /// Reads, unless it is the turn of the others.
    fn poll_read(&mut self, space: &mut [u8]) -> Poll<io::Result<usize>> {
        if !self.state.may_read() {
            self.local.is_yielded.set(true);
            return Poll::Pending;
        }
        self.poll_io(|socket| socket.read(space))
    }

    /// Tries before it looks at the clock: what has arrived in time is in time.
    fn poll_io(
        &mut self,
        mut attempt: impl FnMut(&mut TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            match attempt(&mut self.socket) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    return match self.state.is_late() {
                        true => Poll::Ready(Err(ErrorKind::TimedOut.into())),
                        false => Poll::Pending,
                    };
                }
                result => return Poll::Ready(result),
            }
        }
    }
}

impl ErrorType for Connection {
    type Error = io::Error;
}

impl embedded_io_async_0_7::Read for Connection {
    async fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let waiting = self.head.get(self.given..).unwrap_or_default();
        if !waiting.is_empty() {
            let length = waiting.len().min(space.len());
            for (to, from) in space.iter_mut().zip(waiting) {
                *to = *from;
            }
            self.given += length;
            return Ok(length);
        }
        let read = poll_fn(|_| self.poll_read(space)).await?;
        let room = usize::from(MAX_HEAD).saturating_sub(self.head.len());
        let new = space.get(..read.min(room)).unwrap_or_default();
        self.head.extend_from_slice(new);
        self.given = self.head.len();
        Ok(read)
    }
}

impl embedded_io_async_0_7::Write for Connection {
    async fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        poll_fn(|_| self.poll_io(|socket| socket.write(bytes))).await
    }

    async fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
