//! All states of an exchange and every transition between them.
//!
//! ```text
//!           ┌──────── next page ◄─┐
//!           ▼                     │
//! Start ─► Send ─► Sent ─► Head ─► Content ─► Done
//!                          └─ interim ┘└────► Failed
//! ```

use super::Step;
use super::window::Window;
use crate::answer::{Decode, Ending, ProblemReader};
use crate::http::{Framing, Head};
use crate::json::{Flow, MAX_DEPTH, Sink, Tokenizer};
use crate::request::{Encoder, Request};
use crate::{Api, ConfigError, Error, Field, ProtocolError, Refusal};

/// What an exchange needs next; [`Step`] without the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Nothing: it can go on by itself.
    Proceed,
    Transmit,
    Flush,
    Receive,
    Item,
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
    Content,
    Done,
    Failed,
}

/// Who reads the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    Answer,
    Problem,
    /// Nobody: it is passed over.
    Nobody,
}

/// Why an exchange stopped: an [`Error`] but for what is kept elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    Config(ConfigError),
    Protocol(ProtocolError),
    Capacity(Field),
    Refused,
}

/// In this order, since small fields near the beginning are reached by the shortest instructions.
#[repr(C)]
pub(crate) struct Machine<'a> {
    state: State,
    reader: Reader,
    /// Any byte of an answer to the present request has arrived.
    answer_began: bool,
    reusable: bool,
    /// A webhook waits to be taken.
    has_item: bool,
    /// A webhook of the present page was handed out, or passed over.
    has_given: bool,
    /// Why it stopped last, if it did.
    stop: Stop,
    head: Head,
    framing: Framing,
    /// The page a list has come to; 0 before the second.
    page: u32,
    /// How much of the request is out.
    offset: usize,
    /// Bytes of the answer that may still come.
    left: u32,
    window: Window<'a>,
    /// Length of the whole request, once it has been encoded.
    request_length: usize,
    tokenizer: Tokenizer,
    api: Api<'a>,
    problem: ProblemReader,
}

impl<'a> Machine<'a> {
    #[inline(never)]
    pub(super) const fn new(api: Api<'a>, window: &'a mut [u8]) -> Self {
        Self {
            state: State::Start,
            stop: Stop::Refused,
            reader: Reader::Nobody,
            answer_began: false,
            reusable: false,
            has_item: false,
            has_given: false,
            page: 0,
            offset: 0,
            left: 0,
            request_length: 0,
            window: Window::new(window),
            framing: Framing::length(0),
            head: Head::new(),
            tokenizer: Tokenizer::new(MAX_DEPTH),
            api,
            problem: ProblemReader::new(),
        }
    }

    pub(crate) fn step(
        &mut self,
        request: &Request<'_>,
        answer: &mut dyn Decode,
    ) -> Result<Step<'_>, Error> {
        Ok(match self.poll(request, answer) {
            Action::Transmit => Step::Transmit(self.window.unread()),
            Action::Flush => Step::Flush,
            Action::Receive => Step::Receive(self.window.free()),
            Action::Item => Step::Item,
            Action::Reconnect => Step::Reconnect,
            Action::Proceed | Action::Done => Step::Done {
                reusable: self.reusable,
            },
            Action::Stop => return Err(self.error()),
        })
    }

    pub(crate) fn poll(&mut self, request: &Request<'_>, answer: &mut dyn Decode) -> Action {
        // What a whole answer was is there to stay.
        self.has_item &= self.state == State::Done;
        if self.state != State::Failed {
            self.stop = Stop::Refused;
        }
        loop {
            let action = match self.state {
                State::Start => self.start(request),
                State::Send => self.send(request),
                State::Sent => {
                    self.window.clear();
                    self.state = State::Head;
                    Action::Flush
                }
                State::Head => self.head(answer),
                State::Content => self.content(answer),
                State::Done => Action::Done,
                State::Failed => Action::Stop,
            };
            if action != Action::Proceed {
                return action;
            }
        }
    }

    /// The error, after [`Action::Stop`].
    #[inline(never)]
    pub(crate) fn error(&self) -> Error {
        match self.stop {
            Stop::Config(error) => Error::Config(error),
            Stop::Protocol(error) => Error::Protocol(error),
            Stop::Capacity(field) => Error::Capacity(field),
            Stop::Refused => Error::Api(self.refusal()),
        }
    }

    #[inline(never)]
    fn fail(&mut self, stop: Stop) -> Action {
        if stop == Stop::Refused {
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
            Some(_) => Stop::Refused,
            None => Stop::Protocol(error),
        })
    }

    /// A webhook has been read whose field did not fit.
    fn too_big(&mut self, field: Field) -> Action {
        self.stop = Stop::Capacity(field);
        Action::Stop
    }

    const fn refusal(&self) -> Refusal {
        Refusal {
            status: self.head.fields.status,
            retry_after: self.head.fields.retry_after,
        }
    }

    // Sending.

    fn start(&mut self, request: &Request<'_>) -> Action {
        if self.window.is_too_small() {
            return self.misuse(ConfigError::WindowTooSmall);
        }
        match request.check() {
            Ok(()) => self.begin_request(),
            Err(error) => self.misuse(error),
        }
    }

    #[inline(never)]
    fn send(&mut self, request: &Request<'_>) -> Action {
        let mut encoder = Encoder::new(self.window.free(), self.offset);
        request.encode(&mut encoder, &self.api, self.page);
        let (filled, total) = (encoder.filled(), encoder.total());
        self.request_length = total;
        self.window.fill(filled);
        Action::Transmit
    }

    pub(crate) fn transmitted(&mut self, bytes: usize) {
        if self.state == State::Send {
            if bytes > self.window.unread().len() {
                self.misuse(ConfigError::TooManyBytes);
                return;
            }
            self.window.consume(bytes);
            self.offset = self.offset.saturating_add(bytes);
            if self.offset >= self.request_length {
                self.state = State::Sent;
            }
        }
    }

    /// Whether the server can have an answer only to a part of the request.
    const fn is_unsent(&self) -> bool {
        self.offset < self.request_length
    }

    /// No more of the request can be sent: goes on to what the server may have said of it already.
    pub(crate) fn transmission_failed(&mut self) {
        if matches!(self.state, State::Send | State::Sent | State::Head) {
            self.window.clear();
            self.state = State::Head;
            // Whether the last of it arrived is unknown: nothing but a refusal counts.
            self.offset = 0;
        }
    }

    /// Starts the present request again, for another connection.
    pub(super) fn restart(&mut self) -> bool {
        let unchecked = self.state == State::Start
            || (self.state == State::Failed && matches!(self.stop, Stop::Config(_)));
        if unchecked || self.has_given || self.state == State::Done {
            return false;
        }
        self.begin_request();
        true
    }

    #[inline(never)]
    fn begin_request(&mut self) -> Action {
        self.window.clear();
        self.problem.clear();
        self.state = State::Send;
        self.offset = 0;
        self.left = self.api.answer_limit();
        self.head = Head::new();
        self.has_given = false;
        self.answer_began = false;
        self.reusable = false;
        Action::Proceed
    }

    // Receiving.

    pub(crate) fn received(&mut self, bytes: usize) {
        if bytes == 0 {
            self.end_of_stream();
        } else if self.window.fill(bytes) {
            self.answer_began = true;
            match (self.left as usize).checked_sub(bytes) {
                Some(left) => self.left = left as u32,
                None => {
                    self.broken(ProtocolError::TooLong);
                }
            }
        } else {
            self.misuse(ConfigError::TooManyBytes);
        }
    }

    fn end_of_stream(&mut self) {
        match self.state {
            State::Done | State::Failed => {}
            State::Content if self.framing.close() => self.head.fields.closed(),
            _ => {
                self.broken(if self.answer_began {
                    ProtocolError::Truncated
                } else {
                    ProtocolError::ClosedBeforeAnswer
                });
            }
        }
    }

    #[inline(never)]
    fn head(&mut self, answer: &dyn Decode) -> Action {
        let unread = self.window.unread();
        let mut rest = unread;
        let outcome = self.head.read(&mut rest);
        let used = unread.len() - rest.len();
        self.window.consume(used);
        match outcome {
            Ok(false) => Action::Receive,
            Ok(true) => self.end_of_head(answer),
            Err(error) => {
                if !matches!(error, ProtocolError::StatusLine | ProtocolError::FieldLine) {
                    // Only the framing is unusable: the status stands, should it be a refusal.
                    self.problem.clear();
                    self.state = State::Content;
                }
                self.broken(error)
            }
        }
    }

    fn end_of_head(&mut self, answer: &dyn Decode) -> Action {
        let fields = &self.head.fields;
        self.reader = match fields.status {
            101 => return self.broken(ProtocolError::Upgrade),
            // Interim answers; the final one follows (RFC 9110 section 15.2).
            ..200 => {
                self.head = Head::new();
                return Action::Proceed;
            }
            200..=299 if self.is_unsent() => return self.broken(ProtocolError::UnexpectedStatus),
            200 | 201 if answer.wants_content() => Reader::Answer,
            204 if !answer.wants_content() => Reader::Nobody,
            // Part of a webhook, a promise, or somebody else's page: nothing that was asked for.
            200..=299 => return self.broken(ProtocolError::UnexpectedStatus),
            400.. => Reader::Problem,
            _ => Reader::Nobody,
        };
        self.problem.clear();
        self.state = State::Content;
        match fields.framing() {
            Ok(framing) => self.framing = framing,
            Err(error) => return self.broken(error),
        }
        self.tokenizer = Tokenizer::new(MAX_DEPTH);
        Action::Proceed
    }

    #[inline(never)]
    fn content(&mut self, answer: &mut dyn Decode) -> Action {
        if self.framing.has_ended() {
            return self.end_of_content(answer);
        }
        let unread = self.window.unread();
        let Some(&byte) = unread.first() else {
            return Action::Receive;
        };
        let Some(left) = self.framing.content() else {
            self.window.consume(1);
            return match self.framing.push(byte) {
                true => Action::Proceed,
                false => self.broken(ProtocolError::Chunk),
            };
        };
        let content = unread.get(..left).unwrap_or(unread);
        let mut rest = content;
        let sink: &mut dyn Sink = match self.reader {
            Reader::Answer => answer,
            _ => &mut self.problem,
        };
        let flow = match self.reader {
            Reader::Nobody => {
                rest = &[];
                Flow::More
            }
            _ => self.tokenizer.read(&mut rest, sink),
        };
        let used = content.len() - rest.len();
        self.window.consume(used);
        self.framing.consume(used);
        match flow {
            Flow::Item => {
                self.has_item = true;
                self.has_given = true;
                Action::Item
            }
            // The list goes on behind it.
            Flow::Oversize => {
                self.has_given = true;
                self.too_big(answer.oversize())
            }
            Flow::More | Flow::Capture => Action::Proceed,
            _ if self.reader == Reader::Problem => {
                // HTML, or what a proxy made of it: no message, but the rest still has to pass.
                self.reader = Reader::Nobody;
                Action::Proceed
            }
            Flow::Syntax => self.broken(ProtocolError::Json),
            Flow::TooDeep => self.broken(ProtocolError::TooDeep),
            Flow::Wrong => self.broken(answer.fault()),
        }
    }

    fn end_of_content(&mut self, answer: &mut dyn Decode) -> Action {
        let fields = &self.head.fields;
        self.reusable =
            fields.keeps_connection() && self.window.unread().is_empty() && !self.is_unsent();
        let ending = match self.reader {
            Reader::Answer if self.tokenizer.is_finished() => answer.finish(),
            Reader::Answer => {
                return self.broken(if self.tokenizer.is_untouched() {
                    ProtocolError::NoContent
                } else if fields.ended_by_close() {
                    // Nothing but the value itself says that it is whole.
                    ProtocolError::Truncated
                } else {
                    ProtocolError::Json
                });
            }
            _ if fields.status < 300 => Ending::Done,
            _ if self.page_is_gone() => {
                self.problem.clear();
                Ending::Done
            }
            _ => return self.fail(Stop::Refused),
        };
        self.state = State::Done;
        match ending {
            Ending::Done => {}
            Ending::Item => self.has_item = true,
            Ending::Oversize => {
                // Nothing follows a webhook that is too big here, unlike in the middle of a list.
                self.state = State::Failed;
                return self.too_big(answer.oversize());
            }
            Ending::Wrong => return self.broken(answer.fault()),
            Ending::Page => {
                self.page = answer.page();
                let reconnect = !self.reusable;
                self.begin_request();
                if reconnect {
                    return Action::Reconnect;
                }
            }
        }
        Action::Proceed
    }

    /// Whether the API itself, and not a proxy on the way, says that the page a list was led to is
    /// there no more (B20): in JSON, under `detail`, whatever the words.
    fn page_is_gone(&self) -> bool {
        self.head.fields.status == 404
            && self.page != 0
            && self.reader == Reader::Problem
            && self.tokenizer.is_finished()
            && self.problem.is_detail()
    }

    // What the exchange shows of itself.

    pub(super) const fn is_oversize(&self) -> bool {
        matches!(self.stop, Stop::Capacity(_))
    }

    /// The refusal that is known although its explanation is not complete.
    pub(crate) fn known_refusal(&self) -> Option<Refusal> {
        let known = match self.state {
            State::Failed => matches!(self.stop, Stop::Refused),
            State::Content => self.head.fields.status >= 300,
            _ => false,
        };
        known.then(|| self.refusal())
    }

    pub(super) const fn problem(&self) -> &crate::Problem {
        &self.problem.problem
    }

    /// With [`Action::Transmit`]: what to write.
    #[cfg(any(feature = "embedded-io-0-7", feature = "embedded-io-async-0-7"))]
    pub(crate) fn unread(&self) -> &[u8] {
        self.window.unread()
    }

    /// With [`Action::Receive`]: where to read to.
    #[cfg(any(feature = "embedded-io-0-7", feature = "embedded-io-async-0-7"))]
    pub(crate) const fn free(&mut self) -> &mut [u8] {
        self.window.free()
    }

    pub(crate) const fn is_reusable(&self) -> bool {
        self.reusable
    }

    pub(super) const fn answer_began(&self) -> bool {
        self.answer_began
    }

    pub(super) const fn has_item(&self) -> bool {
        self.has_item
    }

    pub(super) const fn took_item(&mut self) {
        self.has_item = false;
    }
}
