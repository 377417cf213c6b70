//! What it takes to resume a connection: a ticket and its pre-shared key, RFC 8446 sections 2.2 and
//! 4.6.1.

use core::error::Error;
use core::fmt;

use zeroize::Zeroize as _;

use crate::crypto::hash::{HashAlgorithm, Secret};
use crate::crypto::suite::CipherSuite;
use crate::error::TlsProtocolError;
use crate::message::new_session_ticket::NewSessionTicket;
use crate::message::reader::Reader;
use crate::message::writer::Writer;

/// Bytes of a session at most.
const CAPACITY: usize = 1016;

/// The layout of the bytes. A session that was stored by another layout is rejected.
const VERSION: u8 = 2;

/// Bytes of the checksum, which finds damage of the storage, not an attack.
const CHECKSUM: usize = 4;

/// Seconds that a ticket may be used at most, whatever the server says, and that the server stays
/// authenticated, however often the session is renewed: seven days.
const MAX_LIFETIME: u32 = 604_800;

/// A session that a later connection to the same server can resume: empty, or a ticket of the
/// server and the key that goes with it.
///
/// Lend it to a connection with
/// [`RecordBuffers::with_session`](crate::RecordBuffers::with_session): the connection offers what
/// is in it to the server and then puts the newest ticket of the server into it. A resumed
/// handshake verifies no certificate and no signature, as the server proves that it is the one that
/// was authenticated before. Each session is offered once; it is bound to the server name, anchors
/// and pins of the configuration, and to whether dates were checked at the present or, as without a
/// clock, at which moment, so a connection with another configuration does not offer it. If the
/// server refuses it, a full handshake follows on the same connection.
///
/// Tickets of a resumed connection do not renew what a certificate proved: seven days after the
/// last full handshake, the next connection performs another.
///
/// # Storage
///
/// To resume after deep sleep, store [`as_bytes`](Self::as_bytes) and give them to
/// [`restore`](Self::restore) after waking up. Anyone who reads the bytes can impersonate the
/// server to this device, until the ticket has expired, and anyone who changes them can make the
/// device trust another server: keep them in memory that nothing else can read or write. Delete the
/// stored copy when it is restored, so that no ticket is offered twice, which would allow observers
/// to link the connections.
pub struct Session {
    bytes: [u8; CAPACITY],
    length: u16,
    /// The server is being offered what is in it, so no other connection may.
    is_offered: bool,
}

/// What is in the bytes of a session.
pub(crate) struct Ticket<'a> {
    pub(crate) suite: CipherSuite,
    /// When it was received, by the clock for sessions.
    received_at: u64,
    /// When a full handshake authenticated the server, by the same clock.
    authenticated_at: u64,
    lifetime: u32,
    age_add: u32,
    /// The hash of the configuration that authenticated the server.
    binding: &'a [u8],
    pub(crate) psk: &'a [u8],
    pub(crate) ticket: &'a [u8],
}

/// The bytes are no session of this version of the library, or are damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct SessionError;

impl Session {
    /// Bytes of [`as_bytes`](Self::as_bytes) at most.
    pub const MAX_BYTES: usize = CAPACITY;

    /// An empty session: the next handshake is a full one.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            bytes: [0; CAPACITY],
            length: 0,
            is_offered: false,
        }
    }

    /// Whether there is nothing to resume.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.length == 0 || self.is_offered
    }

    /// The session as bytes to store: none if it is empty. They are secret, see
    /// [above](Self#storage).
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        if self.is_offered {
            return &[];
        }
        self.stored()
    }

    /// Takes a session from bytes that were stored.
    ///
    /// # Errors
    ///
    /// [`SessionError`] if the bytes are damaged or of another version of this library. The session
    /// is empty then.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), SessionError> {
        self.clear();
        let place = self.bytes.get_mut(..bytes.len()).ok_or(SessionError)?;
        // Not `copy_from_slice`, which leaves a panic in the image.
        for (to, from) in place.iter_mut().zip(bytes) {
            *to = *from;
        }
        self.length = bytes.len() as u16;
        if !bytes.is_empty() && (!self.is_intact() || self.ticket().is_none()) {
            self.clear();
            return Err(SessionError);
        }
        Ok(())
    }

    /// Forgets the session and wipes its bytes.
    pub fn clear(&mut self) {
        self.bytes.zeroize();
        self.length = 0;
        self.is_offered = false;
    }

    fn stored(&self) -> &[u8] {
        self.bytes.get(..self.length.into()).unwrap_or(&[])
    }

    fn is_intact(&self) -> bool {
        self.stored()
            .split_last_chunk::<CHECKSUM>()
            .is_some_and(|(content, sum)| checksum(content) == *sum)
    }

    /// Marks the session as offered if it can be resumed now under this configuration.
    ///
    /// One that cannot is forgotten, as is one that was offered before. While the time is not
    /// known, it is left for later.
    pub(crate) fn offer(&mut self, binding: &[u8], now: Option<u64>) {
        match (self.ticket(), now) {
            (Some(_), None) if !self.is_offered => {}
            (Some(ticket), Some(now)) if !self.is_offered && ticket.is_usable(binding, now) => {
                self.is_offered = true;
            }
            _ => self.clear(),
        }
    }

    /// What is being offered.
    pub(crate) fn offered(&self) -> Option<Ticket<'_>> {
        self.is_offered.then(|| self.ticket())?
    }

    fn ticket(&self) -> Option<Ticket<'_>> {
        Ticket::parse(self.stored()).ok()?
    }

    /// Stores a ticket that came `now`, `age` seconds after a full handshake authenticated the
    /// server. A longer one than fits leaves the session empty.
    pub(crate) fn store(
        &mut self,
        suite: CipherSuite,
        message: &NewSessionTicket<'_>,
        psk: &Secret,
        binding: &[u8],
        now: u64,
        age: u32,
    ) {
        self.clear();
        let mut writer = Writer::new(&mut self.bytes);
        writer.u8(VERSION);
        writer.u16(suite.code());
        writer.put(&now.to_be_bytes());
        writer.put(&now.saturating_sub(age.into()).to_be_bytes());
        writer.u32(message.lifetime.min(MAX_LIFETIME));
        writer.u32(message.age_add);
        for field in [binding, psk.as_bytes(), message.ticket] {
            let vector = writer.begin(2);
            writer.put(field);
            writer.end(vector);
        }
        let length = writer.len();
        let Some((content, rest)) = self.bytes.split_at_mut_checked(length) else {
            return self.clear();
        };
        match rest.first_chunk_mut::<CHECKSUM>() {
            Some(place) => *place = checksum(content),
            None => return self.clear(),
        }
        self.length = (length + CHECKSUM) as u16;
    }
}

impl<'a> Ticket<'a> {
    fn parse(bytes: &'a [u8]) -> Result<Option<Self>, TlsProtocolError> {
        let mut reader = Reader(bytes);
        if reader.u8()? != VERSION {
            return Ok(None);
        }
        let Some(suite) = CipherSuite::from_code(reader.u16()?) else {
            return Ok(None);
        };
        let ticket = Self {
            suite,
            received_at: reader.u64()?,
            authenticated_at: reader.u64()?,
            lifetime: reader.u32()?,
            age_add: reader.u32()?,
            binding: reader.vector16()?,
            psk: reader.vector16()?,
            ticket: reader.vector16()?,
        };
        reader.bytes(CHECKSUM)?;
        reader.end()?;
        Ok((ticket.psk.len() == suite.hash().length()).then_some(ticket))
    }

    fn is_usable(&self, binding: &[u8], now: u64) -> bool {
        let is_within = |seconds: u32, start: u64| {
            now.checked_sub(start)
                .is_some_and(|age| age < seconds.into())
        };
        is_within(self.lifetime, self.received_at)
            && is_within(MAX_LIFETIME, self.authenticated_at)
            && self.binding == binding
    }

    /// Seconds since a full handshake authenticated the server: less than seven days if the ticket
    /// is usable.
    pub(crate) fn authentication_age(&self, now: u64) -> u32 {
        let age = now.saturating_sub(self.authenticated_at);
        u32::try_from(age).unwrap_or(MAX_LIFETIME)
    }

    /// The age in milliseconds, made unreadable for observers: RFC 8446 section 4.2.11.1.
    pub(crate) fn obfuscated_age(&self, now: u64) -> u32 {
        let age = now.saturating_sub(self.received_at).saturating_mul(1_000);
        (age as u32).wrapping_add(self.age_add)
    }
}

fn checksum(content: &[u8]) -> [u8; CHECKSUM] {
    let hash = HashAlgorithm::Sha256.hash(content);
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("is_empty", &self.is_empty())
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Session {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Session {{ is_empty: {} }}", self.is_empty());
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes are no stored session: go on with an empty one")
    }
}

impl Error for SessionError {}
