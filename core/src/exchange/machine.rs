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
use crate::answer::{Decode, Ending, Flow, ProblemReader};
use crate::error::Stop;
use crate::http::{Framing, Head};
use crate::json::{Token, Tokenizer};
use crate::request::{Encoder, Request};
use crate::{Api, ConfigError, Error, ProtocolError, Refusal};

/// What an exchange needs next; [`Step`] without the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Transmit,
    Flush,
    Receive,
    Item,
    Reconnect,
    Done,
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

pub(crate) struct Machine<'a> {
    api: Api<'a>,
    window: Window<'a>,
    state: State,
    /// Why it failed, if it did.
    stop: Stop,
    reader: Reader,
    /// Any byte of an answer to the present request has arrived.
    answer_began: bool,
    reusable: bool,
    /// A webhook waits to be taken.
    has_item: bool,
    /// A webhook was too big.
    oversize: bool,
    /// The page a list has come to; 0 before the second.
    page: u32,
    /// How much of the request is out.
    offset: usize,
    /// Bytes of the answer that may still come.
    left: u32,
    /// Length of the whole request, once it has been encoded.
    request_length: usize,
    head: Head,
    framing: Framing,
    tokenizer: Tokenizer,
    problem: ProblemReader,
}

impl<'a> Machine<'a> {
    #[inline(never)]
    pub(super) const fn new(api: Api<'a>, window: &'a mut [u8]) -> Self {
        Self {
            api,
            window: Window::new(window),
            state: State::Start,
            stop: Stop::Refused,
            reader: Reader::Nobody,
            answer_began: false,
            reusable: false,
            has_item: false,
            oversize: false,
            page: 0,
            offset: 0,
            left: 0,
            request_length: 0,
            head: Head::new(),
            framing: Framing::length(0),
            tokenizer: Tokenizer::new(),
            problem: ProblemReader::new(),
        }
    }

    pub(crate) fn step(
        &mut self,
        request: &Request<'_>,
        answer: &mut dyn Decode,
    ) -> Result<Step<'_>, Error> {
        match self.poll(request, answer) {
            Ok(action) => Ok(match action {
                Action::Transmit => Step::Transmit(self.window.unread()),
                Action::Flush => Step::Flush,
                Action::Receive => Step::Receive(self.window.free()),
                Action::Item => Step::Item,
                Action::Reconnect => Step::Reconnect,
                Action::Done => Step::Done {
                    reusable: self.reusable,
                },
            }),
            Err(stop) => Err(self.error(stop)),
        }
    }

    fn poll(&mut self, request: &Request<'_>, answer: &mut dyn Decode) -> Result<Action, Stop> {
        // What a whole answer was is there to stay.
        self.has_item &= self.state == State::Done;
        self.oversize = false;
        loop {
            match self.advance(request, answer) {
                Ok(None) => {}
                Ok(Some(action)) => return Ok(action),
                Err(stop) => {
                    self.oversize = matches!(stop, Stop::Capacity(_));
                    // The list goes on behind a webhook that was too big.
                    if self.state != State::Content || !self.oversize {
                        self.fail(stop);
                    }
                    return Err(stop);
                }
            }
        }
    }

    fn advance(
        &mut self,
        request: &Request<'_>,
        answer: &mut dyn Decode,
    ) -> Result<Option<Action>, Stop> {
        Ok(match self.state {
            State::Start => {
                if self.window.is_too_small() {
                    return Err(ConfigError::WindowTooSmall.into());
                }
                request.check()?;
                self.begin_request();
                None
            }
            State::Send => Some(self.send(request)),
            State::Sent => {
                self.window.clear();
                self.state = State::Head;
                Some(Action::Flush)
            }
            State::Head => return self.head(answer),
            State::Content => return self.content(answer),
            State::Done => Some(Action::Done),
            State::Failed => return Err(self.stop),
        })
    }

    fn fail(&mut self, stop: Stop) {
        if stop == Stop::Refused {
            self.problem.finish();
        }
        self.reusable &= !matches!(stop, Stop::Protocol(_));
        self.state = State::Failed;
        self.stop = stop;
    }

    fn error(&self, stop: Stop) -> Error {
        match stop {
            Stop::Config(error) => Error::Config(error),
            Stop::Protocol(error) => Error::Protocol(error),
            Stop::Capacity(field) => Error::Capacity(field),
            Stop::Refused => Error::Api(self.refusal()),
        }
    }

    const fn refusal(&self) -> Refusal {
        Refusal {
            status: self.head.fields.status,
            retry_after: self.head.fields.retry_after,
        }
    }

    // Sending.

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
                return self.fail(ConfigError::TooManyBytes.into());
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
        // A refusal is whole, and holds no part of a list.
        let refused = self.state == State::Failed && self.stop == Stop::Refused;
        if (self.answer_began && !refused) || unchecked {
            return false;
        }
        self.begin_request();
        true
    }

    fn begin_request(&mut self) {
        self.window.clear();
        self.state = State::Send;
        self.offset = 0;
        self.left = self.api.answer_limit();
        self.head = Head::new();
        self.answer_began = false;
        self.reusable = false;
    }

    // Receiving.

    pub(crate) fn received(&mut self, bytes: usize) {
        if bytes == 0 {
            self.end_of_stream();
        } else if self.window.fill(bytes) {
            self.answer_began = true;
            match (self.left as usize).checked_sub(bytes) {
                Some(left) => self.left = left as u32,
                None => self.fail(self.refusal_or(ProtocolError::TooLong)),
            }
        } else {
            self.fail(ConfigError::TooManyBytes.into());
        }
    }

    fn end_of_stream(&mut self) {
        match self.state {
            State::Done | State::Failed => {}
            State::Content if self.framing.close() => self.head.fields.closed(),
            _ => {
                let error = if self.answer_began {
                    ProtocolError::Truncated
                } else {
                    ProtocolError::ClosedBeforeAnswer
                };
                self.fail(self.refusal_or(error));
            }
        }
    }

    /// Once the API has refused, that is what counts, whatever becomes of its explanation.
    fn refusal_or(&self, error: ProtocolError) -> Stop {
        match self.known_refusal() {
            Some(_) => Stop::Refused,
            None => error.into(),
        }
    }

    fn head(&mut self, answer: &dyn Decode) -> Result<Option<Action>, Stop> {
        while let Some(byte) = self.window.next() {
            if self.head.push(byte)? {
                self.end_of_head(answer)?;
                return Ok(None);
            }
        }
        Ok(Some(Action::Receive))
    }

    fn end_of_head(&mut self, answer: &dyn Decode) -> Result<(), ProtocolError> {
        let fields = &self.head.fields;
        self.reader = match fields.status {
            101 => return Err(ProtocolError::Upgrade),
            // Interim answers; the final one follows (RFC 9110 section 15.2).
            ..200 => {
                self.head = Head::new();
                return Ok(());
            }
            200..=299 if self.is_unsent() => return Err(ProtocolError::UnexpectedStatus),
            200 | 201 if answer.wants_content() => Reader::Answer,
            204 if !answer.wants_content() => Reader::Nobody,
            // Part of a webhook, a promise, or somebody else's page: nothing that was asked for.
            200..=299 => return Err(ProtocolError::UnexpectedStatus),
            400.. => Reader::Problem,
            _ => Reader::Nobody,
        };
        self.problem.clear();
        self.framing = fields.framing()?;
        self.tokenizer = Tokenizer::new();
        self.state = State::Content;
        Ok(())
    }

    fn content(&mut self, answer: &mut dyn Decode) -> Result<Option<Action>, Stop> {
        if self.framing.has_ended() {
            return self.end_of_content(answer);
        }
        let Some(left) = self.framing.content() else {
            let Some(byte) = self.window.next() else {
                return Ok(Some(Action::Receive));
            };
            return match self.framing.push(byte) {
                Ok(()) => Ok(None),
                Err(error) => Err(self.refusal_or(error)),
            };
        };
        let unread = self.window.unread();
        let content = unread.get(..left).unwrap_or(unread);
        if content.is_empty() {
            return Ok(Some(Action::Receive));
        }
        let mut rest = content;
        let outcome = read(
            &mut rest,
            self.reader,
            &mut self.tokenizer,
            &mut self.problem,
            answer,
        );
        let used = content.len() - rest.len();
        self.window.consume(used);
        self.framing.consume(used);
        match outcome {
            Ok(Flow::Item) => {
                self.has_item = true;
                Ok(Some(Action::Item))
            }
            Ok(Flow::Oversize(field)) => Err(Stop::Capacity(field)),
            Ok(_) => Ok(None),
            Err(_) if self.reader == Reader::Problem => {
                // HTML, or what a proxy made of it: no message, but the rest still has to pass.
                self.reader = Reader::Nobody;
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn end_of_content(&mut self, answer: &mut dyn Decode) -> Result<Option<Action>, Stop> {
        let fields = &self.head.fields;
        self.reusable =
            fields.keeps_connection() && self.window.unread().is_empty() && !self.is_unsent();
        let ending = match self.reader {
            Reader::Answer => {
                if self.tokenizer.is_untouched() {
                    return Err(ProtocolError::NoContent.into());
                }
                if !self.tokenizer.is_finished() {
                    return Err(match fields.ended_by_close() {
                        // Nothing but the value itself says that it is whole.
                        true => ProtocolError::Truncated,
                        false => ProtocolError::Json,
                    }
                    .into());
                }
                // Nothing follows a webhook that is too big here, unlike in the middle of a list.
                self.state = State::Done;
                answer.finish()?
            }
            _ if fields.status < 300 => Ending::Done,
            _ if self.page_is_gone() => Ending::Done,
            _ => return Err(Stop::Refused),
        };
        match ending {
            Ending::Done => self.state = State::Done,
            Ending::Item => {
                self.state = State::Done;
                self.has_item = true;
            }
            Ending::Page(page) => {
                self.page = page;
                let reconnect = !self.reusable;
                self.begin_request();
                if reconnect {
                    return Ok(Some(Action::Reconnect));
                }
            }
        }
        Ok(None)
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
        self.oversize
    }

    /// The refusal that is known although its explanation is not complete.
    pub(crate) fn known_refusal(&self) -> Option<Refusal> {
        let known = match self.state {
            State::Failed => self.stop == Stop::Refused,
            State::Content => self.head.fields.status >= 300,
            _ => false,
        };
        known.then(|| self.refusal())
    }

    pub(super) const fn problem(&self) -> &crate::Problem {
        &self.problem.problem
    }

    pub(super) const fn is_reusable(&self) -> bool {
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

/// Reads content until it is used up or the answer has something to say.
fn read(
    content: &mut &[u8],
    reader: Reader,
    tokenizer: &mut Tokenizer,
    problem: &mut ProblemReader,
    answer: &mut dyn Decode,
) -> Result<Flow, ProtocolError> {
    if reader == Reader::Nobody {
        *content = &[];
        return Ok(Flow::Go);
    }
    loop {
        let piece = tokenizer.next(content);
        match piece.token {
            Token::More => return Ok(Flow::Go),
            Token::Syntax => return Err(ProtocolError::Json),
            Token::TooDeep => return Err(ProtocolError::TooDeep),
            _ if reader == Reader::Problem => problem.piece(&piece),
            _ => match answer.piece(&piece)? {
                Flow::Go => {}
                Flow::Capture => tokenizer.capture(),
                flow => return Ok(flow),
            },
        }
    }
}
