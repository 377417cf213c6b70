//! The socket as `embedded-tls` sees it: whole records whose header is legal at that point, RFC 8446 section 5.1.
//!
//! A record that may not come ends the connection here, before its first byte is parsed. Reads can be dropped at any point and
//! taken up again, which `embedded-tls` itself does not allow.

use core::cell::Cell;

use embedded_io_async_0_7::{ErrorKind, ErrorType, Read, Write};

use super::record::{CHANGE_CIPHER_SPEC, HEADER, Header, Sequence};
use super::{ProtocolError, TlsError};

/// What is read next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Header,
    /// So many bytes, of which some may be there already.
    Body(u16),
    /// The same, begun by a read that has not come back: whoever reads now begins with the header again.
    Begun(u16),
}

/// A socket that lets only legal records through, and keeps the reason when it does not.
pub(super) struct Filter<S: ErrorType> {
    /// `None` in a clone, which is no more than a report of the fault.
    socket: Option<S>,
    fault: Cell<Option<TlsError<S::Error>>>,
    sequence: Sequence,
    next: Next,
    header: Header,
    /// Bytes read of the header, or of the body.
    filled: usize,
    /// Bytes of the receive buffer.
    capacity: usize,
    /// A write has begun and not ended.
    writing: bool,
}

/// Takes the fault along and leaves the socket: `embedded-tls` shows its socket to nobody but clones it on request.
impl<S: ErrorType> Clone for Filter<S> {
    fn clone(&self) -> Self {
        Self {
            socket: None,
            fault: Cell::new(self.fault.take()),
            ..*self
        }
    }
}

impl<S: ErrorType> ErrorType for Filter<S> {
    type Error = ErrorKind;
}

impl<S: ErrorType> Filter<S> {
    pub(super) fn new(socket: S, capacity: usize) -> Self {
        Self {
            socket: Some(socket),
            fault: Cell::new(None),
            sequence: Sequence::new(),
            next: Next::Header,
            header: [0; HEADER + 1],
            filled: 0,
            capacity,
            writing: false,
        }
    }

    pub(super) fn take_fault(&self) -> Option<TlsError<S::Error>> {
        self.fault.take()
    }

    fn fail(&self, error: TlsError<S::Error>) -> ErrorKind {
        self.fault.set(Some(error));
        ErrorKind::Other
    }
}

impl<S: Read> Filter<S> {
    /// Fills `buffer` from `self.filled` on.
    async fn fill(
        socket: &mut Option<S>,
        filled: &mut usize,
        buffer: &mut [u8],
    ) -> Result<(), TlsError<S::Error>> {
        let socket = socket.as_mut().ok_or(TlsError::Dead)?;
        while let Some(rest @ [_, ..]) = buffer.get_mut(*filled..) {
            match socket.read(rest).await {
                Ok(0) => return Err(TlsError::Truncated),
                Ok(read) => *filled += read,
                Err(error) => return Err(TlsError::Io(error)),
            }
        }
        *filled = 0;
        Ok(())
    }

    async fn read_header(&mut self) -> Result<u16, TlsError<S::Error>> {
        loop {
            // A compatibility record is one byte longer than its header. Which it is, the first five bytes say.
            let mut need = HEADER;
            loop {
                let target = self.header.get_mut(..need).unwrap_or(&mut []);
                if self.filled < need {
                    Self::fill(&mut self.socket, &mut self.filled, target).await?;
                    self.filled = need;
                }
                match self.header {
                    [CHANGE_CIPHER_SPEC, _, _, 0, 1, _] if need == HEADER => need += 1,
                    [CHANGE_CIPHER_SPEC, ..] if need == HEADER => {
                        return Err(ProtocolError::UnexpectedRecord.into());
                    }
                    _ => break,
                }
            }
            self.filled = 0;
            match self.sequence.judge(self.header)? {
                Some(length) if usize::from(length) > self.capacity => {
                    return Err(TlsError::RecordTooLong { length });
                }
                Some(length) => return Ok(length),
                None => {}
            }
        }
    }

    async fn deliver(&mut self, buffer: &mut [u8]) -> Result<usize, TlsError<S::Error>> {
        match self.next {
            Next::Header => self.next = Next::Body(self.read_header().await?),
            Next::Begun(length) => self.next = Next::Body(length),
            Next::Body(length) => {
                if buffer.len() != usize::from(length) {
                    return Err(ProtocolError::Internal.into());
                }
                self.next = Next::Begun(length);
                Self::fill(&mut self.socket, &mut self.filled, buffer).await?;
                self.next = Next::Header;
                self.sequence.received(self.header, buffer)?;
                return Ok(buffer.len());
            }
        }
        let marked = self.sequence.mark(self.header);
        *buffer.first_chunk_mut().ok_or(ProtocolError::Internal)? = marked;
        Ok(HEADER)
    }
}

impl<S: Read> Read for Filter<S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ErrorKind> {
        match self.deliver(buffer).await {
            Ok(read) => Ok(read),
            Err(error) => Err(self.fail(error)),
        }
    }
}

impl<S: Write> Filter<S> {
    async fn send(&mut self, record: &[u8]) -> Result<(), TlsError<S::Error>> {
        match record.first() {
            // embedded-tls labels its one alert in the clear as a compatibility record; nobody would understand it.
            None | Some(&CHANGE_CIPHER_SPEC) => return Ok(()),
            Some(kind) => self.sequence.sent(*kind),
        }
        let socket = self.socket.as_mut().ok_or(TlsError::Dead)?;
        if self.writing {
            return Err(TlsError::Cancelled);
        }
        self.writing = true;
        let mut rest = record;
        while !rest.is_empty() {
            let written = socket.write(rest).await.map_err(TlsError::Io)?;
            if written == 0 {
                return Err(TlsError::WriteZero);
            }
            rest = rest.get(written..).unwrap_or(&[]);
        }
        self.writing = false;
        Ok(())
    }
}

impl<S: Write> Write for Filter<S> {
    async fn write(&mut self, record: &[u8]) -> Result<usize, ErrorKind> {
        match self.send(record).await {
            Ok(()) => Ok(record.len()),
            Err(error) => Err(self.fail(error)),
        }
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        let Some(socket) = &mut self.socket else {
            return Err(self.fail(TlsError::Dead));
        };
        match socket.flush().await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.fail(TlsError::Io(error))),
        }
    }
}
