//! Records that leave, RFC 8446 sections 5.1, 5.2 and 6.1.

use embedded_io_async_0_7::Write;

use super::{Output, Session, State};
use crate::tls::config::MAX_CONTENT;
use crate::tls::guard::{ALERT, APPLICATION_DATA};
use crate::tls::keys::RECORD_OVERHEAD;
use crate::tls::record::HEADER;
use crate::tls::{Alert, TlsError, io};

/// The level that alerts like `close_notify` have.
const WARNING: u8 = 1;

/// The longest record that may be sent: full of content.
const MAX_RECORD: usize = MAX_CONTENT + RECORD_OVERHEAD;

impl Session {
    fn check_writable<E>(&self) -> Result<(), TlsError<E>> {
        match (self.state, self.output) {
            (State::Open | State::Closed, Output::Open) => Ok(()),
            _ => Err(TlsError::Dead),
        }
    }

    fn fail_output<E>(&mut self, error: TlsError<E>) -> TlsError<E> {
        self.output = Output::Failed;
        error
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
            return Err(self.fail_output(TlsError::Cancelled));
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
        sent.map_err(|error| self.fail_output(error))
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
            _ if self.output == Output::Failed => return Err(TlsError::Dead),
            // The last bytes written always wait here, so there is nothing to flush in the socket either; unless that was begun
            // and dropped.
            _ if self.unsent == 0 && !self.is_sending => return Ok(()),
            _ => self.send(socket, send, APPLICATION_DATA).await?,
        }
        self.flush_socket(socket).await
    }

    async fn flush_socket<S: Write>(&mut self, socket: &mut S) -> Result<(), TlsError<S::Error>> {
        self.is_sending = true;
        let flushed = socket.flush().await;
        self.is_sending = false;
        flushed.map_err(|error| self.fail_output(TlsError::Io(error)))
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
        self.output = Output::Closed;
        self.send(socket, send, ALERT).await?;
        self.flush_socket(socket).await
    }
}
