//! The memory that a connection works in.

use core::fmt;

use zeroize::Zeroize as _;

use crate::crypto::TAG;
use crate::record::MAX_CONTENT;
use crate::record::outgoing::DATA_OVERHEAD;
use crate::session::Session;

/// Bytes of a receive buffer that takes every record a server may send: 16,384 of content, its
/// type, and the tag.
///
/// A smaller one works with a server that sends shorter records, as it does if it supports the
/// record size limit of RFC 8449, which is offered by the size of the buffer. A longer record ends
/// the connection with [`CapacityError::Receive`](crate::CapacityError), which says how much was
/// needed. During the handshake the buffer also has to hold the server's certificate, those of the
/// path up to the one that an anchor issued, and one record.
pub const RECEIVE_BUFFER: usize = MAX_CONTENT + 1 + TAG;

/// Bytes of a send buffer that is enough for any server name of up to 100 bytes without a
/// [`Session`].
///
/// The largest message is the first: about 240 bytes and the server name. A session adds 50 bytes
/// and its ticket, often 200 bytes; it is not offered if it does not fit, see
/// [`SEND_BUFFER_WITH_SESSION`]. A client certificate needs its chain and 200 bytes, and 22 more
/// for each record that its chain is split into where the server limits their size (RFC 8449).
///
/// What is written collects here until it is flushed, and leaves as one record: a send buffer of a
/// request's size plus [`SEND_OVERHEAD`] sends it as one; a smaller one as several, each of which
/// costs 22 bytes and one call of the socket.
pub const SEND_BUFFER: usize = 352;

/// Bytes of a send buffer that is enough to resume any [`Session`], as [`SEND_BUFFER`] is without.
pub const SEND_BUFFER_WITH_SESSION: usize = SEND_BUFFER + 50 + Session::MAX_BYTES;

/// Bytes of the send buffer that a record takes besides its data: header, type and tag, and room
/// for a KeyUpdate in front of it.
pub const SEND_OVERHEAD: usize = DATA_OVERHEAD;

/// Bytes that a receive buffer needs for the shortest handshake.
pub(crate) const MIN_RECEIVE: usize = 512;

/// The memory that a connection works in, lent to each of its calls: always the same.
///
/// The buffers hold what was received and sent in the clear; [`wipe`](Self::wipe) them where that
/// matters.
pub struct RecordBuffers<'b> {
    /// Takes records from the server, see [`RECEIVE_BUFFER`].
    pub receive: &'b mut [u8],
    /// Takes records for the server, see [`SEND_BUFFER`].
    pub send: &'b mut [u8],
    /// The session to offer to the server, and where its next ticket goes.
    pub session: Option<&'b mut Session>,
}

impl<'b> RecordBuffers<'b> {
    /// RecordBuffers without a session: each handshake is a full one.
    #[must_use]
    pub const fn new(receive: &'b mut [u8], send: &'b mut [u8]) -> Self {
        Self {
            receive,
            send,
            session: None,
        }
    }

    /// Resumes connections by way of `session`. A ticket that takes more than half of the receive
    /// buffer is not kept.
    #[must_use]
    pub const fn with_session(mut self, session: &'b mut Session) -> Self {
        self.session = Some(session);
        self
    }

    /// Wipes both buffers, and leaves the session.
    pub fn wipe(&mut self) {
        self.receive.zeroize();
        self.send.zeroize();
    }
}

impl fmt::Debug for RecordBuffers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordBuffers")
            .field("receive", &self.receive.len())
            .field("send", &self.send.len())
            .field("session", &self.session)
            .finish()
    }
}
