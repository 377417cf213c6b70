//! All states of an exchange and every transition between them.
//!
//! ```text
//!           ┌────────────── next page ◄─┐
//!           ▼                           │
//! Start ─► Send ─► Sent ─► Head ─────► Body ─► Done
//!                           └─ interim ┘└─► Failed
//! ```

mod receiving;
mod sending;

use super::ExchangeEvent;
use crate::buffer::Buffer;
use crate::http::{Framing, Head};
use crate::json::{MAX_DEPTH, Tokenizer};
use crate::outcome::is_gone;
use crate::request::{Request, Target};
use crate::response::{Decode, ProblemReader};
use crate::{Api, AttemptError, ConfigError, Error, Failure, Field, ProtocolError, Refusal, Step};

/// What a transition leads to: a [`Step`] without the bytes, which no state can borrow in a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// Nothing: it can go on by itself.
    Proceed,
    Transmit,
    Flush,
    Receive,
    Item,
    /// This field of a listed webhook is too large.
    Oversize(Field),
    Reconnect,
    Done,
    /// To be told of an error: [`Machine::error`].
    Stop,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing has happened yet.
    Start,
    /// The request is out up to `offset`.
    Send,
    /// The request is out; the transport has yet to flush it.
    Sent,
    Head,
    Body,
    Done,
    Failed,
}

/// What becomes of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    Response,
    Problem,
    /// The status is enough: the body is left unread.
    StatusOnly,
    /// Read and ignored.
    Discard,
}

/// Why an exchange stopped: an [`Error`] but for what is kept elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    Config(ConfigError),
    Protocol(ProtocolError),
    Capacity(Field),
    ContentCoding,
    Refused,
    /// The API refused, and the response was cut before it showed whether that is success:
    /// [`Machine::may_be_gone`].
    RefusedOpen,
}

/// In this order, since the shortest instructions reach small fields near the beginning: saves 172
/// bytes for the six operations (measured on thumbv7em).
#[repr(C)]
pub struct Machine<'a> {
    state: State,
    reader: Reader,
    /// Any byte of a response to the present request has arrived.
    response_began: bool,
    reusable: bool,
    /// A webhook waits to be taken.
    has_item: bool,
    /// A webhook of the present page was handed out, or passed over.
    has_given: bool,
    /// An earlier attempt at the operation may have been carried out.
    may_be_done: bool,
    /// That attempt may have deleted the webhook.
    may_be_deleted: bool,
    /// Why it stopped last, if it did.
    stop: Stop,
    head: Head,
    framing: Framing,
    /// The page a list has come to; 0 before the second.
    page: u32,
    /// How much of the request is out.
    offset: usize,
    /// Bytes of the response that may still come.
    left: u32,
    buffer: Buffer<'a>,
    /// Length of the whole request, once it has been encoded.
    request_length: usize,
    tokenizer: Tokenizer,
    api: Api<'a>,
    problem: ProblemReader,
    #[cfg(feature = "refusal-reader")]
    refusal_reader: Option<&'a dyn crate::RefusalReader>,
}

impl<'a> Machine<'a> {
    // Not inlined: saves 452 bytes for the six operations (measured on thumbv7em).
    #[inline(never)]
    pub(in crate::exchange) const fn new(api: Api<'a>, buffer: &'a mut [u8]) -> Self {
        Self {
            state: State::Start,
            stop: Stop::Refused,
            reader: Reader::Discard,
            response_began: false,
            reusable: false,
            has_item: false,
            has_given: false,
            may_be_done: false,
            may_be_deleted: false,
            page: 0,
            offset: 0,
            left: 0,
            request_length: 0,
            buffer: Buffer::new(buffer),
            framing: Framing::length(0),
            head: Head::new(),
            tokenizer: Tokenizer::new(MAX_DEPTH),
            api,
            problem: ProblemReader::new(),
            #[cfg(feature = "refusal-reader")]
            refusal_reader: None,
        }
    }

    #[cfg(feature = "refusal-reader")]
    pub(in crate::exchange) fn read_refusals(&mut self, reader: &'a dyn crate::RefusalReader) {
        self.refusal_reader = Some(reader);
    }

    pub(in crate::exchange) fn poll(
        &mut self,
        request: &Request<'_>,
        response: &mut dyn Decode,
    ) -> Result<Step<'_, ExchangeEvent>, Error> {
        Ok(match self.advance(request, response) {
            Action::Transmit => Step::Transmit(self.buffer.unread()),
            Action::Flush => Step::Flush,
            Action::Receive => Step::Receive(self.buffer.free()),
            Action::Item => Step::Event(ExchangeEvent::Item),
            Action::Oversize(field) => Step::Event(ExchangeEvent::Oversize(field)),
            Action::Reconnect => Step::Event(ExchangeEvent::Reconnect),
            Action::Proceed | Action::Done => Step::Event(ExchangeEvent::Done {
                reusable: self.reusable,
            }),
            Action::Stop => return Err(self.error()),
        })
    }

    fn advance(&mut self, request: &Request<'_>, response: &mut dyn Decode) -> Action {
        // What a whole response was is there to stay.
        self.has_item &= self.state == State::Done;
        if self.state != State::Failed {
            self.stop = Stop::Refused;
        }
        loop {
            let action = match self.state {
                State::Start => self.start(request),
                State::Send => self.send(request),
                State::Sent => {
                    self.buffer.clear();
                    self.state = State::Head;
                    Action::Flush
                }
                State::Head => self.head(response),
                State::Body => self.body(response),
                State::Done => Action::Done,
                State::Failed => Action::Stop,
            };
            if action != Action::Proceed {
                return action;
            }
        }
    }

    /// The error, after [`Action::Stop`].
    fn error(&self) -> Error {
        match self.stop {
            Stop::Config(error) => Error::Config(error),
            Stop::Protocol(error) => Error::Protocol(error),
            Stop::Capacity(field) => Error::Capacity(field),
            Stop::ContentCoding => Error::ContentCoding(self.head.fields.coding),
            Stop::Refused | Stop::RefusedOpen => Error::Api(self.refusal()),
        }
    }

    #[inline(never)]
    fn fail(&mut self, stop: Stop) -> Action {
        if matches!(stop, Stop::Refused | Stop::RefusedOpen) {
            self.problem.finish();
        }
        self.reusable &= !matches!(stop, Stop::Protocol(_));
        self.state = State::Failed;
        self.stop = stop;
        Action::Stop
    }

    fn misuse(&mut self, error: ConfigError) -> Action {
        self.fail(Stop::Config(error))
    }

    /// The peer broke the protocol; but once the API has refused, that is what counts, whatever
    /// becomes of its explanation.
    #[inline(never)]
    fn broken(&mut self, error: ProtocolError) -> Action {
        self.fail(match self.known_refusal() {
            Some(_) if self.may_be_gone() && error == ProtocolError::Truncated => Stop::RefusedOpen,
            Some(_) => Stop::Refused,
            None => Stop::Protocol(error),
        })
    }

    const fn refusal(&self) -> Refusal {
        Refusal {
            status: self.head.fields.status,
            retry_after: self.head.fields.retry_after,
        }
    }

    // What the exchange shows of itself.

    pub(in crate::exchange) const fn is_oversize(&self) -> bool {
        matches!(self.stop, Stop::Capacity(_))
    }

    /// Whether this is a 404 that ends the operation well if it is the API's own.
    pub(super) const fn may_be_gone(&self) -> bool {
        is_gone(
            self.head.fields.status,
            self.page != 0 || self.may_be_deleted,
        )
    }

    /// Whether the exchange failed with a refusal that a whole response may show to be success.
    pub(in crate::exchange) const fn is_refusal_open(&self) -> bool {
        matches!((self.state, self.stop), (State::Failed, Stop::RefusedOpen))
    }

    /// The refusal that is known, from the end of the status line on.
    pub(crate) fn known_refusal(&self) -> Option<Refusal> {
        let known = match self.state {
            State::Failed => matches!(self.stop, Stop::Refused | Stop::RefusedOpen),
            State::Head | State::Body => self.head.status().is_some_and(|it| it >= 300),
            _ => false,
        };
        known.then(|| self.refusal())
    }

    #[cfg(feature = "refusal-reader")]
    pub(in crate::exchange) fn token(&self) -> &str {
        let token = self.api.credentials().token().as_bytes();
        core::str::from_utf8(token).unwrap_or_default()
    }

    pub(in crate::exchange) fn target<'r>(&'r self, request: &'r Request<'r>) -> Target<'r> {
        Target {
            prefix: self.api.server().prefix(),
            request,
            page: self.page,
        }
    }

    pub(in crate::exchange) fn status(&self) -> Option<u16> {
        self.head.status().filter(|status| *status >= 200)
    }

    pub(in crate::exchange) const fn problem(&self) -> &crate::Problem {
        &self.problem.problem
    }

    pub(crate) const fn is_reusable(&self) -> bool {
        self.reusable
    }

    pub(in crate::exchange) const fn response_began(&self) -> bool {
        self.response_began
    }

    /// What follows from an attempt at `request` that failed with `error`.
    pub(in crate::exchange) fn failure(
        &self,
        request: &Request<'_>,
        error: AttemptError,
    ) -> Failure {
        let mut failure = Failure::new(request, self.may_be_done, error);
        failure.may_pass |= self.is_refusal_open();
        failure
    }

    /// Whether `error` only means that the server had closed the connection, and sending `request`
    /// once more does no harm.
    pub(in crate::exchange) fn is_resendable(
        &self,
        request: &Request<'_>,
        error: AttemptError,
    ) -> bool {
        error.is_dead_connection() && !self.response_began && request.is_repeatable()
    }

    /// Whether a list has ended because its next page is not there (B20).
    pub(in crate::exchange) const fn has_ended_at_a_gap(&self) -> bool {
        matches!(self.state, State::Done) && self.head.fields.status == 404
    }

    pub(in crate::exchange) const fn has_item(&self) -> bool {
        self.has_item
    }

    pub(in crate::exchange) const fn took_item(&mut self) {
        self.has_item = false;
    }
}
