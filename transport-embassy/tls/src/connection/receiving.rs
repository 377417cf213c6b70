//! What comes from the server: which step follows, and what each record does.

use super::idle::Idle;
use super::{Connection, Phase, TlsStep};
use crate::alert::Alert;
use crate::buffers::RecordBuffers;
use crate::config::TlsConfig;
use crate::error::{TlsError, TlsProtocolError};
use crate::handshake::Progress;
use crate::record::incoming::Record;
use crate::record::kind;

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
    /// Goes on with the handshake, until [`TlsStep::Connected`].
    ///
    /// # Errors
    ///
    /// Any, and final. Before an error that the server caused is returned, an alert that says so
    /// leaves with [`TlsStep::Transmit`].
    pub fn handshake<'x>(
        &'x mut self,
        config: &TlsConfig<'_>,
        buffers: &'x mut RecordBuffers<'_>,
    ) -> Result<TlsStep<'x>, TlsError> {
        let next = self.next(Some(config), buffers)?;
        Ok(self.step(next, buffers))
    }

    /// Goes on when the handshake is over.
    ///
    /// A poll drops no data: while there is some, [`TlsStep::Data`] is what it returns.
    ///
    /// # Errors
    ///
    /// Any but [`TlsError::Config`] and [`TlsError::Certificate`], and final, as those of
    /// [`handshake`](Self::handshake).
    pub fn poll<'x>(
        &'x mut self,
        buffers: &'x mut RecordBuffers<'_>,
    ) -> Result<TlsStep<'x>, TlsError> {
        let next = self.next(None, buffers)?;
        Ok(self.step(next, buffers))
    }

    /// Says how many bytes of [`TlsStep::Receive`] were filled; 0 says that the stream has ended.
    pub const fn received(&mut self, length: usize) {
        self.has_ended |= length == 0;
        self.incoming.received(length);
    }

    fn step<'x>(&'x mut self, next: Next, buffers: &'x mut RecordBuffers<'_>) -> TlsStep<'x> {
        match next {
            Next::Transmit => TlsStep::Transmit(self.outgoing.transmit(buffers.send)),
            Next::Receive => {
                let place = self.inbox.make_room(buffers.receive);
                TlsStep::Receive(self.incoming.space(buffers.receive, place))
            }
            Next::Connected => TlsStep::Connected,
            Next::Data => TlsStep::Data,
            Next::Closed => TlsStep::Closed,
        }
    }

    fn next(
        &mut self,
        config: Option<&TlsConfig<'_>>,
        buffers: &mut RecordBuffers<'_>,
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
        buffers: &mut RecordBuffers<'_>,
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
        buffers: &mut RecordBuffers<'_>,
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
                    self.idle = Idle::new();
                }
            }
            if self.outgoing.is_due() {
                return Ok(Some(Next::Transmit));
            }
        }
    }

    /// Handles a record, if all of it has come.
    fn take_record(&mut self, buffers: &mut RecordBuffers<'_>) -> Result<bool, TlsError> {
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
        buffers: &mut RecordBuffers<'_>,
    ) -> Result<(), TlsError> {
        let content = buffers.receive.get(place..place + record.length);
        match (record.kind, content.unwrap_or(&[])) {
            (kind::HANDSHAKE | kind::ALERT, []) => Err(TlsProtocolError::EmptyRecord.into()),
            (kind::HANDSHAKE, _) => {
                self.inbox.add(record.length);
                Ok(())
            }
            (kind::ALERT, content) => self.alert(content),
            // Records of other types must not stand between the parts of a message.
            _ if !self.inbox.is_empty() || self.skipped > 0 => {
                Err(TlsProtocolError::UnexpectedRecord.into())
            }
            (kind::APPLICATION_DATA, content) if !self.is_handshaking() => {
                if content.is_empty() {
                    return Ok(self.idle.record()?);
                }
                self.unread = (place, place + content.len());
                self.idle = Idle::new();
                Ok(())
            }
            (kind::CHANGE_CIPHER_SPEC, [1]) if self.is_handshaking() => Ok(self.idle.record()?),
            _ => Err(TlsProtocolError::UnexpectedRecord.into()),
        }
    }

    fn alert(&mut self, content: &[u8]) -> Result<(), TlsError> {
        let [_, number] = content else {
            return Err(TlsProtocolError::MalformedMessage.into());
        };
        match Alert(*number) {
            Alert::CLOSE_NOTIFY if !self.is_handshaking() => {
                self.phase = Phase::Closed;
                Ok(())
            }
            // A warning; what it announces follows.
            Alert::USER_CANCELED => Ok(self.idle.warning()?),
            alert => Err(TlsError::Alert(alert)),
        }
    }

    /// Fails, and queues the alert that tells the server.
    pub(super) fn fail(&mut self, error: TlsError, buffers: &mut RecordBuffers<'_>) {
        self.failure = Some(error);
        let owes_compatibility = match &self.phase {
            Phase::Handshake(handshake) => handshake.owes_compatibility(),
            _ => false,
        };
        self.phase = Phase::Failed;
        self.incoming.keys = None;
        if let Some(alert) = error.alert().filter(|_| !self.is_closed) {
            // Before the first encrypted record, RFC 8446 section D.4.
            if owes_compatibility && self.outgoing.keys.is_some() {
                let _ = self.outgoing.push_compatibility(buffers.send);
            }
            // If it does not fit, the server only sees the connection end.
            let _ = self.outgoing.push_alert(buffers.send, [FATAL, alert.0]);
        }
        self.outgoing.keys = None;
    }
}
