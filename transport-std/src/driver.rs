//! One exchange from its first request to its end: opening, reusing and replacing connections.

use std::io;
use std::time::Instant;

use gigapay_webhooks as protocol;
use gigapay_webhooks::drive::{DriveError, blocking};
use gigapay_webhooks::{
    AttemptError, ConfigError, Exchange, ExchangeEvent, Operation, Retry, Server,
};

use crate::client_state::{ClientState, IdleConnection};
use crate::connect::connect;
use crate::connection::Connection;
use crate::connection_error::ConnectionError;
use crate::deadline::Limit;
use crate::explanation::{Explanation, ExplanationReader};
use crate::observer::Observer;
use crate::retry::{Jitter, RetryState};
use crate::settings::Settings;
use crate::{Cause, Error, Stage};

/// Runs one exchange of a client.
///
/// Takes the client's connection, and returns it when the exchange has ended well. If the exchange
/// is dropped earlier, its connection is closed, so that no later exchange reads its leftovers.
pub(crate) struct Driver<'c> {
    settings: &'c Settings,
    idle: &'c mut Option<IdleConnection>,
    explanation: &'c ExplanationReader,
    observer: Observer<'c>,
    retry: Retry,
    jitter: &'c mut Jitter,
    connection: Option<Connection>,
}

impl<'c> Driver<'c> {
    pub(crate) fn new(settings: &'c Settings, state: &'c mut ClientState) -> Self {
        Self {
            settings,
            idle: &mut state.idle,
            explanation: &state.explanation,
            observer: Observer::new(&mut state.hooks),
            retry: settings.options.retry,
            jitter: &mut state.jitter,
            connection: None,
        }
    }

    /// Prepares an exchange. If the API refuses, all of its messages are kept.
    pub(crate) fn exchange<'x, Op: Operation>(
        &self,
        operation: Op,
        buffer: &'x mut [u8],
    ) -> Result<Exchange<'x, Op>, ConfigError>
    where
        'c: 'x,
    {
        let mut exchange = Exchange::new(&self.settings.api()?, operation, buffer);
        exchange.read_refusals(self.explanation);
        Ok(exchange)
    }

    /// Makes one attempt only, for a caller that has attempts of its own.
    pub(crate) const fn once(&mut self) {
        self.retry = Retry::OFF;
    }

    /// Goes on until there is something for the caller: `true` for an item of a list, `false` at
    /// the end. All of it within `limit`.
    pub(crate) fn advance<Op: Operation>(
        &mut self,
        exchange: &mut Exchange<'_, Op>,
        limit: Limit,
    ) -> Result<bool, Error> {
        if self.connection.is_none()
            && let Err(protocol::Error::Config(error)) = exchange.poll()
        {
            // Found before there is a connection. A request that is polled again is the same.
            return Err(error.into());
        }
        loop {
            let mut connection = match self.connection.take() {
                Some(connection) => connection,
                None => self.open(limit).map_err(|cause| unsent(cause, exchange))?,
            };
            connection.set_bound(limit);
            self.observer.note(exchange, None);
            let result = blocking::advance(exchange, &mut self.observer.on(&mut connection));
            self.observer
                .note(exchange, result.as_ref().err().map(attempt_error));
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
                Ok(ExchangeEvent::Reconnect) => self.observer.next_page(),
                Ok(ExchangeEvent::Done { reusable }) => {
                    self.end(connection, reusable);
                    return Ok(false);
                }
                Err(error) if self.may_resend(&error, &connection, exchange) => {
                    self.observer.report();
                    let outcome = exchange.failure(attempt_error(&error)).outcome;
                    let _ = exchange.restart(outcome);
                    self.observer.repeat();
                }
                Err(error) => {
                    self.end(connection, exchange.is_reusable());
                    return Err(self.error(error, exchange));
                }
            }
        }
    }

    /// As [`advance`](Self::advance), and again after a failure, as often as the retry policy says;
    /// a list continues from its present page.
    pub(crate) fn persist<Op: Operation>(
        &mut self,
        exchange: &mut Exchange<'_, Op>,
    ) -> Result<bool, Error> {
        let mut state = RetryState::begin(self.retry);
        loop {
            let limit = state.limit(self.settings.options.times.deadline);
            match self.advance(exchange, limit) {
                Err(error) if state.may_restart(&error, exchange, self.jitter) => {
                    self.observer.repeat();
                }
                result => return result,
            }
        }
    }

    fn open(&mut self, limit: Limit) -> Result<Connection, Cause> {
        let times = &self.settings.options.times;
        let idle = self.idle.take().and_then(|idle| idle.wake(times.idle));
        match idle {
            Some(connection) => Ok(connection),
            None => {
                let server =
                    Server::parse(&self.settings.options.base_url).map_err(Cause::Config)?;
                let settings = self.settings;
                let began = Instant::now();
                let connected = connect(server, &settings.security, &settings.route, times, limit);
                self.observer
                    .connected(server, began, connected.as_ref().err());
                connected
            }
        }
    }

    fn end(&mut self, connection: Connection, reusable: bool) {
        self.observer.report();
        *self.idle = reusable.then(|| IdleConnection::new(connection));
    }

    /// Whether `error` only means that a connection which had served before was closed by now, and
    /// sending the request once more can do no harm.
    fn may_resend<Op: Operation>(
        &self,
        error: &DriveError<ConnectionError>,
        connection: &Connection,
        exchange: &Exchange<'_, Op>,
    ) -> bool {
        self.settings.options.retry_dead_connection
            && exchange.may_resend(attempt_error(error), connection.has_response())
    }

    fn error<Op: Operation>(
        &self,
        error: DriveError<ConnectionError>,
        exchange: &Exchange<'_, Op>,
    ) -> Error {
        let host =
            || Server::parse(&self.settings.options.base_url).map_or("", |server| server.host());
        let failure = exchange.failure(attempt_error(&error));
        let cause = match error {
            DriveError::Exchange(protocol::Error::Config(error)) => Cause::Config(error),
            DriveError::Exchange(error) => Cause::Exchange {
                error,
                explanation: self.explanation(error, exchange),
                oversize_id: None,
            },
            DriveError::Read(error) => Cause::from_connection(error, Stage::Receive, host()),
            DriveError::Write(error) => Cause::from_connection(error, Stage::Send, host()),
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
        let mut explanation = self.explanation.take()?;
        exchange
            .secrets()
            .for_each(|secret| explanation.conceal(secret));
        Some(Box::new(explanation))
    }
}

/// The error of an attempt that opened no connection.
fn unsent<Op: Operation>(cause: Cause, exchange: &Exchange<'_, Op>) -> Error {
    let may_pass = cause.may_pass();
    let failure = exchange.failure(AttemptError::NotSent { may_pass });
    Error::new(cause, failure)
}

/// The error in core's terms, which core's decisions depend on.
fn attempt_error(error: &DriveError<ConnectionError>) -> AttemptError {
    match error {
        DriveError::Exchange(error) => AttemptError::Exchange(*error),
        DriveError::Read(error) | DriveError::Write(error) => match error {
            error if error.is_disconnection() => AttemptError::Disconnected,
            ConnectionError::Tls(_) => AttemptError::Interrupted { may_pass: false },
            _ => AttemptError::Interrupted { may_pass: true },
        },
        _ => AttemptError::Interrupted { may_pass: true },
    }
}
