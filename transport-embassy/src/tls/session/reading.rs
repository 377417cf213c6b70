//! Records that come: data, and what may stand between, RFC 8446 sections 4.6, 5.2 and 6.1.

use embedded_io_async_0_7::Read;
use zeroize::Zeroize;

use super::{Session, State};
use crate::tls::record::Sequence;
use crate::tls::refusal::Opened;
use crate::tls::{ProtocolError, TlsError, io};

/// Records without data that may come in a row.
const MAX_IDLE: u8 = 32;

impl Session {
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
}
