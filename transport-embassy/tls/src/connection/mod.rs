//! A connection as a state machine without I/O.
//!
//! ```text
//!  start ──▶ handshaking ──▶ open ──▶ closed by the server
//!                 │            │          │
//!                 └────────────┴──────────┴──▶ failed: the alert leaves, then the error is
//!                                              returned
//! ```

mod idle;
mod post_handshake;
mod reading;
mod receiving;
mod sending;
mod step;

use core::fmt;

use idle::Idle;
use rand_core::TryCryptoRng;

pub use step::TlsStep;

use crate::buffers::{MIN_RECEIVE, RecordBuffers};
use crate::config::TlsConfig;
use crate::crypto::group::Group;
use crate::crypto::suite::CipherSuite;
use crate::error::{CapacityError, TlsError};
use crate::handshake::{self, Handshake, Resumption, SessionContext};
use crate::record::inbox::Inbox;
use crate::record::incoming::{Incoming, record_size_limit};
use crate::record::outgoing::Outgoing;

/// A TLS connection: feed it, and it says what it needs next.
///
/// It does no I/O and borrows nothing between two calls, so an owner can keep it beside its buffers
/// and use these otherwise when the connection is over. It has at most 784 bytes on a device of 32
/// bits. The same buffers have to be lent to every call, unchanged; with others, the connection
/// fails.
///
/// Its secrets are wiped when it fails, is started anew, or is dropped.
///
/// ```
/// use heapless_tls::{RecordBuffers, Connection, TlsStep, TlsConfig, TlsError};
/// # fn rng() -> impl rand_core::CryptoRng { Counter(1) }
/// # struct Counter(u64);
/// # impl rand_core::TryRng for Counter {
/// #     type Error = core::convert::Infallible;
/// #     fn try_next_u32(&mut self) -> Result<u32, Self::Error> { Ok(7) }
/// #     fn try_next_u64(&mut self) -> Result<u64, Self::Error> { self.0 += 1; Ok(self.0) }
/// #     fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
/// #         for byte in bytes { *byte = self.try_next_u64()? as u8; }
/// #         Ok(())
/// #     }
/// # }
/// # impl rand_core::TryCryptoRng for Counter {}
///
/// let pins = [heapless_tls::Pin::LeafKey([7; 32])];
/// let config = TlsConfig::pinned_only("device.example", &pins);
/// let (mut receive, mut send) = ([0; 4096], [0; 512]);
/// let mut buffers = RecordBuffers::new(&mut receive, &mut send);
/// let mut connection = Connection::new();
/// connection.start(&config, &mut buffers, &mut rng())?;
/// let error = loop {
///     match connection.handshake(&config, &mut buffers) {
///         Ok(TlsStep::Transmit(bytes)) => {
///             let written = bytes.len(); // bytes that a socket took
///             connection.transmitted(written);
///         }
///         // Here the server closes the connection at once.
///         Ok(TlsStep::Receive(_)) => connection.received(0),
///         Ok(_) => unreachable!("this server speaks no TLS"),
///         Err(error) => break error,
///     }
/// };
/// assert_eq!(error, TlsError::Truncated);
/// # Ok::<(), TlsError>(())
/// ```
pub struct Connection {
    incoming: Incoming,
    outgoing: Outgoing,
    inbox: Inbox,
    /// The data that is still to be read, by its place in the receive buffer.
    unread: (usize, usize),
    /// Bytes of a handshake message that are dropped as they come.
    skipped: usize,
    idle: Idle,
    phase: Phase,
    /// The receiving side has ended.
    has_ended: bool,
    /// `close_notify` has been queued.
    is_closed: bool,
    /// A KeyUpdate has to leave: with a request that the server updates its keys too, or without.
    key_update: Option<bool>,
    /// The server was asked to update its keys, and has not yet.
    has_requested_update: bool,
    group: Option<Group>,
    suite: Option<CipherSuite>,
    is_resumed: bool,
    failure: Option<TlsError>,
}

/// How far a connection has come.
#[expect(
    clippy::large_enum_variant,
    reason = "a connection without heap has the size of its largest phase"
)]
enum Phase {
    Handshake(Handshake),
    Open(Resumption),
    /// The server has sent `close_notify`.
    Closed,
    /// Not started, or failed.
    Failed,
}

impl Connection {
    /// A connection that is not started: every other call fails with [`TlsError::Dead`].
    #[must_use]
    pub const fn new() -> Self {
        Self {
            incoming: Incoming::new(),
            outgoing: Outgoing::new(),
            inbox: Inbox::new(),
            unread: (0, 0),
            skipped: 0,
            idle: Idle::new(),
            phase: Phase::Failed,
            has_ended: false,
            is_closed: false,
            key_update: None,
            has_requested_update: false,
            group: None,
            suite: None,
            is_resumed: false,
            failure: None,
        }
    }

    /// Starts a connection and queues its first message. Go on with
    /// [`handshake`](Self::handshake). What there was of an earlier connection is forgotten.
    ///
    /// `rng` makes the connection's secrets. It has to be seeded from hardware entropy, anew on
    /// each start: with a constant seed, anyone who has the firmware can read everything.
    ///
    /// # Errors
    ///
    /// [`TlsError::Config`], and [`TlsError::Capacity`] if a buffer is too small for any handshake.
    pub fn start<R: TryCryptoRng + ?Sized>(
        &mut self,
        config: &TlsConfig<'_>,
        buffers: &mut RecordBuffers<'_>,
        rng: &mut R,
    ) -> Result<(), TlsError> {
        *self = Self::new();
        let started = self.begin(config, buffers, rng);
        started.inspect_err(|_| *self = Self::new())
    }

    fn begin<R: TryCryptoRng + ?Sized>(
        &mut self,
        config: &TlsConfig<'_>,
        buffers: &mut RecordBuffers<'_>,
        rng: &mut R,
    ) -> Result<(), TlsError> {
        config.check()?;
        if buffers.receive.len() < MIN_RECEIVE {
            let needed = MIN_RECEIVE as u32;
            return Err(CapacityError::Receive { needed }.into());
        }
        let context = offer_session(config, buffers);
        let limit = record_size_limit(buffers.receive.len());
        self.phase = Phase::Handshake(Handshake::new(config, context, limit, rng)?);
        let (phase, mut context) = self.split(config, buffers);
        match phase {
            Phase::Handshake(handshake) => handshake.begin(&mut context),
            _ => Ok(()),
        }
    }

    /// The phase, and what a handshake works on.
    fn split<'x>(
        &'x mut self,
        config: &'x TlsConfig<'x>,
        buffers: &'x mut RecordBuffers<'_>,
    ) -> (&'x mut Phase, handshake::Context<'x>) {
        let context = handshake::Context {
            config,
            session: buffers.session.as_deref_mut(),
            incoming: &mut self.incoming,
            outgoing: &mut self.outgoing,
            inbox: &mut self.inbox,
            receive: buffers.receive,
            send: buffers.send,
        };
        (&mut self.phase, context)
    }

    /// Whether the handshake is still under way.
    #[must_use]
    pub const fn is_handshaking(&self) -> bool {
        matches!(self.phase, Phase::Handshake(_))
    }

    /// Whether the connection is open, everything that came was read, and everything that was
    /// written has left.
    #[must_use]
    pub const fn is_quiet(&self) -> bool {
        matches!(self.phase, Phase::Open(_))
            && self.unread.0 == self.unread.1
            && self.inbox.is_empty()
            && self.skipped == 0
            && self.incoming.is_quiet()
            && self.outgoing.is_quiet()
            && !self.has_ended
            && !self.is_closed
    }

    /// Whether the handshake resumed a [`Session`](crate::Session). Settled once it is over.
    #[must_use]
    pub const fn is_resumed(&self) -> bool {
        self.is_resumed
    }

    /// The cipher suite, once the handshake is over.
    #[must_use]
    pub const fn cipher_suite(&self) -> Option<CipherSuite> {
        self.suite
    }

    /// The group of the key exchange, once the handshake is over.
    #[must_use]
    pub const fn group(&self) -> Option<Group> {
        self.group
    }

    /// Why the connection has failed, if it has.
    #[must_use]
    pub const fn failure(&self) -> Option<TlsError> {
        self.failure
    }
}

/// Has the session, if there is one, be offered. Returns what the next one is bound to.
fn offer_session(
    config: &TlsConfig<'_>,
    buffers: &mut RecordBuffers<'_>,
) -> Option<SessionContext> {
    let session = buffers.session.as_deref_mut()?;
    let binding = handshake::binding(config);
    let now = config.session_time();
    session.offer(&binding, now);
    Some(SessionContext {
        binding,
        now: now?,
        age: 0,
        is_resumed: false,
    })
}

impl Default for Connection {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("is_handshaking", &self.is_handshaking())
            .field("suite", &self.suite)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}
