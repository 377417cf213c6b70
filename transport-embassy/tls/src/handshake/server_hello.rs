//! ServerHello, RFC 8446 section 4.1.3: the keys of the handshake.

use super::{Context, Handshake, State};
use crate::crypto::hash::Transcript;
use crate::crypto::suite::CipherSuite;
use crate::error::{TlsError, TlsProtocolError};
use crate::key_schedule::KeySchedule;
use crate::message::server_hello::ServerHello;
use crate::record::keys::TrafficKeys;

impl Handshake {
    // Not inlined, so that its stack is not added to that of other messages.
    #[inline(never)]
    pub(super) fn server_hello(
        &mut self,
        context: &mut Context<'_>,
        message: &[u8],
        body: &[u8],
    ) -> Result<(), TlsError> {
        let hello = ServerHello::parse(body)?;
        // Keys change behind a ServerHello, and behind a HelloRetryRequest the client speaks.
        if !context.inbox.is_empty() {
            return Err(TlsProtocolError::UnexpectedMessage.into());
        }
        if hello.session_id != self.session_id {
            return Err(TlsProtocolError::IllegalParameter.into());
        }
        let suite = CipherSuite::from_code(hello.suite).ok_or(TlsProtocolError::CipherSuite)?;
        if self.retry.is_some_and(|retry| retry != suite) && !hello.is_retry {
            return Err(TlsProtocolError::CipherSuite.into());
        }
        if hello.is_retry {
            return self.retry(context, &hello, suite, message);
        }
        let (group, public) = hello.key_share.ok_or(TlsProtocolError::MissingExtension)?;
        if group != self.group.code() {
            return Err(TlsProtocolError::KeyShare.into());
        }
        self.suite = suite;
        self.schedule = self.early_secret(context, hello.psk)?;
        let shared = self.group.agree(&self.private, public);
        let shared = shared.ok_or(TlsProtocolError::KeyShare)?;
        if self.retry.is_none() {
            self.transcript = Transcript::new(suite.hash());
            self.transcript.update(self.hello(context.send));
        }
        self.transcript.update(message);
        self.derive_keys(context, shared.as_ref());
        self.state = State::EncryptedExtensions;
        Ok(())
    }

    /// The key schedule with the pre-shared key, if the server accepts the one that was offered.
    /// The session is used up either way.
    fn early_secret(
        &mut self,
        context: &mut Context<'_>,
        psk: Option<u16>,
    ) -> Result<KeySchedule, TlsProtocolError> {
        let hash = self.suite.hash();
        let session = context.session.as_deref_mut();
        let ticket = session.as_ref().and_then(|session| session.offered());
        let schedule = match (psk, &ticket) {
            (None, _) => KeySchedule::early(hash, None),
            (Some(_), None) => return Err(TlsProtocolError::UnsupportedExtension),
            (Some(0), Some(ticket)) if ticket.suite.hash() == hash => {
                // What is offered has a context.
                if let Some(context) = &mut self.session {
                    context.is_resumed = true;
                    context.age = ticket.authentication_age(context.now);
                }
                KeySchedule::early(hash, Some(ticket.psk))
            }
            _ => return Err(TlsProtocolError::IllegalParameter),
        };
        if let Some(session) = session {
            session.clear();
        }
        Ok(schedule)
    }

    fn derive_keys(&mut self, context: &mut Context<'_>, shared: &[u8]) {
        let transcript = self.transcript.current();
        self.schedule.advance(Some(shared));
        let client = self.schedule.derive(b"c hs traffic", transcript.as_bytes());
        let server = self.schedule.derive(b"s hs traffic", transcript.as_bytes());
        context.outgoing.keys = Some(TrafficKeys::new(self.suite, client));
        context.incoming.keys = Some(TrafficKeys::new(self.suite, server));
        self.schedule.advance(None);
    }
}
