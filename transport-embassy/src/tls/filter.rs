//! The socket as `embedded-tls` sees it: whole records whose header is legal at that point, RFC 8446 section 5.1.
//!
//! A record that may not come ends the connection here, before its first byte is parsed. Once the handshake is over, nothing goes
//! to the socket or comes from it any more: what passes then are the keys, on their way to the [session](super::session).

use core::cell::Cell;

use embedded_io_async_0_7::{ErrorKind, ErrorType, Read, Write};

use super::guard::Stage;
use super::keys::Keys;
use super::record::{CHANGE_CIPHER_SPEC, HEADER, Header, Sequence};
use super::{ProtocolError, TlsError, io};

/// Bytes of the record that is made up to have the guard put the keys of reading into it: they, and a type.
const MADE_UP: u16 = Keys::LENGTH as u16 + 1;

/// What passes between the filter and whoever runs the handshake, past `embedded-tls`.
pub(super) struct Notes<E> {
    /// Why a record was refused, or what the socket said.
    pub(super) fault: Cell<Option<TlsError<E>>>,
    /// The handshake is over, and the keys are to be handed over.
    pub(super) is_over: Cell<bool>,
    /// The keys of writing.
    pub(super) keys: Cell<Option<Keys>>,
}

impl<E> Notes<E> {
    pub(super) const fn new() -> Self {
        Self {
            fault: Cell::new(None),
            is_over: Cell::new(false),
            keys: Cell::new(None),
        }
    }
}

/// A socket that lets only legal records through, and notes the reason when it does not.
pub(super) struct Filter<'n, S: ErrorType> {
    socket: &'n mut S,
    notes: &'n Notes<S::Error>,
    sequence: Sequence,
    /// Bytes of the record whose header was read.
    body: Option<u16>,
    header: Header,
    /// Bytes of the receive buffer.
    capacity: usize,
}

impl<S: ErrorType> ErrorType for Filter<'_, S> {
    type Error = ErrorKind;
}

impl<'n, S: ErrorType> Filter<'n, S> {
    pub(super) const fn new(
        socket: &'n mut S,
        capacity: usize,
        notes: &'n Notes<S::Error>,
    ) -> Self {
        Self {
            socket,
            notes,
            sequence: Sequence::new(),
            body: None,
            header: [0; HEADER + 1],
            capacity,
        }
    }

    fn note<T>(&self, result: Result<T, TlsError<S::Error>>) -> Result<T, ErrorKind> {
        result.map_err(|error| {
            self.notes.fault.set(Some(error));
            ErrorKind::Other
        })
    }
}

impl<S: Read> Filter<'_, S> {
    /// The length of the next record that is not one for compatibility.
    async fn read_header(&mut self) -> Result<u16, TlsError<S::Error>> {
        loop {
            let (header, content) = self.header.split_at_mut(HEADER);
            io::fill(self.socket, &mut 0, header).await?;
            // A compatibility record is one byte longer than its header.
            match *header {
                [CHANGE_CIPHER_SPEC, _, _, 0, 1] => io::fill(self.socket, &mut 0, content).await?,
                [CHANGE_CIPHER_SPEC, ..] => return Err(ProtocolError::UnexpectedRecord.into()),
                _ => {}
            }
            match self.sequence.judge(self.header)? {
                Some(length) if usize::from(length) > self.capacity => {
                    return Err(TlsError::RecordTooLong { length });
                }
                Some(length) => return Ok(length),
                None => {}
            }
        }
    }

    async fn read_body(&mut self, buffer: &mut [u8]) -> Result<(), TlsError<S::Error>> {
        if self.notes.is_over.get() {
            buffer.fill(0);
            return Ok(());
        }
        io::fill(self.socket, &mut 0, buffer).await?;
        self.sequence.received(self.header, buffer)
    }

    async fn deliver(&mut self, buffer: &mut [u8]) -> Result<usize, TlsError<S::Error>> {
        if let Some(length) = self.body.take() {
            if buffer.len() != usize::from(length) {
                return Err(ProtocolError::Internal.into());
            }
            self.read_body(buffer).await?;
            return Ok(buffer.len());
        }
        let marked = if self.notes.is_over.get() {
            self.body = Some(MADE_UP);
            Stage::HandOver.mark(MADE_UP.to_be_bytes())
        } else {
            self.body = Some(self.read_header().await?);
            self.sequence.mark(self.header)
        };
        *buffer.first_chunk_mut().ok_or(ProtocolError::Internal)? = marked;
        Ok(HEADER)
    }
}

impl<S: Read> Read for Filter<'_, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ErrorKind> {
        let delivered = self.deliver(buffer).await;
        self.note(delivered)
    }
}

impl<S: Write> Filter<'_, S> {
    async fn send(&mut self, record: &[u8]) -> Result<(), TlsError<S::Error>> {
        if self.notes.is_over.get() {
            let keys = record.get(HEADER..).and_then(Keys::take);
            self.notes
                .keys
                .set(Some(keys.ok_or(ProtocolError::Internal)?));
            return Ok(());
        }
        // embedded-tls labels its one alert in the clear as a compatibility record; nobody would understand it.
        if record.first() == Some(&CHANGE_CIPHER_SPEC) {
            return Ok(());
        }
        io::send(self.socket, record).await
    }
}

impl<S: Write> Write for Filter<'_, S> {
    async fn write(&mut self, record: &[u8]) -> Result<usize, ErrorKind> {
        let sent = self.send(record).await;
        self.note(sent.map(|()| record.len()))
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        if self.notes.is_over.get() {
            return Ok(());
        }
        let flushed = self.socket.flush().await;
        self.note(flushed.map_err(TlsError::Io))
    }
}
