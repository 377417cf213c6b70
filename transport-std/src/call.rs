//! One exchange from its first request to its end: connections, and what to do when they die.

use std::io;
use std::time::{Duration, Instant};

use gigapay_webhooks as core;
use gigapay_webhooks::drive::{DriveError, Pause, blocking};
use gigapay_webhooks::{Exchange, Operation, Problem, ProtocolError, Server};

use crate::connect::connect;
use crate::connection::Connection;
use crate::deadline::{Limit, TimeLimit};
use crate::fault::Fault;
use crate::observer::{Hook, Tap};
use crate::settings::Settings;
use crate::{Error, Stage};

/// A connection between two operations.
#[derive(Debug)]
pub(crate) struct Idle {
    connection: Connection,
    since: Instant,
}

impl Idle {
    /// The connection, if a request may still be sent over it.
    fn wake(mut self, longest: Duration) -> Option<Connection> {
        let fresh = self.since.elapsed() < longest;
        (fresh && self.connection.is_quiet()).then_some(self.connection)
    }
}

/// What an exchange needs from its client while it runs.
///
/// It takes the client's connection and gives it back when the exchange has ended well. An
/// exchange that is dropped before has its connection closed: no later one meets its leftovers.
pub(crate) struct Call<'c> {
    settings: &'c Settings,
    idle: &'c mut Option<Idle>,
    tap: Tap<'c>,
    connection: Option<Connection>,
    has_repeated: bool,
    /// When all must be over, unless each step has its own deadline.
    limit: Option<Limit>,
}

impl<'c> Call<'c> {
    pub(crate) const fn new(
        settings: &'c Settings,
        idle: &'c mut Option<Idle>,
        hook: Option<&'c mut Hook>,
    ) -> Self {
        Self {
            settings,
            idle,
            tap: Tap::new(hook),
            connection: None,
            has_repeated: false,
            limit: None,
        }
    }

    /// How long a step may take.
    pub(crate) const fn deadline(&self) -> Duration {
        self.settings.times.deadline
    }

    /// From now on, all of it must be over by then.
    pub(crate) const fn set_limit(&mut self, limit: Limit) {
        self.limit = Some(limit);
    }

    /// All of it must be over by then.
    pub(crate) const fn by(mut self, limit: Limit) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Whether a request was sent a second time because the first met a dead connection.
    pub(crate) const fn has_repeated(&self) -> bool {
        self.has_repeated
    }

    /// Goes on until there is something for the caller: `true` for an item of a list, `false` at
    /// the end. All of it within one deadline.
    pub(crate) fn advance<Op: Operation>(
        &mut self,
        exchange: &mut Exchange<'_, Op>,
    ) -> Result<bool, Error> {
        let deadline = self.settings.times.deadline;
        let bound = match self.limit {
            Some(limit) => limit,
            None => Limit::after(deadline, TimeLimit::Deadline),
        };
        if self.connection.is_none()
            && let Err(core::Error::Config(error)) = exchange.poll()
        {
            // Found before there is a connection. A request that is polled again is the same.
            return Err(error.into());
        }
        loop {
            let mut connection = match self.connection.take() {
                Some(connection) => connection,
                None => self.open(bound)?,
            };
            connection.set_bound(bound);
            let result = blocking::advance(exchange, &mut self.tap.on(&mut connection));
            match result {
                Ok(Pause::Item) => {
                    self.connection = Some(connection);
                    return Ok(true);
                }
                Ok(Pause::Reconnect) => self.tap.report(),
                Ok(Pause::Done { reusable }) => {
                    self.end(connection, reusable);
                    return Ok(false);
                }
                Err(error) if self.may_repeat(&error, &connection, exchange) => {
                    self.tap.report();
                    self.has_repeated = true;
                    exchange.restart();
                }
                Err(DriveError::Exchange(error @ core::Error::Capacity(_)))
                    if !exchange.is_reusable() =>
                {
                    // A list goes on behind it.
                    self.connection = Some(connection);
                    return Err(self.error(error.into(), exchange));
                }
                Err(error) => {
                    self.end(connection, exchange.is_reusable());
                    return Err(self.error(error, exchange));
                }
            }
        }
    }

    fn open(&mut self, bound: Limit) -> Result<Connection, Error> {
        let times = &self.settings.times;
        let idle = self.idle.take().and_then(|idle| idle.wake(times.idle));
        match idle {
            Some(connection) => Ok(connection),
            None => {
                let server = Server::parse(&self.settings.base_url)?;
                connect(server, &self.settings.security, times, bound)
            }
        }
    }

    fn end(&mut self, connection: Connection, reusable: bool) {
        self.tap.report();
        *self.idle = reusable.then(|| Idle {
            connection,
            since: Instant::now(),
        });
    }

    /// Whether `error` only means that a connection which had served before was dead by now, and
    /// sending the request once more can do no harm.
    fn may_repeat<Op: Operation>(
        &self,
        error: &DriveError<Fault>,
        connection: &Connection,
        exchange: &Exchange<'_, Op>,
    ) -> bool {
        let is_dead = match error {
            DriveError::Read(fault) | DriveError::Write(fault) => fault.is_disconnection(),
            DriveError::Exchange(core::Error::Protocol(ProtocolError::ClosedBeforeResponse)) => {
                true
            }
            _ => false,
        };
        is_dead
            && self.settings.retry_dead_connection
            && connection.has_response()
            && !exchange.response_began()
            && exchange.is_repeatable()
    }

    fn error<Op: Operation>(&self, error: DriveError<Fault>, exchange: &Exchange<'_, Op>) -> Error {
        let host = || Server::parse(&self.settings.base_url).map_or("", |server| server.host());
        let repeatable = exchange.is_repeatable();
        let error = match error {
            DriveError::Exchange(error) => Error::Exchange {
                error,
                problem: problem(error, exchange.problem()),
                repeatable,
                oversize_id: None,
            },
            DriveError::Read(fault) => Error::from_fault(fault, Stage::Receive, host()),
            DriveError::Write(fault) => Error::from_fault(fault, Stage::Send, host()),
            _ => Error::Send(io::ErrorKind::WriteZero.into()),
        };
        if repeatable {
            error
        } else {
            error.with_unknown_outcome()
        }
    }
}

/// The API's own words, if it had any.
fn problem(error: core::Error, problem: &Problem) -> Option<Box<Problem>> {
    let says_something = !problem.message().is_empty() || problem.field().is_some();
    (matches!(error, core::Error::Api(_)) && says_something).then(|| Box::new(problem.clone()))
}
