//! The connection from one operation to the next, and whether it may be used again.

use embassy_time::Instant;
use gigapay_webhooks::Server;

use crate::{Link, Progress, Times};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// There is no connection.
    Closed,
    /// An exchange has it, or had it and was dropped: leftovers of that one may still arrive.
    Busy,
    /// The last exchange ended well, at that time.
    Idle(Instant),
}

/// A link and what is known of its connection.
///
/// It is marked busy before the first byte of an exchange, and that is only taken back when the
/// exchange has ended well. So whatever becomes of the future that runs the exchange, no later
/// exchange meets its leftovers.
pub(crate) struct Connection<L> {
    pub(crate) link: L,
    state: State,
    /// The present connection has brought a byte of a response.
    has_response: bool,
}

impl<L: Link> Connection<L> {
    pub(crate) const fn new(link: L) -> Self {
        Self {
            link,
            state: State::Closed,
            has_response: false,
        }
    }

    /// Takes the connection that is there if it is good, and makes a new one otherwise.
    pub(crate) async fn open(
        &mut self,
        server: Server<'_>,
        times: &Times,
        progress: &Progress,
    ) -> Result<(), L::Error> {
        if let State::Idle(since) = self.state
            && since.elapsed() < times.idle
            && self.link.is_quiet()
        {
            self.state = State::Busy;
            return Ok(());
        }
        self.abort();
        self.state = State::Busy;
        self.has_response = false;
        self.link.connect(server, progress).await
    }

    /// A response has begun, or goes on.
    pub(crate) const fn responded(&mut self) {
        self.has_response = true;
    }

    /// Whether the connection has served before. One that has may have died of idleness since; one
    /// that has not failed for another reason.
    pub(crate) const fn has_response(&self) -> bool {
        self.has_response
    }

    /// The exchange has ended well, and another may follow.
    pub(crate) fn rest(&mut self) {
        self.state = State::Idle(Instant::now());
    }

    /// Gives up the connection, unless it is at rest or there is none.
    pub(crate) fn abandon(&mut self) {
        if self.state == State::Busy {
            self.abort();
        }
    }

    pub(crate) fn abort(&mut self) {
        if self.state != State::Closed {
            self.link.abort();
            self.state = State::Closed;
        }
    }

    pub(crate) async fn close(&mut self) {
        match self.state {
            State::Closed => {}
            State::Busy => self.abort(),
            State::Idle(_) => {
                // Dropped midway, it is neither usable nor gone.
                self.state = State::Busy;
                self.link.close().await;
                self.state = State::Closed;
            }
        }
    }

    pub(crate) const fn is_open(&self) -> bool {
        matches!(self.state, State::Idle(_))
    }
}
