//! An authenticated stream: application data, its end, and what may come between, RFC 8446 sections 4.6, 5.1 and 6.1.

use embedded_io_async_0_7::{BufRead, ErrorType, Read, Write};
use embedded_tls::FlushPolicy;

use super::connect::{Connection, sort, take_fault};
use super::guard::{ALERT, APPLICATION_DATA};
use super::refusal::Opened;
use super::verifier::Authenticated;
use super::{Alert, ProtocolError, TlsError};

/// The level that alerts like `close_notify` have.
const WARNING: u8 = 1;

/// Records without data that may come in a row.
const MAX_IDLE: u8 = 32;

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
/// fits. A write or flush that is dropped may have sent half a record; every later write then fails with
/// [`TlsError::Cancelled`].
///
/// # Failing
///
/// An error is final: each later call fails with [`TlsError::Dead`].
pub struct TlsStream<'b, S: Read + Write> {
    connection: Connection<'b, S>,
    state: State,
    /// Bytes of the current record that are still to be read. Its type follows them.
    unread: usize,
    /// Bytes that are written and not yet in a record.
    unsent: usize,
    /// `close_notify` is sent.
    finished: bool,
    /// Bytes that fit in a record.
    room: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// The server has sent `close_notify`.
    Closed,
    Failed,
}

impl<'b, S: Read + Write + 'b> TlsStream<'b, S> {
    pub(super) fn new(connection: Connection<'b, S>, room: usize, _: Authenticated) -> Self {
        Self {
            connection,
            state: State::Open,
            unread: 0,
            unsent: 0,
            finished: false,
            room,
        }
    }

    /// Sends what is written and `close_notify`: nothing more will be written. What the server still sends can be read.
    ///
    /// # Errors
    ///
    /// Those of the socket. A stream that has failed sends nothing.
    pub async fn close(&mut self) -> Result<(), TlsError<S::Error>> {
        self.check_writable()?;
        if self.unsent > 0 {
            self.send(APPLICATION_DATA, FlushPolicy::Relaxed).await?;
        }
        self.collect(&[WARNING, Alert::CLOSE_NOTIFY.0]).await?;
        self.finished = true;
        self.send(ALERT, FlushPolicy::Strict).await
    }

    fn check_writable(&self) -> Result<(), TlsError<S::Error>> {
        match self.state {
            State::Failed => Err(TlsError::Dead),
            _ if self.finished => Err(TlsError::Dead),
            State::Open | State::Closed => Ok(()),
        }
    }

    /// Puts as much into the record as fits. Does not wait.
    async fn collect(&mut self, data: &[u8]) -> Result<usize, TlsError<S::Error>> {
        let (data, _) = data.split_at(data.len().min(self.room.saturating_sub(self.unsent)));
        match self.connection.write(data).await {
            Ok(written) => {
                self.unsent += written;
                Ok(written)
            }
            Err(error) => Err(self.fail_because(error)),
        }
    }

    /// Makes a record of what is collected and hands it to the socket; `Strict` flushes that too.
    async fn send(&mut self, kind: u8, policy: FlushPolicy) -> Result<(), TlsError<S::Error>> {
        self.unsent = 0;
        self.connection.set_flush_policy(policy);
        // The guard takes this byte for the record's type. There is always room for it, so it waits for nothing.
        let sent = match self.connection.write(&[kind]).await {
            Ok(_) => self.connection.flush().await,
            Err(error) => Err(error),
        };
        sent.map_err(|error| self.fail_because(error))
    }

    fn fail(&mut self, error: TlsError<S::Error>) -> TlsError<S::Error> {
        self.state = State::Failed;
        error
    }

    fn fail_because(&mut self, error: embedded_tls::TlsError) -> TlsError<S::Error> {
        let fault = take_fault(&mut self.connection);
        self.fail(fault.unwrap_or(TlsError::Protocol(sort(error))))
    }

    /// Judges the next record, and leaves it to be read if it has data.
    async fn next_record(&mut self) -> Result<Opened, embedded_tls::TlsError> {
        let mut record = self.connection.read_buffered().await?;
        let opened = Opened::judge(record.peek_all());
        if !matches!(opened, Opened::Data(1..)) {
            record.pop_all();
        }
        Ok(opened)
    }

    /// Waits until there is data to read, or none will come.
    async fn wait(&mut self) -> Result<(), TlsError<S::Error>> {
        let mut idle = 0;
        while self.unread == 0 && self.state == State::Open {
            match self.next_record().await {
                Ok(Opened::Data(length)) => self.unread = length,
                Ok(Opened::Nothing) => {}
                Ok(Opened::Closed) => self.state = State::Closed,
                Ok(Opened::Refused(refusal)) => {
                    return Err(self.fail(refusal.into()));
                }
                Err(error) => return Err(self.fail_because(error)),
            }
            idle += 1;
            if idle > MAX_IDLE && self.unread == 0 {
                return Err(self.fail(ProtocolError::TooManyRecords.into()));
            }
        }
        match self.state {
            State::Failed => Err(TlsError::Dead),
            State::Open | State::Closed => Ok(()),
        }
    }
}

impl<'b, S: Read + Write + 'b> ErrorType for TlsStream<'b, S> {
    type Error = TlsError<S::Error>;
}

impl<'b, S: Read + Write + 'b> Read for TlsStream<'b, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let data = self.fill_buf().await?;
        let length = data.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(data) {
            *to = *from;
        }
        self.consume(length);
        Ok(length)
    }
}

impl<'b, S: Read + Write + 'b> BufRead for TlsStream<'b, S> {
    async fn fill_buf(&mut self) -> Result<&[u8], Self::Error> {
        self.wait().await?;
        let unread = self.unread;
        if unread == 0 {
            return Ok(&[]);
        }
        // There is data, so this neither waits nor fails.
        match self.connection.read_buffered().await {
            Ok(mut record) => Ok(record.peek(unread)),
            Err(error) => Err(TlsError::Protocol(sort(error))),
        }
    }

    fn consume(&mut self, amount: usize) {
        let amount = amount.min(self.unread);
        self.unread -= amount;
        // With the last byte of data goes the record's type.
        let with_type = usize::from(amount > 0 && self.unread == 0);
        BufRead::consume(&mut self.connection, amount + with_type);
    }
}

impl<'b, S: Read + Write + 'b> Write for TlsStream<'b, S> {
    async fn write(&mut self, data: &[u8]) -> Result<usize, Self::Error> {
        self.check_writable()?;
        if data.is_empty() {
            return Ok(0);
        }
        if self.unsent >= self.room {
            self.send(APPLICATION_DATA, FlushPolicy::Relaxed).await?;
        }
        self.collect(data).await
    }

    async fn flush(&mut self) -> Result<(), Self::Error> {
        match self.state {
            State::Failed => Err(TlsError::Dead),
            // The last bytes written always wait here, so there is nothing to flush in the socket either.
            _ if self.unsent == 0 => Ok(()),
            _ => self.send(APPLICATION_DATA, FlushPolicy::Strict).await,
        }
    }
}
