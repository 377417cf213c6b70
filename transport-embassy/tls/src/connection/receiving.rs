//! What comes from the server: which step follows, and what each record does.

use zeroize::Zeroize as _;

use super::{Connection, Phase, Step};
use crate::alert::Alert;
use crate::buffers::Buffers;
use crate::config::TlsConfig;
use crate::error::{ProtocolError, TlsError};
use crate::handshake::Progress;
use crate::record::incoming::Record;
use crate::record::kind;

/// Records or messages without data that may come in a row.
const MAX_IDLE: u8 = 32;

/// The level of alerts that end a connection. Those of `close_notify` are warnings.
const FATAL: u8 = 2;

/// A step without the bytes that belong to it, so that it borrows nothing.
enum Next {
    Transmit,
    Receive,
    Connected,
    Data,
    Closed,
}

impl Connection {
    /// Goes on with the handshake, until [`Step::Connected`].
    ///
    /// # Errors
    ///
    /// Any, and final. Before an error that the server caused is returned, an alert that says so
    /// leaves with [`Step::Transmit`].
    pub fn handshake<'x>(
        &'x mut self,
        config: &TlsConfig<'_>,
        buffers: &'x mut Buffers<'_>,
    ) -> Result<Step<'x>, TlsError> {
        let next = self.next(Some(config), buffers)?;
        Ok(self.step(next, buffers))
    }

    /// Goes on when the handshake is over.
    ///
    /// A poll drops no data: while there is some, [`Step::Data`] is what it returns.
    ///
    /// # Errors
    ///
    /// Any but [`TlsError::Config`] and [`TlsError::Certificate`], and final, as those of
    /// [`handshake`](Self::handshake).
    pub fn poll<'x>(&'x mut self, buffers: &'x mut Buffers<'_>) -> Result<Step<'x>, TlsError> {
        let next = self.next(None, buffers)?;
        Ok(self.step(next, buffers))
    }

    /// Says how many bytes of [`Step::Receive`] were filled; 0 says that the stream has ended.
    pub const fn received(&mut self, length: usize) {
        self.has_ended |= length == 0;
        self.incoming.received(length);
    }

    fn step<'x>(&'x mut self, next: Next, buffers: &'x mut Buffers<'_>) -> Step<'x> {
        match next {
            Next::Transmit => Step::Transmit(self.outgoing.transmit(buffers.send)),
            Next::Receive => {
                let place = self.inbox.make_room(buffers.receive);
                Step::Receive(self.incoming.space(buffers.receive, place))
            }
            Next::Connected => Step::Connected,
            Next::Data => Step::Data,
            Next::Closed => Step::Closed,
        }
    }

    fn next(
        &mut self,
        config: Option<&TlsConfig<'_>>,
        buffers: &mut Buffers<'_>,
    ) -> Result<Next, TlsError> {
        if self.outgoing.is_due() && !self.outgoing.is_cancelled() {
            return Ok(Next::Transmit);
        }
        if let Phase::Failed = self.phase {
            self.outgoing.abandon();
            return Err(self.failure.unwrap_or(TlsError::Dead));
        }
        match self.advance(config, buffers) {
            Ok(next) => Ok(next),
            Err(error) => {
                self.fail(error, buffers);
                // The alert, if there is one to send.
                if self.outgoing.is_due() && !self.outgoing.is_cancelled() {
                    return Ok(Next::Transmit);
                }
                Err(error)
            }
        }
    }

    fn advance(
        &mut self,
        config: Option<&TlsConfig<'_>>,
        buffers: &mut Buffers<'_>,
    ) -> Result<Next, TlsError> {
        loop {
            match (&self.phase, config) {
                (Phase::Handshake(_), Some(config)) => {
                    if let Some(next) = self.advance_handshake(config, buffers)? {
                        return Ok(next);
                    }
                }
                (Phase::Open(_), Some(_)) => return Ok(Next::Connected),
                (Phase::Closed, _) if self.unread.0 == self.unread.1 => return Ok(Next::Closed),
                (Phase::Open(_) | Phase::Closed, _) => {
                    if self.unread.0 < self.unread.1 {
                        return Ok(Next::Data);
                    }
                    self.post_handshake(buffers)?;
                }
                _ => return Err(TlsError::Dead),
            }
            if !self.take_record(buffers)? {
                return if self.has_ended {
                    Err(TlsError::Truncated)
                } else {
                    Ok(Next::Receive)
                };
            }
        }
    }

    /// Handles the handshake's messages that are pending.
    fn advance_handshake(
        &mut self,
        config: &TlsConfig<'_>,
        buffers: &mut Buffers<'_>,
    ) -> Result<Option<Next>, TlsError> {
        if self.outgoing.is_cancelled() {
            return Err(TlsError::Cancelled);
        }
        loop {
            let (phase, mut context) = self.split(config, buffers);
            let Phase::Handshake(handshake) = phase else {
                return Ok(Some(Next::Connected));
            };
            let progress = handshake.advance(&mut context)?;
            let (group, suite) = (handshake.group(), handshake.suite());
            let is_resumed = handshake.is_resumed();
            match progress {
                Progress::Waiting => return Ok(None),
                Progress::Handled => {}
                Progress::Over(resumption) => {
                    (self.group, self.suite, self.is_resumed) = (Some(group), suite, is_resumed);
                    self.phase = Phase::Open(resumption);
                }
            }
            if self.outgoing.is_due() {
                return Ok(Some(Next::Transmit));
            }
        }
    }

    /// Handles a record, if all of it has come.
    fn take_record(&mut self, buffers: &mut Buffers<'_>) -> Result<bool, TlsError> {
        let place = self.inbox.make_room(buffers.receive);
        let Some(record) = self.incoming.record(buffers.receive, place)? else {
            return Ok(false);
        };
        self.handle(&record, place, buffers)?;
        Ok(true)
    }

    fn handle(
        &mut self,
        record: &Record,
        place: usize,
        buffers: &mut Buffers<'_>,
    ) -> Result<(), TlsError> {
        let content = buffers.receive.get(place..place + record.length);
        match (record.kind, content.unwrap_or(&[])) {
            (kind::HANDSHAKE, []) => Err(ProtocolError::EmptyRecord.into()),
            (kind::HANDSHAKE, _) => {
                self.inbox.add(record.length);
                Ok(())
            }
            (kind::ALERT, content) => self.alert(content),
            // Records of other types must not stand between the parts of a message.
            _ if !self.inbox.is_empty() || self.skipped > 0 => {
                Err(ProtocolError::UnexpectedRecord.into())
            }
            (kind::APPLICATION_DATA, content) if !self.is_handshaking() => {
                if content.is_empty() {
                    return self.count_idle();
                }
                self.unread = (place, place + content.len());
                self.idle = 0;
                Ok(())
            }
            (kind::CHANGE_CIPHER_SPEC, [1]) if self.is_handshaking() => self.count_idle(),
            _ => Err(ProtocolError::UnexpectedRecord.into()),
        }
    }

    fn alert(&mut self, content: &[u8]) -> Result<(), TlsError> {
        let [_, number] = content else {
            return Err(ProtocolError::MalformedMessage.into());
        };
        match Alert(*number) {
            Alert::CLOSE_NOTIFY if !self.is_handshaking() => {
                self.phase = Phase::Closed;
                Ok(())
            }
            // A warning; what it announces follows.
            Alert::USER_CANCELED => self.count_idle(),
            alert => Err(TlsError::Alert(alert)),
        }
    }

    /// Counts what has come without data.
    pub(super) fn count_idle(&mut self) -> Result<(), TlsError> {
        self.idle = self.idle.saturating_add(1);
        if self.idle > MAX_IDLE {
            return Err(ProtocolError::TooManyRecords.into());
        }
        Ok(())
    }

    /// Fails, and queues the alert that tells the server.
    pub(super) fn fail(&mut self, error: TlsError, buffers: &mut Buffers<'_>) {
        self.failure = Some(error);
        self.phase = Phase::Failed;
        self.incoming.keys = None;
        if let Some(alert) = error.alert().filter(|_| !self.is_closed) {
            // If it does not fit, the server only sees the connection end.
            let _ = self.outgoing.push_alert(buffers.send, [FATAL, alert.0]);
        }
        self.outgoing.keys = None;
    }

    /// The data that can be read.
    #[must_use]
    pub fn data<'x>(&self, buffers: &'x Buffers<'_>) -> &'x [u8] {
        let (start, end) = self.unread;
        buffers.receive.get(start..end).unwrap_or(&[])
    }

    /// Drops the first bytes of the data, and wipes them.
    pub fn consume(&mut self, buffers: &mut Buffers<'_>, length: usize) {
        let (start, end) = self.unread;
        let next = end.min(start.saturating_add(length));
        if let Some(data) = buffers.receive.get_mut(start..next) {
            data.zeroize();
        }
        self.unread = (next, end);
    }

    /// Moves data to `output`. Returns how many bytes: 0 if there is none, so call
    /// [`poll`](Self::poll) first.
    pub fn read(&mut self, buffers: &mut Buffers<'_>, output: &mut [u8]) -> usize {
        let data = self.data(buffers);
        let length = data.len().min(output.len());
        for (to, from) in output.iter_mut().zip(data) {
            *to = *from;
        }
        self.consume(buffers, length);
        length
    }
}
