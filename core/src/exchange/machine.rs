//! All states of an exchange and every transition between them.
//!
//! ```text
//!           ┌──────────────── next page ◄─┐
//!           ▼                             │
//! Send ─► Sent ─► Status ─► Fields ─► Content ─► Done
//!                   ▲  │      ▲  │       └────► Failed
//!                   │  └► Skip ──┘
//!                   └─ interim ──┘
//! ```

use super::Step;
use super::window::Window;
use crate::answer::{Decode, Ending, Flow, ProblemReader};
use crate::http::{Extent, Framing, Head, Line, Skip, is_needed, next_line};
use crate::json::{JsonError, Token, Tokenizer};
use crate::request::{Encoder, Request};
use crate::{Api, ConfigError, Error, ProtocolError, Refusal};

/// What an exchange needs next; [`Step`] without the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Transmit(usize),
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
    Send {
        offset: usize,
    },
    /// The request is out; the transport has yet to flush it.
    Sent,
    Status,
    Fields,
    /// Inside a line of the head that does not fit the window.
    Skip(Skip),
    Content,
    Done,
    Failed(Error),
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
    head: Head,
    framing: Framing,
    reader: Reader,
    tokenizer: Tokenizer,
    problem: ProblemReader,
    /// The page a list has come to; 0 before the second.
    page: u32,
    /// Length of the whole request, once it has been encoded.
    request_length: usize,
    /// Bytes of it that were given to the transport and may have been sent.
    offered: usize,
    /// Any byte of an answer to the present request has arrived.
    answer_began: bool,
    reusable: bool,
    /// A webhook waits to be taken.
    has_item: bool,
    /// A webhook was too big.
    oversize: bool,
}

impl<'a> Machine<'a> {
    pub(super) const fn new(api: Api<'a>, window: &'a mut [u8]) -> Self {
        Self {
            api,
            window: Window::new(window),
            state: State::Start,
            head: Head::NONE,
            framing: Framing::Length(0),
            reader: Reader::Nobody,
            tokenizer: Tokenizer::new(),
            problem: ProblemReader::new(),
            page: 0,
            request_length: 0,
            offered: 0,
            answer_began: false,
            reusable: false,
            has_item: false,
            oversize: false,
        }
    }

    pub(crate) fn step(
        &mut self,
        request: &Request<'_>,
        answer: &mut dyn Decode,
    ) -> Result<Step<'_>, Error> {
        Ok(match self.poll(request, answer)? {
            Action::Transmit(bytes) => Step::Transmit(self.window.written(bytes)),
            Action::Flush => Step::Flush,
            Action::Receive => Step::Receive(self.window.free()),
            Action::Item => Step::Item,
            Action::Reconnect => Step::Reconnect,
            Action::Done => Step::Done {
                reusable: self.reusable,
            },
        })
    }

    fn poll(&mut self, request: &Request<'_>, answer: &mut dyn Decode) -> Result<Action, Error> {
        if self.state == State::Done {
            return Ok(Action::Done);
        }
        self.has_item = false;
        self.oversize = false;
        let result = self.advance(request, answer);
        self.oversize = matches!(result, Err(Error::Capacity(_)));
        match result {
            // The list goes on behind a webhook that was too big.
            Err(Error::Capacity(_)) if self.state == State::Content => {}
            Err(error) => {
                self.reusable &= !matches!(error, Error::Protocol(_));
                self.state = State::Failed(error);
            }
            Ok(_) => {}
        }
        result
    }

    fn advance(&mut self, request: &Request<'_>, answer: &mut dyn Decode) -> Result<Action, Error> {
        loop {
            let action = match self.state {
                State::Start => {
                    if self.window.is_too_small() {
                        return Err(ConfigError::WindowTooSmall.into());
                    }
                    request.check()?;
                    self.begin_request();
                    None
                }
                State::Send { offset } => Some(self.send(request, offset)),
                State::Sent => {
                    self.state = State::Status;
                    Some(Action::Flush)
                }
                State::Status => self.status_line()?,
                State::Fields => self.field_line(answer)?,
                State::Skip(skip) => self.skip(skip)?,
                State::Content => self.content(answer)?,
                State::Done => Some(Action::Done),
                State::Failed(error) => return Err(error),
            };
            if let Some(action) = action {
                return Ok(action);
            }
        }
    }

    // Sending.

    fn send(&mut self, request: &Request<'_>, offset: usize) -> Action {
        let mut encoder = Encoder::new(self.window.outgoing(), offset);
        request.encode(&mut encoder, &self.api, self.page);
        let (filled, total) = (encoder.filled(), encoder.total());
        self.request_length = total;
        self.offered = filled;
        Action::Transmit(filled)
    }

    pub(crate) fn transmitted(&mut self, bytes: usize) {
        if let State::Send { offset } = self.state {
            if bytes > self.offered {
                self.state = State::Failed(ConfigError::TooManyBytes.into());
                return;
            }
            let offset = offset.saturating_add(bytes);
            self.offered -= bytes;
            self.state = if offset < self.request_length {
                State::Send { offset }
            } else {
                State::Sent
            };
        }
    }

    /// Starts the present request again, for another connection.
    pub(super) fn restart(&mut self) -> bool {
        let unchecked = matches!(self.state, State::Start | State::Failed(Error::Config(_)));
        if self.answer_began || unchecked {
            return false;
        }
        self.begin_request();
        true
    }

    fn begin_request(&mut self) {
        self.window.clear();
        self.state = State::Send { offset: 0 };
        self.answer_began = false;
        self.reusable = false;
    }

    // Receiving the head.

    pub(crate) fn received(&mut self, bytes: usize) {
        if bytes == 0 {
            self.end_of_stream();
        } else if self.window.received(bytes) {
            self.answer_began = true;
        } else {
            self.state = State::Failed(ConfigError::TooManyBytes.into());
        }
    }

    fn end_of_stream(&mut self) {
        let error = match (self.state, self.framing) {
            (State::Done | State::Failed(_), _) => return,
            (State::Content, Framing::UntilClose) => {
                self.framing = Framing::Length(0);
                return;
            }
            _ if self.answer_began => ProtocolError::Truncated,
            _ => ProtocolError::ClosedBeforeAnswer,
        };
        self.state = State::Failed(self.refusal_or(error));
    }

    /// Once the API has refused, that is what counts, whatever becomes of its explanation.
    fn refusal_or(&mut self, error: ProtocolError) -> Error {
        match self.state {
            State::Content if self.reader != Reader::Answer && self.head.status >= 300 => {
                self.refusal()
            }
            _ => error.into(),
        }
    }

    fn refusal(&mut self) -> Error {
        self.problem.finish();
        Error::Api(Refusal {
            status: self.head.status,
            retry_after: self.head.retry_after,
        })
    }

    fn status_line(&mut self) -> Result<Option<Action>, Error> {
        let (line, length) = match next_line(self.window.unread()) {
            Line::Whole(line, length) => (line, Some(length)),
            Line::Partial if self.window.is_full() => {
                let line = self.window.unread();
                (line.strip_suffix(b"\r").unwrap_or(line), None)
            }
            Line::Partial => return Ok(Some(Action::Receive)),
        };
        self.head = Head::from_status_line(line)?;
        match length {
            Some(length) => {
                self.window.consume(length);
                self.state = State::Fields;
            }
            None => {
                self.window.consume(Head::STATUS_LENGTH);
                self.state = State::Skip(Skip::Text);
            }
        }
        Ok(None)
    }

    fn field_line(&mut self, answer: &dyn Decode) -> Result<Option<Action>, Error> {
        match next_line(self.window.unread()) {
            Line::Whole(b"", length) => {
                self.window.consume(length);
                self.end_of_head(answer)?;
            }
            Line::Whole(line, length) => {
                self.head.field_line(line)?;
                self.window.consume(length);
            }
            Line::Partial if !self.window.is_full() => return Ok(Some(Action::Receive)),
            Line::Partial if is_needed(self.window.unread()) => {
                return Err(ProtocolError::FieldLineTooLong.into());
            }
            Line::Partial => self.state = State::Skip(Skip::Start),
        }
        Ok(None)
    }

    fn skip(&mut self, mut skip: Skip) -> Result<Option<Action>, Error> {
        let (bytes, ended) = skip.advance(self.window.unread())?;
        self.window.consume(bytes);
        if ended {
            self.state = State::Fields;
            return Ok(None);
        }
        self.state = State::Skip(skip);
        Ok(Some(Action::Receive))
    }

    fn end_of_head(&mut self, answer: &dyn Decode) -> Result<(), Error> {
        if self.head.status == 101 {
            return Err(ProtocolError::Upgrade.into());
        }
        if self.head.is_interim() {
            self.state = State::Status;
            return Ok(());
        }
        self.framing = self.head.framing()?;
        self.reader = match self.head.status {
            200..=299 if answer.wants_content() => Reader::Answer,
            400.. => Reader::Problem,
            _ => Reader::Nobody,
        };
        self.tokenizer = Tokenizer::new();
        self.problem.clear();
        self.state = State::Content;
        Ok(())
    }

    // Receiving the content.

    fn content(&mut self, answer: &mut dyn Decode) -> Result<Option<Action>, Error> {
        let (skipped, extent) = match self.framing.advance(self.window.unread()) {
            Ok(found) => found,
            Err(error) => return Err(self.refusal_or(error)),
        };
        self.window.consume(skipped);
        let length = match extent {
            Extent::More => return Ok(Some(Action::Receive)),
            Extent::End => return self.end_of_content(answer),
            Extent::Content(length) => length,
        };
        let content = self.window.unread().get(..length).unwrap_or_default();
        let mut rest = content;
        let outcome = read(
            &mut rest,
            self.reader,
            &mut self.tokenizer,
            &mut self.problem,
            answer,
        );
        let used = length - rest.len();
        self.window.consume(used);
        self.framing.consume(used);
        match outcome {
            Ok(Flow::Item) => {
                self.has_item = true;
                Ok(Some(Action::Item))
            }
            Ok(Flow::Oversize(field)) => Err(Error::Capacity(field)),
            Ok(_) => Ok(None),
            Err(_) if self.reader == Reader::Problem => {
                // HTML, or what a proxy made of it: no message, but the rest still has to pass.
                self.reader = Reader::Nobody;
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn end_of_content(&mut self, answer: &mut dyn Decode) -> Result<Option<Action>, Error> {
        let by_length = !matches!(self.head.framing(), Ok(Framing::UntilClose));
        self.reusable =
            by_length && self.head.keeps_connection() && self.window.unread().is_empty();
        let ending = match self.reader {
            Reader::Answer => {
                if self.tokenizer.is_untouched() {
                    return Err(ProtocolError::NoContent.into());
                }
                self.tokenizer.finish().map_err(|error| match by_length {
                    true => json_error(error),
                    // Nothing but the value itself says that it is whole.
                    false => ProtocolError::Truncated,
                })?;
                let ending = answer.finish();
                if let Err(Error::Capacity(_)) = ending {
                    // Nothing follows it, unlike one in the middle of a list.
                    self.state = State::Done;
                }
                ending?
            }
            _ if self.head.status < 300 => Ending::Done,
            _ if self.page_is_gone(answer) => Ending::Done,
            _ => return Err(self.refusal()),
        };
        match ending {
            Ending::Done => {
                self.has_item = self.reader == Reader::Answer && answer.has_item();
                self.state = State::Done;
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
    fn page_is_gone(&self, answer: &dyn Decode) -> bool {
        self.head.status == 404
            && answer.ends_with_404()
            && self.reader == Reader::Problem
            && self.tokenizer.finish().is_ok()
            && self.problem.is_detail()
    }

    // What the exchange shows of itself.

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

    pub(super) const fn is_oversize(&self) -> bool {
        self.oversize
    }

    /// The refusal that is known although its explanation is not complete.
    pub(crate) fn known_refusal(&self) -> Option<Refusal> {
        match self.state {
            State::Failed(Error::Api(refusal)) => Some(refusal),
            State::Content if self.head.status >= 300 => Some(Refusal {
                status: self.head.status,
                retry_after: self.head.retry_after,
            }),
            _ => None,
        }
    }

    pub(super) const fn took_item(&mut self) {
        self.has_item = false;
    }
}

const fn json_error(error: JsonError) -> ProtocolError {
    match error {
        JsonError::Syntax => ProtocolError::Json,
        JsonError::TooDeep => ProtocolError::TooDeep,
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
        let token = tokenizer.next(content).map_err(json_error)?;
        if token == Token::More {
            return Ok(Flow::Go);
        }
        if reader == Reader::Problem {
            problem.token(token);
            continue;
        }
        match answer.token(token, tokenizer.level(token))? {
            Flow::Go => {}
            Flow::Capture => tokenizer.capture(),
            flow => return Ok(flow),
        }
    }
}
