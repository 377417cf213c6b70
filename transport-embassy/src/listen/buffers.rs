//! The memory that a listener works in.

use core::fmt;

/// Bytes of TCP's receive buffer by default: one segment of Ethernet. It is the window that the peer sees.
pub const LISTEN_RECEIVE: usize = 1460;

/// Bytes of TCP's send buffer by default: every answer fits.
pub const LISTEN_SEND: usize = 256;

/// Bytes of the window by default: requests pass through it in pieces of this size, and answers leave as one. One byte is
/// enough.
pub const LISTEN_WINDOW: usize = 256;

/// Bytes of a body by default. A notification with a larger one is answered 413, and will come again.
pub const BODY: usize = 2048;

/// The memory of a listener. The sizes are the caller's to choose: see [`LISTEN_RECEIVE`], [`LISTEN_SEND`],
/// [`LISTEN_WINDOW`] and [`BODY`].
///
/// All zeros at first, so that a static one costs no flash.
pub struct ListenBuffers<
    const RECEIVE: usize = LISTEN_RECEIVE,
    const SEND: usize = LISTEN_SEND,
    const WINDOW: usize = LISTEN_WINDOW,
    const LONGEST: usize = BODY,
> {
    pub(super) receive: [u8; RECEIVE],
    pub(super) send: [u8; SEND],
    pub(super) window: [u8; WINDOW],
    pub(super) body: [u8; LONGEST],
}

impl<const RECEIVE: usize, const SEND: usize, const WINDOW: usize, const LONGEST: usize>
    ListenBuffers<RECEIVE, SEND, WINDOW, LONGEST>
{
    /// Zeros.
    pub const fn new() -> Self {
        Self {
            receive: [0; RECEIVE],
            send: [0; SEND],
            window: [0; WINDOW],
            body: [0; LONGEST],
        }
    }
}

impl<const RECEIVE: usize, const SEND: usize, const WINDOW: usize, const LONGEST: usize> Default
    for ListenBuffers<RECEIVE, SEND, WINDOW, LONGEST>
{
    fn default() -> Self {
        Self::new()
    }
}

/// Without what is in them.
impl<const RECEIVE: usize, const SEND: usize, const WINDOW: usize, const LONGEST: usize> fmt::Debug
    for ListenBuffers<RECEIVE, SEND, WINDOW, LONGEST>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ListenBuffers<{RECEIVE}, {SEND}, {WINDOW}, {LONGEST}>")
    }
}
