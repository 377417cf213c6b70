//! The memory that a client works in, and what each byte of it buys.

use core::fmt;

/// Bytes of TCP's receive buffer by default: two full segments of Ethernet.
///
/// It is the buffer that the server sees, so it says how much may be on its way at once: a long
/// response takes one round trip for each time that this is filled. One segment (1,460) halves the
/// RAM and the speed; below 536 some servers send in very small pieces.
pub const TCP_RECEIVE: usize = 2 * 1460;

/// Bytes of TCP's send buffer by default: a request with a URL, a few events and some metadata, or
/// a TLS handshake's messages.
///
/// What is sent stays in it until the server has acknowledged it. A request that is longer waits
/// for a round trip each time that this is filled; 256 is enough for requests to pass at all.
pub const TCP_SEND: usize = 1024;

/// Bytes of the exchange's buffer by default: a request leaves through it, and its response arrives
/// through it.
///
/// One byte is enough. A request longer than the buffer is encoded and written in several pieces,
/// which costs computing (each piece encodes the request anew) and, over TLS, a record of 22 bytes
/// more if the records are as small. Neither the response's field lines nor a webhook need fit in
/// it: they are read as they arrive.
pub const BUFFER: usize = 512;

/// The memory of a client over TCP. The sizes are the caller's to choose: see [`TCP_RECEIVE`],
/// [`TCP_SEND`] and [`BUFFER`].
///
/// All zeros at first, so that a static one costs no flash.
///
/// ```
/// use gigapay_webhooks_embassy::Buffers;
/// use static_cell::ConstStaticCell;
///
/// static BUFFERS: ConstStaticCell<Buffers> = ConstStaticCell::new(Buffers::new());
/// static SMALL: ConstStaticCell<Buffers<1460, 512, 128>> = ConstStaticCell::new(Buffers::new());
///
/// let buffers = BUFFERS.take();
/// # let _ = (buffers, SMALL.take());
/// ```
pub struct Buffers<
    const RECEIVE: usize = TCP_RECEIVE,
    const SEND: usize = TCP_SEND,
    const EXCHANGE: usize = BUFFER,
> {
    pub(crate) receive: [u8; RECEIVE],
    pub(crate) send: [u8; SEND],
    pub(crate) buffer: [u8; EXCHANGE],
}

impl<const RECEIVE: usize, const SEND: usize, const EXCHANGE: usize>
    Buffers<RECEIVE, SEND, EXCHANGE>
{
    /// Zeros.
    pub const fn new() -> Self {
        Self {
            receive: [0; RECEIVE],
            send: [0; SEND],
            buffer: [0; EXCHANGE],
        }
    }
}

impl<const RECEIVE: usize, const SEND: usize, const EXCHANGE: usize> Default
    for Buffers<RECEIVE, SEND, EXCHANGE>
{
    fn default() -> Self {
        Self::new()
    }
}

/// Without what is in them: tokens and secret keys pass through.
impl<const RECEIVE: usize, const SEND: usize, const EXCHANGE: usize> fmt::Debug
    for Buffers<RECEIVE, SEND, EXCHANGE>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Buffers<{RECEIVE}, {SEND}, {EXCHANGE}>")
    }
}

/// Bytes of the TLS receive buffer by default: what any server may send in one record.
///
/// The largest part of a client's memory. A smaller buffer is announced to the server (RFC 8449),
/// and is enough if the server honours that and its certificates fit; otherwise an error says how
/// many bytes were needed. See [`tls::RECEIVE_BUFFER`](crate::tls::RECEIVE_BUFFER).
#[cfg(feature = "tls")]
pub const TLS_RECEIVE: usize = crate::tls::RECEIVE_BUFFER;

/// Bytes of the TLS send buffer by default: a [`BUFFER`] leaves as one record.
///
/// The handshake's first message needs about 240 bytes and the server's name; an offered
/// [`Session`](crate::tls::Session) takes 50 bytes and its ticket, and is left out if it does not
/// fit.
#[cfg(feature = "tls")]
pub const TLS_SEND: usize = BUFFER + crate::tls::SEND_OVERHEAD;

/// The memory for TLS records. The sizes are the caller's to choose: see [`TLS_RECEIVE`] and
/// [`TLS_SEND`].
///
/// All zeros at first, so that a static one costs no flash.
#[cfg(feature = "tls")]
pub struct TlsBuffers<const RECEIVE: usize = TLS_RECEIVE, const SEND: usize = TLS_SEND> {
    pub(crate) receive: [u8; RECEIVE],
    pub(crate) send: [u8; SEND],
}

#[cfg(feature = "tls")]
impl<const RECEIVE: usize, const SEND: usize> TlsBuffers<RECEIVE, SEND> {
    /// Zeros.
    pub const fn new() -> Self {
        Self {
            receive: [0; RECEIVE],
            send: [0; SEND],
        }
    }
}

#[cfg(feature = "tls")]
impl<const RECEIVE: usize, const SEND: usize> Default for TlsBuffers<RECEIVE, SEND> {
    fn default() -> Self {
        Self::new()
    }
}

/// Without what is in them: tokens and secret keys pass through.
#[cfg(feature = "tls")]
impl<const RECEIVE: usize, const SEND: usize> fmt::Debug for TlsBuffers<RECEIVE, SEND> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TlsBuffers<{RECEIVE}, {SEND}>")
    }
}
