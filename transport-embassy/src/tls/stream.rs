//! An authenticated stream: a session, its socket and its buffers.

use embedded_io_async_0_7::{BufRead, ErrorType, Read, Write};

use super::TlsError;
use super::session::Session;

/// A stream to a server that has been authenticated. [`connect`](super::connect()) makes it, and nothing else does.
///
/// # Reading
///
/// A read returns `Ok(0)` only after the server's `close_notify`. When the connection just ends, reads fail with
/// [`TlsError::Truncated`], so an answer that was cut is never taken for a whole one. An answer whose framing says
/// that it is whole (`Content-Length` reached, last chunk seen) is whole whatever follows.
///
/// Reads are cancel-safe: a read dropped at any point, by a time-out say, loses nothing.
///
/// # Writing
///
/// What is written collects in the send buffer and leaves as one record when it is flushed, or when there is more than
/// fits. A write or flush that is dropped may have sent half a record; the next one that has to send or flush then fails
/// with [`TlsError::Cancelled`].
///
/// # Failing
///
/// An error is final: each later call fails with [`TlsError::Dead`]. After one of writing, what the server has sent can
/// still be read: it may say why it stopped listening.
pub struct TlsStream<'b, S> {
    socket: S,
    session: Session,
    receive: &'b mut [u8],
    send: &'b mut [u8],
}

impl<'b, S: Read + Write> TlsStream<'b, S> {
    pub(super) const fn new(
        socket: S,
        session: Session,
        receive: &'b mut [u8],
        send: &'b mut [u8],
    ) -> Self {
        Self {
            socket,
            session,
            receive,
            send,
        }
    }

    /// Sends what is written and `close_notify`: nothing more will be written. What the server still sends can be read.
    ///
    /// # Errors
    ///
    /// Those of the socket. A stream that has failed sends nothing.
    pub async fn close(&mut self) -> Result<(), TlsError<S::Error>> {
        self.session.close(&mut self.socket, self.send).await
    }
}

impl<S: ErrorType> ErrorType for TlsStream<'_, S> {
    type Error = TlsError<S::Error>;
}

impl<S: Read> Read for TlsStream<'_, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        self.session
            .read(&mut self.socket, self.receive, buffer)
            .await
    }
}

impl<S: Read> BufRead for TlsStream<'_, S> {
    async fn fill_buf(&mut self) -> Result<&[u8], Self::Error> {
        self.session.fill_buf(&mut self.socket, self.receive).await
    }

    fn consume(&mut self, amount: usize) {
        self.session.consume(amount);
    }
}

impl<S: Write> Write for TlsStream<'_, S> {
    async fn write(&mut self, data: &[u8]) -> Result<usize, Self::Error> {
        self.session.write(&mut self.socket, self.send, data).await
    }

    async fn flush(&mut self) -> Result<(), Self::Error> {
        self.session.flush(&mut self.socket, self.send).await
    }
}
