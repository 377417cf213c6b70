//! The memory that a listener works in.

use core::fmt;

/// Bytes of TCP's receive buffer by default: one segment of Ethernet. It is the buffer that the
/// peer sees.
pub const LISTEN_RECEIVE: usize = 1460;

/// Bytes of TCP's send buffer by default: every response fits.
pub const LISTEN_SEND: usize = 256;

/// Bytes of the buffer by default: requests pass through it in pieces of this size, and responses
/// leave as one. One byte is enough.
pub const LISTEN_BUFFER: usize = 256;

/// Bytes of a body by default. The response to a larger one is 413, and it will come
/// again.
pub const BODY: usize = 2048;

/// The memory of a listener. The sizes are the caller's to choose: see [`LISTEN_RECEIVE`],
/// [`LISTEN_SEND`], [`LISTEN_BUFFER`] and [`BODY`].
///
/// All zeros at first, so that a static one costs no flash.
pub struct ListenBuffers<
    const RECEIVE: usize = LISTEN_RECEIVE,
    const SEND: usize = LISTEN_SEND,
    const BUFFER: usize = LISTEN_BUFFER,
    const LONGEST: usize = BODY,
> {
    pub(super) receive: [u8; RECEIVE],
    pub(super) send: [u8; SEND],
    pub(super) buffer: [u8; BUFFER],
    pub(super) body: [u8; LONGEST],
}

impl<const RECEIVE: usize, const SEND: usize, const BUFFER: usize, const LONGEST: usize>
    ListenBuffers<RECEIVE, SEND, BUFFER, LONGEST>
{
    /// Zeros.
    pub const fn new() -> Self {
        Self {
            receive: [0; RECEIVE],
            send: [0; SEND],
            buffer: [0; BUFFER],
            body: [0; LONGEST],
        }
    }
}

impl<const RECEIVE: usize, const SEND: usize, const BUFFER: usize, const LONGEST: usize> Default
    for ListenBuffers<RECEIVE, SEND, BUFFER, LONGEST>
{
    fn default() -> Self {
        Self::new()
    }
}

/// Without what is in them.
impl<const RECEIVE: usize, const SEND: usize, const BUFFER: usize, const LONGEST: usize> fmt::Debug
    for ListenBuffers<RECEIVE, SEND, BUFFER, LONGEST>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ListenBuffers<{RECEIVE}, {SEND}, {BUFFER}, {LONGEST}>")
    }
}
