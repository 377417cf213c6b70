//! What a client keeps from one exchange to the next.

use std::time::{Duration, Instant};

use crate::connection::Connection;
use crate::explanation::ExplanationReader;
use crate::report::Hooks;
use crate::retry::Jitter;

/// A connection between two operations.
pub(crate) struct IdleConnection {
    connection: Connection,
    since: Instant,
}

impl IdleConnection {
    /// Idle from now on.
    pub(crate) fn new(connection: Connection) -> Self {
        Self {
            connection,
            since: Instant::now(),
        }
    }

    /// The connection, if a request may still be sent over it.
    pub(crate) fn wake(mut self, longest: Duration) -> Option<Connection> {
        let fresh = self.since.elapsed() < longest;
        (fresh && self.connection.is_quiet()).then_some(self.connection)
    }
}

/// What a client keeps from one exchange to the next.
pub(crate) struct ClientState {
    pub(crate) idle: Option<IdleConnection>,
    /// What the API says with a refusal.
    pub(crate) explanation: ExplanationReader,
    pub(crate) hooks: Hooks,
    pub(crate) jitter: Jitter,
}

impl ClientState {
    pub(crate) fn new(hooks: Hooks, jitter: Jitter) -> Self {
        Self {
            idle: None,
            explanation: ExplanationReader::default(),
            hooks,
            jitter,
        }
    }
}
