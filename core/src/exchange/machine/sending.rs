//! Transitions from the start of a request to its last byte.

use super::{Action, Machine, State, Stop};
use crate::encoder::Encoder;
use crate::http::Head;
use crate::request::{Method, Request};
use crate::{ConfigError, OperationOutcome};

impl Machine<'_> {
    pub(super) fn start(&mut self, request: &Request<'_>) -> Action {
        let checked = match self.buffer.is_too_small() {
            true => Err(ConfigError::BufferTooSmall),
            false => request.check(),
        };
        match checked {
            Ok(()) => self.begin_request(),
            Err(error) => self.fail(Stop::Config(error)),
        }
    }

    // Not inlined: saves 100 bytes of flash and 64 of stack for the six operations (measured on
    // thumbv7em).
    #[inline(never)]
    pub(super) fn send(&mut self, request: &Request<'_>) {
        let mut encoder = Encoder::new(self.buffer.free(), self.offset);
        request.encode(&mut encoder, &self.api);
        let (filled, total) = (encoder.filled(), encoder.total());
        self.request_length = total;
        self.buffer.fill(filled);
    }

    pub(in crate::exchange) fn transmitted(&mut self, bytes: usize) {
        if matches!(self.state, State::Send) {
            if bytes > self.buffer.unread().len() {
                self.fail(Stop::Config(ConfigError::TooManyBytes));
                return;
            }
            self.buffer.consume(bytes);
            self.offset = self.offset.saturating_add(bytes);
            if self.offset >= self.request_length {
                self.state = State::Sent;
            }
        }
    }

    /// Whether part of the request was not sent, so that a response can only be to its beginning.
    pub(super) const fn is_unsent(&self) -> bool {
        self.offset < self.request_length
    }

    /// Stops sending, and continues with a response that the server may have sent already.
    pub(in crate::exchange) fn transmission_failed(&mut self) {
        if matches!(self.state, State::Send | State::Sent | State::Head) {
            self.buffer.clear();
            self.state = State::Head;
            // It is unknown whether the end of the request arrived, so only a refusal counts.
            self.offset = 0;
        }
    }

    /// Starts the current request again, for another connection.
    pub(in crate::exchange) fn restart(
        &mut self,
        request: &Request<'_>,
        earlier: OperationOutcome,
    ) -> bool {
        let is_over = matches!(
            self.state,
            State::Start | State::Done | State::Failed(Stop::Config(_))
        );
        if is_over || self.has_given {
            return false;
        }
        self.may_be_done |= earlier != OperationOutcome::NotCarriedOut;
        self.may_be_deleted = self.may_be_done && request.method == Method::Delete;
        self.begin_request();
        true
    }

    pub(super) fn begin_request(&mut self) -> Action {
        self.buffer.clear();
        self.problem.clear();
        #[cfg(feature = "refusal-reader")]
        if let Some(reader) = self.refusal_reader {
            reader.event(crate::RefusalEvent::Clear);
        }
        self.state = State::Send;
        self.offset = 0;
        self.left = self.api.max_response;
        self.head = Head::new();
        self.has_given = false;
        self.is_refusal_open = false;
        self.response_began = false;
        self.reusable = false;
        Action::Proceed
    }
}
