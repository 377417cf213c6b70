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
use crate::request::Request;
use crate::response::ProblemReader;
use crate::{
    Api, AttemptError, ConfigError, Error, Failure, Field, Operation, ProtocolError, Refusal, Step,
};

/// What to do after a transition.
enum Action {
    /// Continue without the caller.
    Proceed,
    Receive,
    Event(ExchangeEvent),
}

#[derive(Clone, Copy)]
// A separate tag saves 60 bytes for the six operations (measured on thumbv7em).
#[repr(u8)]
enum State {
    /// Nothing has happened yet.
    Start,
    /// The request is sent up to `offset`.
    Send,
    /// The request is sent and must be flushed.
    Sent,
    Head,
    Body,
    Done,
    Failed(Stop),
}

/// Why an exchange failed: an [`Error`] without the values that are in the head. It takes two
/// bytes, which saves 130 bytes for the six operations (measured on thumbv7em).
#[derive(Clone, Copy)]
enum Stop {
    Config(ConfigError),
    Protocol(ProtocolError),
    Capacity(Field),
    ContentCoding,
    Refused,
}

/// What to do with the body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Response,
    Problem,
    /// The status is enough: the body is left unread.
    StatusOnly,
    /// Read and ignored.
    Discard,
}

/// What is available of the webhook that was decoded last.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ready {
    Nothing,
    /// The whole webhook.
    Webhook,
    /// Only its id, because a field is too large.
    Oversize,
}

/// This field order saves 136 bytes for the six operations: the shortest instructions reach only
/// small fields near the beginning (measured on thumbv7em).
#[repr(C)]
pub(super) struct Machine<'a> {
    state: State,
    reader: Reader,
    /// A byte of a response to the current request was received.
    pub(super) response_began: bool,
    pub(super) reusable: bool,
    pub(super) ready: Ready,
    /// A webhook of the current page was handed out or skipped.
    has_given: bool,
    /// An earlier attempt at the operation may have been carried out.
    may_be_done: bool,
    /// That attempt may have deleted the webhook.
    may_be_deleted: bool,
    /// The response to a 404 that [may be success](Machine::may_be_gone) was cut before its body
    /// decided.
    is_refusal_open: bool,
    /// The request is for the next page of a list.
    is_later_page: bool,
    head: Head,
    framing: Framing,
    /// Number of bytes of the request that were sent.
    offset: usize,
    /// Number of bytes that the response may still have.
    left: u32,
    /// Length of the whole request, once it has been encoded.
    request_length: usize,
    buffer: Buffer<'a>,
    tokenizer: Tokenizer,
    pub(super) api: Api<'a>,
    pub(super) problem: ProblemReader,
    #[cfg(feature = "refusal-reader")]
    pub(super) refusal_reader: Option<&'a dyn crate::RefusalReader>,
}

impl<'a> Machine<'a> {
    // Not inlined: saves 312 bytes for the six operations (measured on thumbv7em).
    #[inline(never)]
    pub(super) const fn new(api: Api<'a>, buffer: &'a mut [u8]) -> Self {
        Self {
            state: State::Start,
            reader: Reader::Discard,
            response_began: false,
            reusable: false,
            ready: Ready::Nothing,
            has_given: false,
            may_be_done: false,
            may_be_deleted: false,
            is_refusal_open: false,
            is_later_page: false,
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

    pub(super) fn poll(
        &mut self,
        operation: &mut dyn Operation,
    ) -> Result<Step<'_, ExchangeEvent>, Error> {
        if !matches!(self.state, State::Done | State::Failed(_)) {
            self.ready = Ready::Nothing;
        }
        loop {
            let action = match self.state {
                State::Start => self.start(operation.request()),
                State::Send => {
                    self.send(operation.request());
                    return Ok(Step::Transmit(self.buffer.unread()));
                }
                State::Sent => {
                    self.buffer.clear();
                    self.state = State::Head;
                    return Ok(Step::Flush);
                }
                State::Head => self.head(operation.wants_body()),
                State::Body => self.body(operation),
                State::Done => Action::Event(ExchangeEvent::Done {
                    reusable: self.reusable,
                }),
                State::Failed(stop) => return Err(self.error(stop)),
            };
            match action {
                Action::Proceed => {}
                Action::Receive => return Ok(Step::Receive(self.buffer.free())),
                Action::Event(event) => return Ok(Step::Event(event)),
            }
        }
    }

    fn error(&self, stop: Stop) -> Error {
        match stop {
            Stop::Config(error) => Error::Config(error),
            Stop::Protocol(error) => Error::Protocol(error),
            Stop::Capacity(field) => Error::Capacity(field),
            Stop::ContentCoding => Error::ContentCoding(self.head.fields.coding),
            Stop::Refused => Error::Api(self.refusal()),
        }
    }

    fn fail(&mut self, stop: Stop) -> Action {
        if matches!(stop, Stop::Refused) {
            self.problem.finish();
        }
        self.reusable &= !matches!(stop, Stop::Protocol(_));
        self.ready = match stop {
            Stop::Capacity(_) => Ready::Oversize,
            _ => Ready::Nothing,
        };
        self.state = State::Failed(stop);
        Action::Proceed
    }

    /// Fails with a protocol error, or with the API's refusal if its status is already known.
    fn broken(&mut self, error: ProtocolError) -> Action {
        let is_refused = self.known_refusal().is_some();
        self.is_refusal_open =
            is_refused && self.may_be_gone() && error == ProtocolError::Truncated;
        self.fail(match is_refused {
            true => Stop::Refused,
            false => Stop::Protocol(error),
        })
    }

    const fn refusal(&self) -> Refusal {
        Refusal {
            status: self.head.fields.status,
            retry_after: self.head.fields.retry_after,
        }
    }

    /// Whether the response is a 404 that may be success, because the next page of a list no longer
    /// exists (B20), or an earlier attempt may have deleted the webhook (B18). Only the API's own
    /// 404 counts, so the body decides.
    const fn may_be_gone(&self) -> bool {
        self.head.fields.status == 404 && (self.is_later_page || self.may_be_deleted)
    }

    // Queries.

    /// Returns the refusal, once the status line has ended.
    pub(super) fn known_refusal(&self) -> Option<Refusal> {
        let known = match self.state {
            State::Failed(stop) => matches!(stop, Stop::Refused),
            State::Head | State::Body => self.head.status().is_some_and(|it| it >= 300),
            _ => false,
        };
        known.then(|| self.refusal())
    }

    pub(super) fn status(&self) -> Option<u16> {
        self.head.status().filter(|status| *status >= 200)
    }

    /// Returns the consequences of an attempt at `request` that failed with `error`.
    pub(super) fn failure(&self, request: &Request<'_>, error: AttemptError) -> Failure {
        let mut failure = Failure::new(request, self.may_be_done, error);
        failure.may_pass |= self.is_refusal_open;
        failure
    }

    /// Whether a list ended because its next page does not exist (B20).
    pub(super) const fn has_missing_page(&self) -> bool {
        matches!(self.state, State::Done) && self.head.fields.status == 404
    }

    /// Returns whether a webhook is ready, and marks it as taken.
    pub(super) fn take_ready(&mut self) -> bool {
        let is_ready = self.ready == Ready::Webhook;
        if is_ready {
            self.ready = Ready::Nothing;
        }
        is_ready
    }
}
