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
use crate::{Error, Refusal, Step};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
enum State {
    Head,
    /// `100 Continue` is out up to `offset`.
    Continue,
    Body,
    /// So many bytes of the body are with the caller.
    Piece(usize),
    Decide,
    Reply,
    /// The response is out up to `offset`.
    Respond,
    Done,
}

/// One notification on its way in: feed it the bytes of an HTTP/1.1 request, and it says what it
/// needs next.
///
/// It does no I/O and knows no time; a transport that loses patience says so with
/// [`reject`](Self::reject). Between two calls of [`poll`](Self::poll) it can be left alone, or
/// dropped; the connection must be closed then.
///
/// The `buffer` takes the request on its way in and the response on its way out: one byte is
/// enough, with 256 most requests come in few reads and each response goes out in one write. It is
/// wiped when the receiver is dropped. On a 32-bit device a receiver takes 640 bytes with room for
/// two secrets, besides buffer and body.
///
/// Requests that come one after another over a connection take a receiver each. One that was sent
/// before the response to this one (pipelined) may be lost with the connection, which HTTP allows
/// (RFC 9112 section 9.3.2).
///
/// ```
/// use gigapay_webhooks::Step;
/// use gigapay_webhooks::notify::{
///     Decision, Endpoint, Keyring, Receiver, ReceiverEvent, ReplayGuard, Reply, TimeCheck, sign,
/// };
///
/// # let value = sign(b"c1329a085d65f7757838df5920fdcc9a", 1700000000, &[b"{}"])?;
/// # let request = format!("POST /hooks/ HTTP/1.1\r\nHost: example.com\r\n\
/// #     Content-Type: application/json\r\nContent-Length: 2\r\n\
/// #     Gigapay-Signature: {value}\r\n\r\n{{}}");
/// # let mut incoming = request.as_bytes();
/// # let mut outgoing = Vec::new();
/// let mut keyring: Keyring = Keyring::new();
/// keyring.push(b"c1329a085d65f7757838df5920fdcc9a")?;
/// let mut guard: ReplayGuard<16> = ReplayGuard::new();
/// let endpoint = Endpoint::new("/hooks/")?;
///
/// let now = TimeCheck::unix(1700000001);
/// let (mut buffer, mut body) = ([0; 256], [0; 1024]);
/// let mut receiver = Receiver::collecting(endpoint, &keyring, &mut buffer, &mut body);
/// let reusable = loop {
///     match receiver.poll() {
///         Step::Receive(space) => {
///             let count = space.len().min(incoming.len());
///             space[..count].copy_from_slice(&incoming[..count]);
///             incoming = &incoming[count..];
///             receiver.received(count);
///         }
///         Step::Event(ReceiverEvent::Decide) => match receiver.decide(now, &mut guard) {
///             Some(Decision::Deliver { .. }) => {
///                 assert_eq!(receiver.body(), Some(&b"{}"[..]));
///                 assert!(receiver.reply(Reply::Accepted, &mut guard));
///             }
///             other => panic!("{other:?}"),
///         },
///         Step::Transmit(bytes) => {
///             outgoing.extend_from_slice(bytes);
///             let written = bytes.len();
///             receiver.transmitted(written);
///         }
///         Step::Event(ReceiverEvent::Done { reusable }) => break reusable,
///         Step::Flush | Step::Event(_) => {}
///     }
/// };
/// assert!(reusable);
/// assert!(outgoing.starts_with(b"HTTP/1.1 200 "));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[must_use = "a receiver does nothing by itself: poll it, or drive it"]
pub struct Receiver<'a, const N: usize = 2> {
    endpoint: Endpoint<'a>,
    keyring: &'a Keyring<N>,
    buffer: Buffer<'a>,
    /// Where the body is collected.
    body: Option<&'a mut [u8]>,
    /// Bytes of the body.
    body_length: u32,
    state: State,
    outcome: Outcome,
    status: u16,
    /// The connection is to be closed.
    close: bool,
    /// Bytes of the response that are out.
    offset: usize,
    /// Bytes of the framing of chunks.
    framing_length: u16,
    head: Head,
    framing: Framing,
    chunk_extension: ChunkExtension,
    macs: Macs<N>,
    id: DeliveryId<N>,
    /// It was to be delivered.
    delivered: bool,
}

impl<'a, const N: usize> Receiver<'a, N> {
    /// Receives a notification and hands out its body in pieces, as they arrive
    /// ([`ReceiverEvent::Piece`]). Nothing of them is to be acted upon before the verdict.
    pub const fn streaming(
        endpoint: Endpoint<'a>,
        keyring: &'a Keyring<N>,
        buffer: &'a mut [u8],
    ) -> Self {
        Self::new(endpoint, keyring, buffer, None)
    }

    /// Receives a notification and collects its body, which is there once it was found authentic
    /// and new ([`body`](Self::body)). The response to a larger one is 413.
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
            status: 0,
            close: false,
            offset: 0,
            framing_length: 0,
            head: Head::new(),
            framing: Framing::length(0),
            chunk_extension: ChunkExtension::Value,
            macs: Macs::unused(),
            id: DeliveryId::NONE,
            delivered: false,
        }
    }

    /// Goes as far as possible and says what is needed to go on. It never fails: what is wrong
    /// with a request becomes its response, and the [`outcome`](Self::outcome).
    pub fn poll(&mut self) -> Step<'_, ReceiverEvent> {
        loop {
            match self.state {
                State::Head => {
                    if let Some(end) = self.read_head() {
                        self.follow(end);
                    } else {
                        return self.receive();
                    }
                }
                State::Continue => {
                    let rest = response::CONTINUE.get(self.offset..).unwrap_or_default();
                    if !rest.is_empty() {
                        return Step::Transmit(rest);
                    }
                    self.state = State::Body;
                    return Step::Flush;
                }
                State::Body if self.framing.has_ended() => self.state = State::Decide,
                State::Body if self.buffer.unread().is_empty() => return self.receive(),
                State::Body => {
                    let end = self.read_body();
                    if let Err(rejection) = end {
                        self.turn_away(rejection);
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
                State::Respond => {
                    let buffer = self.buffer.free();
                    let length = response::write(self.status, self.close, self.offset, buffer);
                    self.buffer.fill(length);
                    if length > 0 {
                        return Step::Transmit(self.buffer.unread());
                    }
                    self.state = State::Done;
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

    fn receive(&mut self) -> Step<'_, ReceiverEvent> {
        if self.buffer.is_too_small() {
            self.end(Outcome::Misused);
            return Step::Event(ReceiverEvent::Done { reusable: false });
        }
        Step::Receive(self.buffer.free())
    }

    /// So many bytes of [`Step::Transmit`] were written.
    pub fn transmitted(&mut self, bytes: usize) {
        let offered = match self.state {
            State::Continue => response::CONTINUE.len().saturating_sub(self.offset),
            State::Respond => self.buffer.unread().len(),
            _ => 0,
        };
        if bytes > offered {
            return self.end(Outcome::Misused);
        }
        self.offset += bytes;
    }

    /// So many bytes were read into [`Step::Receive`]; 0 says that the stream has ended.
    pub fn received(&mut self, bytes: usize) {
        if !matches!(self.state, State::Head | State::Body) || !self.buffer.unread().is_empty() {
            return self.end(Outcome::Misused);
        }
        if bytes == 0 {
            return self.end(match self.state {
                State::Head if self.head.is_untouched() => Outcome::Unused,
                _ => Outcome::Cut,
            });
        }
        if !self.buffer.fill(bytes) {
            self.end(Outcome::Misused);
        }
    }

    /// It is over, without a response or without the rest of it.
    fn end(&mut self, outcome: Outcome) {
        if self.outcome == Outcome::Open || outcome == Outcome::Misused {
            self.outcome = outcome;
        }
        self.close = true;
        self.state = State::Done;
    }

    fn response(&mut self, status: u16, outcome: Outcome) {
        self.outcome = outcome;
        self.status = status;
        self.offset = 0;
        self.state = State::Respond;
    }

    fn turn_away(&mut self, rejection: Rejection) {
        self.close = true;
        self.response(rejection.status(), Outcome::Rejected(rejection));
    }
}

impl<const N: usize> sealed::Driven for Receiver<'_, N> {
    type Event = ReceiverEvent;
    type Machine<'m>
        = &'m mut Self
    where
        Self: 'm;

    fn machine(&mut self) -> &mut Self {
        self
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

    fn transmission_failed(&mut self) -> bool {
        false
    }

    fn received(&mut self, bytes: usize) {
        Receiver::received(self, bytes);
    }

    fn known_refusal(&self) -> Option<Refusal> {
        None
    }
}

shown!([const N: usize] Receiver<'_, N>, |it| "Receiver({:?}, {:?})", it.state, it.outcome);
