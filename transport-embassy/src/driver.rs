//! One exchange from its first byte to its end: connections, deadlines, and what to do when a
//! connection is dead.

use core::pin::pin;

use embassy_time::Timer;
use embedded_io_async_0_7 as embedded_io_async;
use embedded_io_async_0_7::{Error as _, ErrorKind, ErrorType, Read, Write};
use gigapay_webhooks as protocol;
use gigapay_webhooks::drive::{DriveError, nonblocking};
use gigapay_webhooks::{
    AttemptError, ErasedExchange, Exchange, ExchangeEvent, Operation, Problem, ProtocolError,
    Server, Step,
};

use crate::connection::Connection;
use crate::progress::TimeIsUp;
use crate::retry::RetryState;
use crate::{Cause, Error, Link, Progress, Stage, Times};

/// What a client has for every exchange.
pub(crate) struct ClientState<L> {
    pub(crate) connection: Connection<L>,
    pub(crate) times: Times,
    /// What the API said when it last refused.
    pub(crate) problem: Option<Problem>,
    pub(crate) retry: RetryState,
}

impl<L> ClientState<L> {
    /// An operation begins.
    pub(crate) fn begin_operation(&mut self) {
        self.retry.begin(self.times.operation);
    }

    /// Another attempt at it does.
    pub(crate) fn begin_attempt(&mut self) {
        self.retry.attempt(self.times.operation);
    }
}

/// Runs one exchange of a client. When it is dropped before the exchange has ended, the connection
/// is given up.
pub(crate) struct Driver<'c, L: Link> {
    client: &'c mut ClientState<L>,
    server: Server<'c>,
    is_connected: bool,
    is_once: bool,
    /// A write or flush has begun and not ended.
    is_sending: bool,
    /// How the link failed first. The server may have said something before that.
    link_error: Option<L::Error>,
}

impl<L: Link> Drop for Driver<'_, L> {
    fn drop(&mut self) {
        self.client.connection.abandon();
    }
}

impl<'c, L: Link> Driver<'c, L> {
    pub(crate) fn new(client: &'c mut ClientState<L>, server: Server<'c>) -> Self {
        client.problem = None;
        Self {
            client,
            server,
            is_connected: false,
            is_once: false,
            is_sending: false,
            link_error: None,
        }
    }

    /// Makes one attempt only, for a caller that has attempts of its own.
    pub(crate) const fn once(&mut self) -> &mut Self {
        self.is_once = true;
        self
    }

    /// A step of a list begins, which has its own time also where its attempts are its caller's.
    pub(crate) fn begin_step(&mut self) {
        if self.is_once {
            self.client.begin_attempt();
        }
    }

    /// Goes on until there is something for the caller, all of it within the times. The event is
    /// never [`ExchangeEvent::Reconnect`].
    ///
    /// Dropped midway it can be called again if the exchange is repeatable: reads are cancel-safe,
    /// and a request that was on its way is sent again over a new connection.
    pub(crate) fn advance<Op: Operation>(
        &mut self,
        exchange: &mut Exchange<'_, Op>,
    ) -> impl Future<Output = Result<ExchangeEvent, Error<L::Error>>> {
        self.run(exchange.erased())
    }

    async fn run(
        &mut self,
        exchange: &mut ErasedExchange<'_, '_>,
    ) -> Result<ExchangeEvent, Error<L::Error>> {
        if !self.is_once {
            self.client.begin_operation();
        }
        loop {
            let wait = match self.attempt(exchange).await {
                Ok(event) => return Ok(event),
                Err(error) => self.next_attempt(exchange, error)?,
            };
            wait.await;
            self.client.begin_attempt();
        }
    }

    /// What to wait for before another attempt, unless the last one was the last.
    fn next_attempt(
        &mut self,
        exchange: &mut ErasedExchange<'_, '_>,
        error: Error<L::Error>,
    ) -> Result<Timer, Error<L::Error>> {
        if self.is_once {
            return Err(error);
        }
        match self.client.retry.failed(&error) {
            Some(wait) if exchange.restart(error.outcome()) => {
                self.client.problem = None;
                Ok(wait)
            }
            _ => Err(error),
        }
    }

    async fn attempt(
        &mut self,
        exchange: &mut ErasedExchange<'_, '_>,
    ) -> Result<ExchangeEvent, Error<L::Error>> {
        if self.is_sending {
            // Dropped in the middle of that, so it is unknown how much has left.
            self.is_sending = false;
            self.end(false);
            let dropped = exchange.failure(AttemptError::Interrupted { may_pass: true });
            let _ = exchange.restart(dropped.outcome);
        }
        let progress = Progress::begin(&self.client.times, self.client.retry.until);
        let outcome = {
            let work = pin!(self.work(exchange, &progress));
            progress.bound(work).await
        };
        let cause = match outcome {
            Ok(Ok(event)) => return Ok(event),
            Ok(Err(cause)) => cause,
            Err(time) => match self.late(exchange, time) {
                Ok(event) => return Ok(event),
                Err(cause) => cause,
            },
        };
        Err(self.fail(exchange, cause))
    }

    /// Time was up. What the API said before that counts for more, as if the connection had ended;
    /// so does that the request could not be sent.
    fn late(
        &mut self,
        exchange: &mut ErasedExchange<'_, '_>,
        TimeIsUp(stage): TimeIsUp,
    ) -> Result<ExchangeEvent, Cause<L::Error>> {
        let unsent = self.link_error.take();
        if exchange.refusal().is_some() {
            exchange.received(0);
            match exchange.poll() {
                // It was there no more, which is what was asked for.
                Ok(Step::Event(event @ ExchangeEvent::Done { reusable })) => {
                    self.end(reusable);
                    return Ok(event);
                }
                Ok(_) => {}
                Err(error) => return Err(Cause::Exchange(error)),
            }
        }
        Err(match unsent {
            Some(error) => Cause::Link {
                stage: Stage::Send,
                error,
            },
            None => Cause::Timeout(stage),
        })
    }

    /// What to tell the caller, and what becomes of the connection. Not inlined, so that it takes
    /// no stack from the work.
    #[inline(never)]
    fn fail(
        &mut self,
        exchange: &ErasedExchange<'_, '_>,
        cause: Cause<L::Error>,
    ) -> Error<L::Error> {
        self.end(exchange.is_reusable());
        if let Cause::Exchange(protocol::Error::Api(_)) = cause {
            self.client.problem = Some(exchange.problem().clone());
        }
        log(&cause);
        let failure = exchange.failure(cause.attempt_error());
        Error::new(cause, failure)
    }

    /// Goes on over as many connections as it takes.
    async fn work(
        &mut self,
        exchange: &mut ErasedExchange<'_, '_>,
        progress: &Progress,
    ) -> Result<ExchangeEvent, Cause<L::Error>> {
        loop {
            if !self.is_connected {
                // Not before the exchange has shown that its request can be sent at all.
                if let Err(error) = exchange.poll() {
                    return Err(error.into());
                }
                self.connect(progress).await?;
            }
            let result = {
                let mut observed = Observed {
                    connection: &mut self.client.connection,
                    is_sending: &mut self.is_sending,
                    error: &mut self.link_error,
                    progress,
                };
                nonblocking::advance(exchange, &mut observed).await
            };
            match result {
                Ok(ExchangeEvent::Reconnect) => {
                    debug!("the server closes between two pages");
                    self.end(false);
                }
                Ok(event) => {
                    if let ExchangeEvent::Done { reusable } = event {
                        self.end(reusable);
                    }
                    return Ok(event);
                }
                Err(error) => {
                    let cause = self.cause(error);
                    let error = cause.attempt_error();
                    if !exchange.may_resend(error, self.client.connection.has_response()) {
                        return Err(cause);
                    }
                    debug!("the connection was dead; sending again over a new one");
                    self.end(false);
                    let _ = exchange.restart(exchange.failure(error).outcome);
                }
            }
        }
    }

    async fn connect(&mut self, progress: &Progress) -> Result<(), Cause<L::Error>> {
        let client = &mut *self.client;
        let opened = client.connection.open(self.server, &client.times, progress);
        opened.await.map_err(|error| Cause::Link {
            stage: progress.stage(),
            error,
        })?;
        self.is_connected = true;
        Ok(())
    }

    /// What went wrong, with the link's error in it.
    fn cause(&mut self, error: DriveError<ErrorKind>) -> Cause<L::Error> {
        let stage = match error {
            DriveError::Write(_) => Stage::Send,
            _ => Stage::Receive,
        };
        match (error, self.link_error.take()) {
            (DriveError::Exchange(error), _) => error.into(),
            (_, Some(error)) => Cause::Link { stage, error },
            // A link that takes no bytes has lost its connection.
            (_, None) => Cause::Exchange(ProtocolError::ClosedBeforeResponse.into()),
        }
    }

    /// The exchange is over, or over with this connection.
    fn end(&mut self, reusable: bool) {
        self.is_connected = false;
        if reusable {
            self.client.connection.rest();
        } else {
            self.client.connection.abandon();
        }
    }
}

/// A connection as the driver loop has it: the loop knows the kinds of the link's errors, and the
/// first one is kept whole.
struct Observed<'o, L: Link> {
    connection: &'o mut Connection<L>,
    is_sending: &'o mut bool,
    error: &'o mut Option<L::Error>,
    progress: &'o Progress,
}

impl<L: Link> Observed<'_, L> {
    fn keep(&mut self, error: L::Error) -> ErrorKind {
        let kind = error.kind();
        if kind != ErrorKind::Interrupted {
            self.error.get_or_insert(error);
        }
        kind
    }
}

impl<L: Link> ErrorType for Observed<'_, L> {
    type Error = ErrorKind;
}

impl<L: Link> Read for Observed<'_, L> {
    async fn read(&mut self, space: &mut [u8]) -> Result<usize, ErrorKind> {
        self.progress.enter(Stage::Receive);
        self.progress.check().await;
        match self.connection.link.read(space).await {
            Ok(received) => {
                if received > 0 {
                    self.connection.responded();
                }
                Ok(received)
            }
            Err(error) => Err(self.keep(error)),
        }
    }
}

impl<L: Link> Write for Observed<'_, L> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.progress.enter(Stage::Send);
        *self.is_sending = true;
        let written = self.connection.link.write(bytes).await;
        *self.is_sending = false;
        written.map_err(|error| self.keep(error))
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        *self.is_sending = true;
        let flushed = self.connection.link.flush().await;
        *self.is_sending = false;
        flushed.map_err(|error| self.keep(error))
    }
}

fn log<E: embedded_io_async::Error>(cause: &Cause<E>) {
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
