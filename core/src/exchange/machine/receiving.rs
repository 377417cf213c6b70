//! Transitions from the first byte of a response to its end.

use super::{Action, Machine, Reader, Ready, State, Stop};
use crate::http::{Framing, Head};
use crate::json::{MAX_DEPTH, ReadError, Sink, Tokenizer};
use crate::outcome::is_done_by_status;
use crate::response::Decoded;
use crate::{ConfigError, ExchangeEvent, Operation, ProtocolError};

impl Machine<'_> {
    pub(in crate::exchange) fn received(&mut self, bytes: usize) {
        if bytes == 0 {
            self.end_of_stream();
        } else if self.buffer.fill(bytes) {
            self.response_began = true;
            match (self.left as usize).checked_sub(bytes) {
                Some(left) => self.left = left as u32,
                None => {
                    self.broken(ProtocolError::TooLong);
                }
            }
        } else {
            self.fail(Stop::Config(ConfigError::TooManyBytes));
        }
    }

    fn end_of_stream(&mut self) {
        match self.state {
            State::Done | State::Failed(_) => {}
            State::Body if self.framing.close() => self.head.fields.closed(),
            _ => {
                self.broken(if self.response_began {
                    ProtocolError::Truncated
                } else {
                    ProtocolError::ClosedBeforeResponse
                });
            }
        }
    }

    // Not inlined: saves 24 bytes of stack and 8 of flash for the six operations (measured on
    // thumbv7em).
    #[inline(never)]
    pub(super) fn head(&mut self, wants_body: bool) -> Action {
        let unread = self.buffer.unread();
        let mut rest = unread;
        let outcome = self.head.read(&mut rest);
        let used = unread.len() - rest.len();
        self.buffer.consume(used);
        match outcome {
            Ok(false) => Action::Receive,
            Ok(true) => self.end_of_head(wants_body),
            // A deletion is done, even if its header fields are malformed (B18).
            Err(_) if is_done_by_status(self.status().unwrap_or_default(), wants_body) => {
                self.head.fields.closed();
                self.end_of_head(wants_body)
            }
            Err(error) => self.broken(error),
        }
    }

    fn end_of_head(&mut self, wants_body: bool) -> Action {
        let fields = &self.head.fields;
        self.reader = match fields.status {
            101 => return self.broken(ProtocolError::Upgrade),
            // Interim responses, before the final one (RFC 9110 section 15.2).
            ..200 => {
                self.head = Head::new();
                return Action::Proceed;
            }
            200..=299 if self.is_unsent() => return self.broken(ProtocolError::UnexpectedStatus),
            200..=299 if is_done_by_status(fields.status, wants_body) => Reader::StatusOnly,
            200 | 201 if fields.is_coded => return self.fail(Stop::ContentCoding),
            200 | 201 => Reader::Response,
            // Other statuses do not carry a webhook: 202 is a promise, 206 a part.
            200..=299 => return self.broken(ProtocolError::UnexpectedStatus),
            400.. if !fields.is_coded => Reader::Problem,
            _ => Reader::Discard,
        };
        self.state = State::Body;
        match fields.framing() {
            Ok(framing) if self.reader != Reader::StatusOnly || framing.has_ended() => {
                self.framing = framing;
            }
            Err(error) if self.reader != Reader::StatusOnly => return self.broken(error),
            // A deletion is done, whatever its body (B18). The body is not read, so the connection
            // is closed.
            _ => {
                self.head.fields.closed();
                self.framing = Framing::length(0);
            }
        }
        self.tokenizer = Tokenizer::new(MAX_DEPTH);
        Action::Proceed
    }

    pub(super) fn body(&mut self, operation: &mut dyn Operation) -> Action {
        if self.framing.has_ended() {
            return self.end_of_body(operation);
        }
        let unread = self.buffer.unread();
        if unread.is_empty() {
            return Action::Receive;
        }
        let mut rest = unread;
        let Some(left) = self.framing.body() else {
            let is_right = self.framing.read(&mut rest);
            let used = unread.len() - rest.len();
            self.buffer.consume(used);
            return match is_right {
                true => Action::Proceed,
                false => self.broken(ProtocolError::Chunk),
            };
        };
        let body = unread.get(..left).unwrap_or(unread);
        rest = body;
        let problem = &mut self.problem;
        #[cfg(feature = "refusal-reader")]
        let problem = &mut crate::response::Both {
            problem,
            reader: self.refusal_reader,
        };
        let sink: &mut dyn Sink = match self.reader {
            Reader::Response => operation,
            _ => problem,
        };
        let result = match self.reader {
            Reader::Discard => {
                rest = &[];
                Ok(())
            }
            _ => self.tokenizer.read(&mut rest, sink),
        };
        let used = body.len() - rest.len();
        self.buffer.consume(used);
        self.framing.consume(used);
        match result {
            Ok(()) => Action::Proceed,
            _ if self.reader == Reader::Problem => {
                // Not JSON, such as HTML of a proxy: there is no message, but the rest must be
                // read.
                self.reader = Reader::Discard;
                Action::Proceed
            }
            Err(ReadError::Syntax) => self.broken(ProtocolError::Json),
            Err(ReadError::TooDeep) => self.broken(ProtocolError::TooDeep),
            Err(ReadError::Stopped) => self.decoded(operation.decoded()),
        }
    }

    fn end_of_body(&mut self, operation: &mut dyn Operation) -> Action {
        let fields = &self.head.fields;
        self.reusable =
            fields.keeps_connection() && self.buffer.unread().is_empty() && !self.is_unsent();
        let decoded = match self.reader {
            Reader::Response if self.tokenizer.is_finished() => operation.finish(),
            Reader::Response => {
                return self.broken(if self.tokenizer.is_untouched() {
                    ProtocolError::EmptyBody
                } else if fields.ended_by_close() {
                    // Only a complete value shows that the body is complete.
                    ProtocolError::Truncated
                } else {
                    ProtocolError::Json
                });
            }
            Reader::StatusOnly => Decoded::Done,
            _ if self.is_gone() => {
                self.problem.clear();
                Decoded::Done
            }
            _ => return self.fail(Stop::Refused),
        };
        self.state = State::Done;
        self.decoded(decoded)
    }

    /// Acts on a result of the decoder, inside a body or at its end.
    fn decoded(&mut self, decoded: Decoded) -> Action {
        let is_end = matches!(self.state, State::Done);
        match decoded {
            Decoded::Done => Action::Proceed,
            Decoded::Webhook => {
                self.has_given = true;
                self.ready = Ready::Webhook;
                match is_end {
                    true => Action::Proceed,
                    false => Action::Event(ExchangeEvent::Item),
                }
            }
            Decoded::Oversize(field) if is_end => self.fail(Stop::Capacity(field)),
            // The list continues after it.
            Decoded::Oversize(field) => {
                self.has_given = true;
                self.ready = Ready::Oversize;
                Action::Event(ExchangeEvent::Oversize(field))
            }
            Decoded::Invalid(error) => self.broken(error),
            Decoded::NextPage => {
                self.is_later_page = true;
                let reusable = self.reusable;
                self.begin_request();
                match reusable {
                    true => Action::Proceed,
                    false => Action::Event(ExchangeEvent::Reconnect),
                }
            }
        }
    }

    /// Whether the API's own 404 says that the webhook or page does not exist: it has a JSON body
    /// with `detail` (B22). Other 404s may come from a proxy.
    fn is_gone(&self) -> bool {
        self.may_be_gone()
            && self.reader == Reader::Problem
            && self.tokenizer.is_finished()
            && self.problem.problem.is_detail()
    }
}
