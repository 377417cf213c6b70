//! What is left of a connection when the handshake is over: keys, counts, and what has come halfway. RFC 8446 sections 5 and 6.1.
//!
//! It borrows neither socket nor buffers: they are lent to each call, always the same ones. So an owner can keep
//! it beside them, and have them back when it is dropped.

mod reading;
mod writing;

use super::TlsError;
use super::keys::Keys;
use super::record::HEADER;
use super::verifier::Authenticated;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// The server has sent `close_notify`.
    Closed,
    Failed,
}

/// What may still be sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Output {
    Open,
    /// `close_notify` is sent.
    Closed,
    /// Something could not be sent. What comes can still be read: it may say why.
    Failed,
}

/// The state of a connection to a server that has been authenticated.
pub(crate) struct Session {
    reading: Keys,
    writing: Keys,
    state: State,
    output: Output,
    /// A record has begun to leave, or to be flushed, and not all of it has.
    is_sending: bool,
    /// Bytes that are written and not yet in a record.
    unsent: usize,
    header: [u8; HEADER],
    /// Bytes of the record whose header has come.
    body: Option<u16>,
    /// Bytes that have come of the header, or of the body.
    filled: usize,
    /// The data that is still to be read, by its place in the receive buffer.
    unread: (usize, usize),
}

impl Session {
    /// Nothing but the proof makes one.
    pub(super) const fn new(reading: Keys, writing: Keys, _: Authenticated) -> Self {
        Self {
            reading,
            writing,
            state: State::Open,
            output: Output::Open,
            is_sending: false,
            unsent: 0,
            header: [0; HEADER],
            body: None,
            filled: 0,
            unread: (0, 0),
        }
    }

    /// Whether everything that came was read, and nothing has ended or failed.
    pub(crate) const fn is_quiet(&self) -> bool {
        let unread = self.unread.1 - self.unread.0;
        matches!(self.state, State::Open)
            && matches!(self.output, Output::Open)
            && !self.is_sending
            && self.unsent == 0
            && self.body.is_none()
            && self.filled == 0
            && unread == 0
    }

    fn fail<E>(&mut self, error: TlsError<E>) -> TlsError<E> {
        self.state = State::Failed;
        error
    }
}
