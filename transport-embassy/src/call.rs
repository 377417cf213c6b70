//! One exchange from its first byte to its end: connections, deadlines, and what to do when a
//! connection is dead.

use core::pin::pin;

use embassy_time::Timer;
use embedded_io_async_0_7 as embedded_io_async;
use gigapay_webhooks as protocol;
use gigapay_webhooks::{AttemptError, ExchangeEvent, Field, Problem, Server, Step};

use crate::line::Line;
use crate::link::is_disconnection;
use crate::progress::TimeIsUp;
use crate::retry::Trial;
use crate::steps::Steps;
use crate::{Cause, Error, Link, Progress, Stage, Times};

/// What a client has for every exchange.
pub(crate) struct Desk<L> {
    pub(crate) line: Line<L>,
    pub(crate) times: Times,
    /// What the API said when it last refused.
    pub(crate) problem: Option<Problem>,
    pub(crate) trial: Trial,
}

impl<L> Desk<L> {
    /// An operation begins.
    pub(crate) fn begin_trial(&mut self) {
        self.trial.begin(self.times.operation);
    }

    /// Another attempt at it does.
    pub(crate) fn begin_attempt(&mut self) {
        self.trial.attempt(self.times.operation);
    }
}

/// Where an exchange pauses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pause {
    Item,
    /// A webhook of a list is too large.
    Oversize(Field),
    Done,
}

/// Why it does not go on.
enum Stop<E> {
    /// The link failed while reading or connecting.
    Link(E),
    /// It takes no more of the request.
    Unsent(E),
    Exchange(protocol::Error),
}

impl<E: embedded_io_async::Error> Stop<E> {
    /// What the core decides by, once the request began to leave.
    fn attempt_error(&self) -> AttemptError {
        match self {
            Self::Exchange(error) => (*error).into(),
            Self::Link(error) | Self::Unsent(error) if is_disconnection(error.kind()) => {
                AttemptError::Disconnected
            }
            Self::Link(_) | Self::Unsent(_) => AttemptError::Interrupted { may_pass: true },
        }
    }
}

/// What an exchange needs of its client while it runs. When it is dropped before the exchange has
/// ended, the connection is given up.
pub(crate) struct Call<'c, L: Link> {
    desk: &'c mut Desk<L>,
    server: Server<'c>,
    is_connected: bool,
    is_once: bool,
    /// A write or flush has begun and not ended.
    is_sending: bool,
    /// Why no more of the request can be sent. The server may have said something before that.
    unsent: Option<L::Error>,
}

impl<L: Link> Drop for Call<'_, L> {
    fn drop(&mut self) {
        self.desk.line.abandon();
    }
}

impl<'c, L: Link> Call<'c, L> {
    pub(crate) fn new(desk: &'c mut Desk<L>, server: Server<'c>) -> Self {
        desk.problem = None;
        Self {
            desk,
            server,
            is_connected: false,
            is_once: false,
            is_sending: false,
            unsent: None,
        }
    }

    /// Makes one attempt only: whoever runs it has attempts of its own.
    pub(crate) const fn once(&mut self) -> &mut Self {
        self.is_once = true;
        self
    }

    /// A step of a list begins, which has its own time also where its attempts are its caller's.
    pub(crate) fn begin_step(&mut self) {
        if self.is_once {
            self.desk.begin_attempt();
        }
    }

    /// Goes on until there is something for the caller, all of it within the times.
    ///
    /// Dropped midway it can be called again if the exchange is repeatable: reads are cancel-safe,
    /// and a request that was on its way is sent again over a new connection.
    pub(crate) async fn advance(
        &mut self,
        exchange: &mut dyn Steps,
    ) -> Result<Pause, Error<L::Error>> {
        if !self.is_once {
            self.desk.begin_trial();
        }
        loop {
            let wait = match self.attempt(exchange).await {
                Ok(pause) => return Ok(pause),
                Err(error) => self.next_attempt(exchange, error)?,
            };
            wait.await;
            self.desk.begin_attempt();
        }
    }

    /// What to wait for before another attempt, unless the last one was the last.
    #[inline(never)]
    fn next_attempt(
        &mut self,
        exchange: &mut dyn Steps,
        error: Error<L::Error>,
    ) -> Result<Timer, Error<L::Error>> {
        if self.is_once {
            return Err(error);
        }
        match self.desk.trial.failed(&error) {
            Some(wait) if exchange.restart(error.outcome()) => {
                self.desk.problem = None;
                Ok(wait)
            }
            _ => Err(error),
        }
    }

    async fn attempt(&mut self, exchange: &mut dyn Steps) -> Result<Pause, Error<L::Error>> {
        if self.is_sending {
            // It was dropped in the middle of that, so nobody knows how much has left.
            self.is_sending = false;
            self.end(false);
            let dropped = exchange.failure(AttemptError::Interrupted { may_pass: true });
            exchange.restart(dropped.outcome);
        }
        let progress = Progress::begin(&self.desk.times, self.desk.trial.until);
        let outcome = {
            let work = pin!(self.work(exchange, &progress));
            progress.bound(work).await
        };
        match outcome {
            Ok(Ok(pause)) => Ok(pause),
            Ok(Err(stop)) => Err(self.fail(exchange, &progress, Ok(stop))),
            Err(time) => self.late(exchange, &progress, time),
        }
    }

    /// Time was up. What the API said before that counts for more, as if the connection had ended.
    #[inline(never)]
    fn late(
        &mut self,
        exchange: &mut dyn Steps,
        progress: &Progress,
        time: TimeIsUp,
    ) -> Result<Pause, Error<L::Error>> {
        let mut why = Err(time);
        if exchange.has_refusal() {
            exchange.received(0);
            match exchange.poll() {
                // It was there no more, which is what was asked for.
                Ok(Step::Event(ExchangeEvent::Done { reusable })) => {
                    self.end(reusable);
                    return Ok(Pause::Done);
                }
                Ok(_) => {}
                Err(error) => why = Ok(self.reason(Stop::Exchange(error))),
            }
        }
        Err(self.fail(exchange, progress, why))
    }

    /// What to tell the caller, and what becomes of the connection. Not inlined, so that it takes
    /// no stack from the work.
    #[inline(never)]
    fn fail(
        &mut self,
        exchange: &dyn Steps,
        progress: &Progress,
        why: Result<Stop<L::Error>, TimeIsUp>,
    ) -> Error<L::Error> {
        let stage = progress.stage();
        let why = why.or_else(|time| self.unsent.take().map(Stop::Unsent).ok_or(time));
        let cause = match why {
            Ok(Stop::Exchange(protocol::Error::Config(error))) => Cause::Config(error),
            Ok(Stop::Exchange(error)) => Cause::Exchange(error),
            Ok(Stop::Link(error)) => Cause::Link { stage, error },
            Ok(Stop::Unsent(error)) => {
                let stage = Stage::Send;
                Cause::Link { stage, error }
            }
            Err(TimeIsUp(stage)) => Cause::Timeout(stage),
        };
        self.end(exchange.is_reusable());
        if let Cause::Exchange(protocol::Error::Api(_)) = cause {
            self.desk.problem = Some(exchange.problem().clone());
        }
        tell(&cause);
        let failure = exchange.failure(cause.attempt_error());
        Error::new(cause, failure)
    }

    /// Goes on over as many connections as it takes.
    async fn work(
        &mut self,
        exchange: &mut dyn Steps,
        progress: &Progress,
    ) -> Result<Pause, Stop<L::Error>> {
        loop {
            match self.drive(exchange, progress).await {
                Ok(Some(pause)) => return Ok(pause),
                Ok(None) => {
                    debug!("the server closes between two pages");
                    self.end(false);
                }
                Err(stop) => {
                    let stop = self.reason(stop);
                    let error = stop.attempt_error();
                    if !exchange.may_resend(error, self.desk.line.has_response()) {
                        return Err(stop);
                    }
                    debug!("the connection was dead; sending again over a new one");
                    self.end(false);
                    exchange.restart(exchange.failure(error).outcome);
                }
            }
        }
    }

    /// Carries bytes until there is something for the caller, or a new connection is needed.
    async fn drive(
        &mut self,
        exchange: &mut dyn Steps,
        progress: &Progress,
    ) -> Result<Option<Pause>, Stop<L::Error>> {
        loop {
            match exchange.poll().map_err(Stop::Exchange)? {
                Step::Transmit(bytes) => {
                    // Not before the exchange has shown that it can be sent at all.
                    self.connect(progress).await.map_err(Stop::Link)?;
                    progress.enter(Stage::Send);
                    self.is_sending = true;
                    let written = self.desk.line.link.write(bytes).await;
                    self.is_sending = false;
                    match written {
                        Ok(0) => exchange.transmission_failed(),
                        Ok(written) => exchange.transmitted(written),
                        Err(error) => self.cannot_send(error, exchange),
                    }
                }
                Step::Flush => {
                    self.is_sending = true;
                    let flushed = self.desk.line.link.flush().await;
                    self.is_sending = false;
                    if let Err(error) = flushed {
                        self.cannot_send(error, exchange);
                    }
                }
                Step::Receive(space) => {
                    progress.enter(Stage::Receive);
                    progress.check().await;
                    let line = &mut self.desk.line;
                    let received = match line.link.read(space).await {
                        Ok(received) => received,
                        // What the API said counts for more than how the connection ended after it.
                        Err(_) if exchange.has_refusal() => 0,
                        Err(error) => return Err(Stop::Link(error)),
                    };
                    if received > 0 {
                        line.responded();
                    }
                    exchange.received(received);
                }
                Step::Event(ExchangeEvent::Item) => return Ok(Some(Pause::Item)),
                Step::Event(ExchangeEvent::Oversize(field)) => {
                    return Ok(Some(Pause::Oversize(field)));
                }
                Step::Event(ExchangeEvent::Reconnect) => return Ok(None),
                Step::Event(ExchangeEvent::Done { reusable }) => {
                    self.end(reusable);
                    return Ok(Some(Pause::Done));
                }
            }
        }
    }

    async fn connect(&mut self, progress: &Progress) -> Result<(), L::Error> {
        if !self.is_connected {
            let desk = &mut *self.desk;
            desk.line.open(self.server, &desk.times, progress).await?;
            self.is_connected = true;
        }
        Ok(())
    }

    /// A server that refuses early need not listen to the end (RFC 9112 section 9.5): goes on to
    /// what it may have said.
    fn cannot_send(&mut self, error: L::Error, exchange: &mut dyn Steps) {
        self.unsent = Some(error);
        exchange.transmission_failed();
    }

    /// That a request could not be sent is the reason for all that follows, but for a refusal.
    fn reason(&mut self, stop: Stop<L::Error>) -> Stop<L::Error> {
        match (stop, self.unsent.take()) {
            (Stop::Exchange(protocol::Error::Api(refusal)), _) => {
                Stop::Exchange(protocol::Error::Api(refusal))
            }
            (_, Some(error)) => Stop::Unsent(error),
            (stop, None) => stop,
        }
    }

    /// The exchange is over, or over with this connection.
    fn end(&mut self, reusable: bool) {
        self.is_connected = false;
        if reusable {
            self.desk.line.rest();
        } else {
            self.desk.line.abandon();
        }
    }
}

fn tell<E: embedded_io_async::Error>(cause: &Cause<E>) {
    match cause {
        Cause::Config(error) => warn!("the request cannot be sent: {:?}", error),
        Cause::Link { stage, error } => warn!("{} failed: {:?}", stage.name(), error.kind()),
        Cause::Timeout(stage) => warn!("timed out while {}", stage.name()),
        Cause::Exchange(protocol::Error::Api(refusal)) => {
            debug!("the API refused with status {}", refusal.status);
        }
        Cause::Exchange(error) => warn!("the response is of no use: {:?}", error),
        Cause::Ensure(error) => warn!("not as desired: {:?}", error),
    }
}
