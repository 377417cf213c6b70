//! What is left of a connection when the handshake is over: keys, counts, and what has come halfway. RFC 8446 sections 5 and 6.1.
//!
//! It borrows neither socket nor buffers: they are lent to each call, always the same ones. So an owner can keep
//! it beside them, and have them back when it is dropped.

use embedded_io_async_0_7::{Read, Write};
use zeroize::Zeroize;

use super::guard::{ALERT, APPLICATION_DATA};
use super::io;
use super::keys::{Keys, RECORD_OVERHEAD};
use super::record::{HEADER, Sequence};
use super::refusal::Opened;
use super::verifier::Authenticated;
use super::{Alert, ProtocolError, TlsError};

/// The level that alerts like `close_notify` have.
const WARNING: u8 = 1;

/// Records without data that may come in a row.
const MAX_IDLE: u8 = 32;

/// The longest record that may be sent: full of content.
const MAX_RECORD: usize = super::config::MAX_CONTENT + RECORD_OVERHEAD;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// The server has sent `close_notify`.
    Closed,
    Failed,
}

/// The state of a connection to a server that has been authenticated.
pub(crate) struct Session {
    reading: Keys,
    writing: Keys,
    state: State,
    /// `close_notify` is sent.
    finished: bool,
    /// A record has begun to leave, and not all of it has.
    is_sending: bool,
    /// Bytes that are written and not yet in a record.
    unsent: usize,
    header: [u8; HEADER],
    /// Bytes of the record whose header has come.
    body: Option<u16>,
    /// Bytes that have come of the header, or of the body.
    filled: usize,
    /// The data that is still to be read, by its place in the receive buffer.
    unread: (usize, usize),
}

impl Session {
    /// Nothing but the proof makes one.
    pub(super) const fn new(reading: Keys, writing: Keys, _: Authenticated) -> Self {
        Self {
            reading,
            writing,
            state: State::Open,
            finished: false,
            is_sending: false,
            unsent: 0,
            header: [0; HEADER],
            body: None,
            filled: 0,
            unread: (0, 0),
        }
    }

    /// Whether everything that came was read, and nothing has ended or failed.
    pub(crate) const fn is_quiet(&self) -> bool {
        let unread = self.unread.1 - self.unread.0;
        matches!(self.state, State::Open)
            && !self.finished
            && !self.is_sending
            && self.unsent == 0
            && self.body.is_none()
            && self.filled == 0
            && unread == 0
    }

    fn fail<E>(&mut self, error: TlsError<E>) -> TlsError<E> {
        self.state = State::Failed;
        error
    }

    // Reading.

    async fn next_record<S: Read>(
        &mut self,
        socket: &mut S,
        receive: &mut [u8],
    ) -> Result<Opened, TlsError<S::Error>> {
        let length = match self.body {
            Some(length) => length,
            None => {
                io::fill(socket, &mut self.filled, &mut self.header).await?;
                let length = Sequence::judge_open(self.header)?;
                *self.body.insert(length)
            }
        };
        let record = receive
            .get_mut(..usize::from(length))
            .ok_or(TlsError::RecordTooLong { length })?;
        io::fill(socket, &mut self.filled, record).await?;
        self.body = None;
        let opened = self.reading.open(self.header, record);
        Ok(Opened::judge(opened.ok_or(ProtocolError::BadRecordMac)?))
    }

    /// Waits until there is data to read, or none will come.
    async fn wait<S: Read>(
        &mut self,
        socket: &mut S,
        receive: &mut [u8],
    ) -> Result<(), TlsError<S::Error>> {
        let mut idle = 0;
        while self.unread.0 == self.unread.1 && self.state == State::Open {
            match self.next_record(socket, receive).await {
                Ok(Opened::Data(length)) => self.unread = (0, length),
                Ok(Opened::Nothing) => {}
                Ok(Opened::Closed) => self.state = State::Closed,
                Ok(Opened::Refused(refusal)) => return Err(self.fail(refusal.into())),
                Err(error) => return Err(self.fail(error)),
            }
            idle += 1;
            if idle > MAX_IDLE && self.unread.0 == self.unread.1 {
                return Err(self.fail(ProtocolError::TooManyRecords.into()));
            }
        }
        match self.state {
            State::Failed => Err(TlsError::Dead),
            State::Open | State::Closed => Ok(()),
        }
    }

    /// Data, once there is some; nothing after the server's `close_notify`.
    pub(crate) async fn fill_buf<'r, S: Read>(
        &mut self,
        socket: &mut S,
        receive: &'r mut [u8],
    ) -> Result<&'r [u8], TlsError<S::Error>> {
        self.wait(socket, receive).await?;
        let (start, end) = self.unread;
        Ok(receive.get(start..end).unwrap_or(&[]))
    }

    pub(crate) fn consume(&mut self, amount: usize) {
        let (start, end) = self.unread;
        self.unread.0 = end.min(start.saturating_add(amount));
    }

    /// Moves data to `buffer`: what was read is wiped.
    pub(crate) async fn read<S: Read>(
        &mut self,
        socket: &mut S,
        receive: &mut [u8],
        buffer: &mut [u8],
    ) -> Result<usize, TlsError<S::Error>> {
        if buffer.is_empty() {
            return Ok(0);
        }
        self.wait(socket, receive).await?;
        let (start, end) = self.unread;
        let end = end.min(start.saturating_add(buffer.len()));
        let data = receive.get_mut(start..end).unwrap_or_default();
        for (to, from) in buffer.iter_mut().zip(data.iter()) {
            *to = *from;
        }
        let length = data.len();
        data.zeroize();
        self.consume(length);
        Ok(length)
    }

    // Writing.

    fn check_writable<E>(&self) -> Result<(), TlsError<E>> {
        match self.state {
            State::Failed => Err(TlsError::Dead),
            _ if self.finished => Err(TlsError::Dead),
            State::Open | State::Closed => Ok(()),
        }
    }

    /// Puts as much into the record as fits.
    fn collect(&mut self, send: &mut [u8], data: &[u8]) -> usize {
        let (send, _) = send.split_at_mut(send.len().min(MAX_RECORD));
        let room = send.len().saturating_sub(RECORD_OVERHEAD);
        let taken = data.len().min(room.saturating_sub(self.unsent));
        let place = send.iter_mut().skip(HEADER).skip(self.unsent);
        for (to, from) in place.zip(data).take(taken) {
            *to = *from;
        }
        self.unsent += taken;
        taken
    }

    /// Makes a record of what is collected and hands it to the socket.
    async fn send<S: Write>(
        &mut self,
        socket: &mut S,
        send: &mut [u8],
        kind: u8,
    ) -> Result<(), TlsError<S::Error>> {
        if self.is_sending {
            return Err(self.fail(TlsError::Cancelled));
        }
        self.is_sending = true;
        let length = core::mem::take(&mut self.unsent);
        let record = self.writing.seal(send, length, kind);
        let record = record.and_then(|length| send.get(..length));
        let sent = match record {
            Some(record) => io::send(socket, record).await,
            None => Err(TlsError::Dead),
        };
        self.is_sending = false;
        sent.map_err(|error| self.fail(error))
    }

    pub(crate) async fn write<S: Write>(
        &mut self,
        socket: &mut S,
        send: &mut [u8],
        data: &[u8],
    ) -> Result<usize, TlsError<S::Error>> {
        self.check_writable()?;
        if data.is_empty() {
            return Ok(0);
        }
        let taken = self.collect(send, data);
        if taken > 0 {
            return Ok(taken);
        }
        self.send(socket, send, APPLICATION_DATA).await?;
        Ok(self.collect(send, data))
    }

    pub(crate) async fn flush<S: Write>(
        &mut self,
        socket: &mut S,
        send: &mut [u8],
    ) -> Result<(), TlsError<S::Error>> {
        match self.state {
            State::Failed => return Err(TlsError::Dead),
            // The last bytes written always wait here, so there is nothing to flush in the socket either.
            _ if self.unsent == 0 => return Ok(()),
            _ => self.send(socket, send, APPLICATION_DATA).await?,
        }
        self.flush_socket(socket).await
    }

    async fn flush_socket<S: Write>(&mut self, socket: &mut S) -> Result<(), TlsError<S::Error>> {
        let flushed = socket.flush().await;
        flushed.map_err(|error| self.fail(TlsError::Io(error)))
    }

    /// Sends what is written and `close_notify`.
    pub(crate) async fn close<S: Write>(
        &mut self,
        socket: &mut S,
        send: &mut [u8],
    ) -> Result<(), TlsError<S::Error>> {
        self.check_writable()?;
        if self.unsent > 0 {
            self.send(socket, send, APPLICATION_DATA).await?;
        }
        self.collect(send, &[WARNING, Alert::CLOSE_NOTIFY.0]);
        self.finished = true;
        self.send(socket, send, ALERT).await?;
        self.flush_socket(socket).await
    }
}
