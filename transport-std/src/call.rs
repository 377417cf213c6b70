//! One exchange from its first request to its end: connections, and what to do when they die.

use std::io;
use std::time::{Duration, Instant};

use gigapay_webhooks as protocol;
use gigapay_webhooks::drive::{DriveError, blocking};
use gigapay_webhooks::{AttemptError, Exchange, ExchangeEvent, Operation, Retry, Server};

use crate::attempts::{Jitter, Trial};
use crate::connect::connect;
use crate::connection::Connection;
use crate::deadline::{Limit, TimeLimit};
use crate::explanation::{Explanation, Listener};
use crate::fault::Fault;
use crate::observer::{Hook, Tap};
use crate::settings::Settings;
use crate::{Cause, Error, Stage};

/// A connection between two operations.
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
    listener: &'c Listener,
    tap: Tap<'c>,
    connection: Option<Connection>,
    /// When all must be over, unless each step has its own deadline.
    limit: Option<Limit>,
}

impl<'c> Call<'c> {
    pub(crate) const fn new(
        settings: &'c Settings,
        idle: &'c mut Option<Idle>,
        listener: &'c Listener,
        hook: Option<&'c mut Hook>,
    ) -> Self {
        Self {
            settings,
            idle,
            listener,
            tap: Tap::new(hook),
            connection: None,
            limit: None,
        }
    }

    /// All of it must be over by then.
    pub(crate) const fn by(mut self, limit: Limit) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Has everything kept that the API says to the exchange, should it refuse.
    pub(crate) fn listen<'x, Op: Operation>(&self, exchange: &mut Exchange<'x, Op>)
    where
        'c: 'x,
    {
        exchange.read_refusals(self.listener);
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
            && let Err(protocol::Error::Config(error)) = exchange.poll()
        {
            // Found before there is a connection. A request that is polled again is the same.
            return Err(error.into());
        }
        loop {
            let mut connection = match self.connection.take() {
                Some(connection) => connection,
                None => self.open(bound).map_err(|cause| unsent(cause, exchange))?,
            };
            connection.set_bound(bound);
            let result = blocking::advance(exchange, &mut self.tap.on(&mut connection));
            self.tap.note(exchange);
            match result {
                Ok(ExchangeEvent::Item) => {
                    self.connection = Some(connection);
                    return Ok(true);
                }
                Ok(ExchangeEvent::Oversize(field)) => {
                    // The list goes on behind it.
                    self.connection = Some(connection);
                    return Err(self.error(protocol::Error::Capacity(field).into(), exchange));
                }
                Ok(ExchangeEvent::Reconnect) => self.tap.report(),
                Ok(ExchangeEvent::Done { reusable }) => {
                    self.end(connection, reusable);
                    return Ok(false);
                }
                Err(error) if self.may_resend(&error, &connection, exchange) => {
                    self.tap.report();
                    let outcome = exchange.failure(attempt_error(&error)).outcome;
                    let _ = exchange.restart(outcome);
                }
                Err(error) => {
                    self.end(connection, exchange.is_reusable());
                    return Err(self.error(error, exchange));
                }
            }
        }
    }

    /// As [`advance`](Self::advance), and again after a failure, as often as `retry` says; a list
    /// goes on from the page that it has come to.
    pub(crate) fn persist<Op: Operation>(
        &mut self,
        exchange: &mut Exchange<'_, Op>,
        retry: Retry,
        jitter: &mut Jitter,
    ) -> Result<bool, Error> {
        let mut trial = Trial::begin(retry);
        loop {
            self.limit = Some(trial.limit(self.settings.times.deadline));
            match self.advance(exchange) {
                Err(error) if trial.may_restart(&error, exchange, jitter) => {}
                result => return result,
            }
        }
    }

    /// The response is not what was asked for.
    pub(crate) fn failed<Op: Operation>(
        &self,
        error: protocol::Error,
        exchange: &Exchange<'_, Op>,
    ) -> Error {
        self.error(error.into(), exchange)
    }

    fn open(&mut self, bound: Limit) -> Result<Connection, Cause> {
        let times = &self.settings.times;
        let idle = self.idle.take().and_then(|idle| idle.wake(times.idle));
        match idle {
            Some(connection) => Ok(connection),
            None => {
                let server = Server::parse(&self.settings.base_url).map_err(Cause::Config)?;
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

    /// Whether `error` only means that a connection which had served before was closed by now, and
    /// sending the request once more can do no harm.
    fn may_resend<Op: Operation>(
        &self,
        error: &DriveError<Fault>,
        connection: &Connection,
        exchange: &Exchange<'_, Op>,
    ) -> bool {
        self.settings.retry_dead_connection
            && exchange.may_resend(attempt_error(error), connection.has_response())
    }

    fn error<Op: Operation>(&self, error: DriveError<Fault>, exchange: &Exchange<'_, Op>) -> Error {
        let host = || Server::parse(&self.settings.base_url).map_or("", |server| server.host());
        let failure = exchange.failure(attempt_error(&error));
        let cause = match error {
            DriveError::Exchange(protocol::Error::Config(error)) => Cause::Config(error),
            DriveError::Exchange(error) => Cause::Exchange {
                error,
                explanation: self.explanation(error, exchange),
                oversize_id: None,
            },
            DriveError::Read(fault) => Cause::from_fault(fault, Stage::Receive, host()),
            DriveError::Write(fault) => Cause::from_fault(fault, Stage::Send, host()),
            _ => Cause::Send(io::ErrorKind::WriteZero.into()),
        };
        Error::new(cause, failure)
    }

    /// The API's own words, if it refused and had any.
    fn explanation<Op: Operation>(
        &self,
        error: protocol::Error,
        exchange: &Exchange<'_, Op>,
    ) -> Option<Box<Explanation>> {
        let protocol::Error::Api(_) = error else {
            return None;
        };
        let mut explanation = self.listener.take()?;
        exchange
            .secrets()
            .for_each(|secret| explanation.conceal(secret));
        Some(Box::new(explanation))
    }
}

/// The error of an attempt that came to no connection.
fn unsent<Op: Operation>(cause: Cause, exchange: &Exchange<'_, Op>) -> Error {
    let may_pass = cause.may_pass();
    let failure = exchange.failure(AttemptError::NotSent { may_pass });
    Error::new(cause, failure)
}

/// What the core decides by.
fn attempt_error(error: &DriveError<Fault>) -> AttemptError {
    match error {
        DriveError::Exchange(error) => AttemptError::Exchange(*error),
        DriveError::Read(fault) | DriveError::Write(fault) => match fault {
            fault if fault.is_disconnection() => AttemptError::Disconnected,
            Fault::Tls(_) => AttemptError::Interrupted { may_pass: false },
            _ => AttemptError::Interrupted { may_pass: true },
        },
        _ => AttemptError::Interrupted { may_pass: true },
    }
}
