//! All states of a receiver and every transition between them.
//!
//! ```text
//! Head ─► Continue ─► Body ⇄ Piece ─► Decide ─► Reply ─► Respond ─► Flush ─► Done
//!   │                  │                │                  ▲
//!   └──────────────────┴── rejected ────┴──────────────────┘
//! ```

mod deciding;
mod reading;

use super::chunk_extension::ChunkExtension;
use super::head::Head;
use super::{Endpoint, Outcome, ReceiverEvent, Rejection, response};
use crate::buffer::Buffer;
use crate::drive::sealed;
use crate::http::Framing;
use crate::notify::mac::Macs;
use crate::notify::{DeliveryId, Keyring};
use crate::shown::shown;
use crate::{Error, Step};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
enum State {
    Head,
    /// `100 Continue` is sent up to `offset`.
    Continue,
    Body,
    /// The caller has a piece of the body of this many bytes.
    Piece(usize),
    Decide,
    Reply,
    /// The response is sent up to `offset`.
    Respond,
    Done,
}

/// Receives one notification: parses an HTTP/1.1 request, and says what it needs next.
///
/// It does no I/O and has no clock; a transport reports timeouts with [`reject`](Self::reject).
/// Between two calls of [`poll`](Self::poll) it may wait for any time, or be dropped; then the
/// connection must be closed.
///
/// The `buffer` holds parts of the request, then of the response. One byte is enough; with 256
/// bytes, most requests take few reads and each response takes one write. It is wiped when the
/// receiver is dropped. On a 32-bit device, a receiver for two secrets takes up to 616 bytes,
/// besides buffer and body.
///
/// Each request over a connection needs a new receiver. If bytes of a pipelined request follow the
/// body in the buffer, they are dropped and the connection is closed after the response, which HTTP
/// allows (RFC 9112 section 9.3.2).
///
/// ```
/// use std::io::{Read, Write};
///
/// use gigapay_webhooks::Step;
/// use gigapay_webhooks::notify::{
///     Decision, Endpoint, Keyring, Receiver, ReceiverEvent, ReplayGuard, Reply, TimeCheck, sign,
/// };
///
/// # let value = sign(b"c1329a085d65f7757838df5920fdcc9a", 1700000000, &[b"{}"])?;
/// # let request = format!("POST /hooks/ HTTP/1.1\r\nHost: example.com\r\n\
/// #     Content-Length: 2\r\nGigapay-Signature: {value}\r\n\r\n{{}}");
/// # let (mut incoming, mut outgoing) = (request.as_bytes(), Vec::new());
/// let mut keyring: Keyring = Keyring::new();
/// keyring.push(b"c1329a085d65f7757838df5920fdcc9a")?;
/// let mut guard: ReplayGuard<16> = ReplayGuard::new();
///
/// let now = TimeCheck::unix(1700000001);
/// let (mut buffer, mut body) = ([0; 256], [0; 1024]);
/// let endpoint = Endpoint::new("/hooks/")?;
/// let mut receiver = Receiver::collecting(endpoint, &keyring, &mut buffer, &mut body);
/// loop {
///     match receiver.poll() {
///         Step::Receive(space) => {
///             let count = incoming.read(space)?;
///             receiver.received(count);
///         }
///         Step::Transmit(bytes) => {
///             let count = outgoing.write(bytes)?;
///             receiver.transmitted(count);
///         }
///         Step::Flush => outgoing.flush()?,
///         Step::Event(ReceiverEvent::Decide) => {
///             if let Some(Decision::Deliver { .. }) = receiver.decide(now, &mut guard) {
///                 assert_eq!(receiver.body(), Some(&b"{}"[..]));
///                 assert!(receiver.reply(Reply::Accepted, &mut guard));
///             }
///         }
///         Step::Event(ReceiverEvent::Done { .. }) => break,
///         Step::Event(_) => {}
///     }
/// }
/// assert!(outgoing.starts_with(b"HTTP/1.1 200 "));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[must_use = "a receiver does nothing by itself: poll it, or drive it"]
pub struct Receiver<'a, const N: usize = 2> {
    endpoint: Endpoint<'a>,
    keyring: &'a Keyring<N>,
    buffer: Buffer<'a>,
    /// The caller's memory for the body; `None` if the body is streamed.
    body: Option<&'a mut [u8]>,
    /// Bytes of the body so far.
    body_length: u32,
    state: State,
    outcome: Outcome,
    /// The connection must be closed after the response.
    close: bool,
    /// Bytes of the response that were sent.
    offset: usize,
    /// Bytes of chunk framing so far.
    framing_length: u16,
    head: Head,
    framing: Framing,
    chunk_extension: ChunkExtension,
    macs: Macs<N>,
    id: DeliveryId<N>,
}

impl<'a, const N: usize> Receiver<'a, N> {
    /// Receives a notification and hands out its body in pieces, as they arrive
    /// ([`ReceiverEvent::Piece`]). Do not act on them before the verdict.
    pub const fn streaming(
        endpoint: Endpoint<'a>,
        keyring: &'a Keyring<N>,
        buffer: &'a mut [u8],
    ) -> Self {
        Self::new(endpoint, keyring, buffer, None)
    }

    /// Receives a notification and collects its body in `body`. [`body`](Self::body) returns it
    /// once the notification is found authentic and new. The response to a larger body is 413.
    pub const fn collecting(
        endpoint: Endpoint<'a>,
        keyring: &'a Keyring<N>,
        buffer: &'a mut [u8],
        body: &'a mut [u8],
    ) -> Self {
        Self::new(endpoint, keyring, buffer, Some(body))
    }

    const fn new(
        endpoint: Endpoint<'a>,
        keyring: &'a Keyring<N>,
        buffer: &'a mut [u8],
        body: Option<&'a mut [u8]>,
    ) -> Self {
        Self {
            endpoint,
            keyring,
            buffer: Buffer::new(buffer),
            body,
            body_length: 0,
            state: State::Head,
            outcome: Outcome::Open,
            close: false,
            offset: 0,
            framing_length: 0,
            head: Head::new(),
            framing: Framing::length(0),
            chunk_extension: ChunkExtension::Value,
            macs: Macs::unused(),
            id: DeliveryId::NONE,
        }
    }

    /// Proceeds as far as possible and returns what is needed to continue. It never fails: errors
    /// in a request determine its response and the [`outcome`](Self::outcome).
    pub fn poll(&mut self) -> Step<'_, ReceiverEvent> {
        loop {
            match self.state {
                State::Body if self.framing.has_ended() => self.state = State::Decide,
                State::Head | State::Body if self.buffer.unread().is_empty() => {
                    if self.buffer.is_too_small() {
                        self.end(Outcome::Misused);
                        continue;
                    }
                    return Step::Receive(self.buffer.free());
                }
                State::Head => {
                    if let Err(rejection) = self.read_head() {
                        self.send_rejection(rejection);
                    }
                }
                State::Body => {
                    if let Err(rejection) = self.read_body() {
                        self.send_rejection(rejection);
                    }
                    if let State::Piece(_) = self.state {
                        return Step::Event(ReceiverEvent::Piece);
                    }
                }
                State::Piece(bytes) => {
                    self.buffer.consume(bytes);
                    self.state = State::Body;
                }
                State::Decide => return Step::Event(ReceiverEvent::Decide),
                State::Reply => return Step::Event(ReceiverEvent::Reply),
                State::Continue | State::Respond => {
                    let (status, next) = match self.state {
                        State::Continue => (response::CONTINUE, State::Body),
                        _ => (self.outcome.status(), State::Done),
                    };
                    let buffer = self.buffer.free();
                    let length = response::write(status, self.close, self.offset, buffer);
                    self.buffer.fill(length);
                    if length > 0 {
                        return Step::Transmit(self.buffer.unread());
                    }
                    self.state = next;
                    return Step::Flush;
                }
                State::Done => {
                    return Step::Event(ReceiverEvent::Done {
                        reusable: !self.close,
                    });
                }
            }
        }
    }

    /// Reports that the first `bytes` bytes of [`Step::Transmit`] were written.
    pub fn transmitted(&mut self, bytes: usize) {
        let offered = match self.state {
            State::Continue | State::Respond => self.buffer.unread().len(),
            _ => 0,
        };
        if bytes > offered {
            return self.end(Outcome::Misused);
        }
        self.offset += bytes;
    }

    /// Reports that `bytes` bytes were read into [`Step::Receive`]; 0 is the end of the stream.
    pub fn received(&mut self, bytes: usize) {
        if !matches!(self.state, State::Head | State::Body) || !self.buffer.unread().is_empty() {
            return self.end(Outcome::Misused);
        }
        if bytes == 0 {
            return self.end(match self.head.is_untouched() {
                true => Outcome::Unused,
                false => Outcome::Cut,
            });
        }
        if !self.buffer.fill(bytes) {
            self.end(Outcome::Misused);
        }
    }

    /// Ends without a response, or without the rest of it.
    // Not inlined, like `send_rejection`: saves 60 bytes each (measured on thumbv7em).
    #[inline(never)]
    fn end(&mut self, outcome: Outcome) {
        if matches!(
            (self.outcome, outcome),
            (Outcome::Open, _) | (_, Outcome::Misused)
        ) {
            self.outcome = outcome;
        }
        self.close = true;
        self.state = State::Done;
    }

    fn respond(&mut self, outcome: Outcome) {
        self.outcome = outcome;
        self.offset = 0;
        self.state = State::Respond;
    }

    #[inline(never)]
    fn send_rejection(&mut self, rejection: Rejection) {
        self.close = true;
        self.respond(Outcome::Rejected(rejection));
    }
}

impl<const N: usize> sealed::Machine for Receiver<'_, N> {
    type Event = ReceiverEvent;

    fn poll(&mut self) -> Result<Step<'_, ReceiverEvent>, Error> {
        Ok(Receiver::poll(self))
    }

    fn transmitted(&mut self, bytes: usize) {
        Receiver::transmitted(self, bytes);
    }

    fn received(&mut self, bytes: usize) {
        Receiver::received(self, bytes);
    }
}

shown!([const N: usize] Receiver<'_, N>, |it| "Receiver({:?}, {:?})", it.state, it.outcome);
