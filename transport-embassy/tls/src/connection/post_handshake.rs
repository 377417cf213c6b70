//! Handshake messages after the handshake, RFC 8446 section 4.6.

use super::{Connection, Phase};
use crate::buffers::RecordBuffers;
use crate::error::{TlsError, TlsProtocolError};
use crate::key_schedule::expand_label;
use crate::message::new_session_ticket::NewSessionTicket;
use crate::message::{self, key_update, kind};
use crate::session::Session;

/// Bytes of a ticket's message that are looked at, if it takes no more than half of the receive
/// buffer: its next part needs room as well. A longer one is dropped as it comes.
const MAX_TICKET: usize = Session::MAX_BYTES + 256;

/// Bytes of a ticket's message that RFC 8446 allows at most.
const MAX_MESSAGE: usize = 4 + 4 + 1 + 255 + 2 + 0xffff + 2 + 0xffff;

impl Connection {
    /// Handles the messages that are pending.
    pub(super) fn post_handshake(
        &mut self,
        buffers: &mut RecordBuffers<'_>,
    ) -> Result<(), TlsError> {
        loop {
            let pending = self.inbox.pending(buffers.receive);
            let skipped = pending.len().min(self.skipped);
            self.skipped -= skipped;
            self.inbox.consume(skipped);
            let pending = self.inbox.pending(buffers.receive);
            let Some(first) = pending.first() else {
                return Ok(());
            };
            if !matches!(*first, kind::NEW_SESSION_TICKET | kind::KEY_UPDATE) {
                return Err(TlsProtocolError::UnexpectedMessage.into());
            }
            let Some((kind, length)) = message::header(pending) else {
                return Ok(());
            };
            let whole = message::HEADER + length;
            if kind == kind::NEW_SESSION_TICKET && !self.wants_ticket(buffers, length)? {
                self.idle.message()?;
                self.skipped = whole;
                continue;
            }
            if kind == kind::KEY_UPDATE && whole != key_update::LENGTH {
                return Err(TlsProtocolError::MalformedMessage.into());
            }
            let Some(message) = pending.get(..whole) else {
                return Ok(());
            };
            let body = message.get(message::HEADER..).unwrap_or(&[]);
            self.idle.message()?;
            self.inbox.consume(whole);
            match kind {
                kind::KEY_UPDATE => self.update_incoming(body)?,
                _ => self.store_ticket(body, buffers.session.as_deref_mut())?,
            }
        }
    }

    fn wants_ticket(
        &self,
        buffers: &RecordBuffers<'_>,
        length: usize,
    ) -> Result<bool, TlsProtocolError> {
        if length > MAX_MESSAGE {
            return Err(TlsProtocolError::MalformedMessage);
        }
        Ok(buffers.session.is_some()
            && matches!(&self.phase, Phase::Open(resumption) if resumption.has_session)
            && length <= MAX_TICKET.min(buffers.receive.len() / 2))
    }

    fn update_incoming(&mut self, body: &[u8]) -> Result<(), TlsError> {
        let is_requested = key_update::parse(body)?;
        // Keys change behind a KeyUpdate.
        if !self.inbox.is_empty() {
            return Err(TlsProtocolError::UnexpectedMessage.into());
        }
        if let Some(keys) = &mut self.incoming.keys {
            keys.update();
        }
        self.has_requested_update = false;
        if is_requested {
            self.key_update.get_or_insert(false);
        }
        Ok(())
    }

    fn store_ticket(&mut self, body: &[u8], session: Option<&mut Session>) -> Result<(), TlsError> {
        let ticket = NewSessionTicket::parse(body)?;
        if let (Phase::Open(resumption), Some(session)) = (&self.phase, session)
            && resumption.has_session
        {
            let (hash, secret) = (resumption.suite.hash(), &resumption.secret);
            let psk = expand_label(hash, secret, b"resumption", ticket.nonce);
            let context = &resumption.context;
            session.store(
                resumption.suite,
                &ticket,
                &psk,
                &context.binding,
                context.now,
                context.age,
            );
        }
        Ok(())
    }
}
