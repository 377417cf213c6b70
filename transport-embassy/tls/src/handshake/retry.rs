//! HelloRetryRequest, RFC 8446 section 4.1.4: a second ClientHello leaves.

use super::{Context, Handshake};
use crate::crypto::hash::Transcript;
use crate::crypto::suite::CipherSuite;
use crate::error::{TlsError, TlsProtocolError};
use crate::message::kind;
use crate::message::server_hello::ServerHello;

impl Handshake {
    pub(super) fn retry(
        &mut self,
        context: &mut Context<'_>,
        request: &ServerHello<'_>,
        suite: CipherSuite,
        message: &[u8],
    ) -> Result<(), TlsError> {
        if self.retry.is_some() {
            return Err(TlsProtocolError::HelloRetryRequest.into());
        }
        if request.key_share.is_none() && request.cookie.is_none() {
            // Nothing would change.
            return Err(TlsProtocolError::IllegalParameter.into());
        }
        if let Some((code, _)) = request.key_share {
            self.choose_group(context, code)?;
        }
        self.retry = Some(suite);
        self.suite = suite;
        self.restart_transcript(message, context.send);
        if let Some(session) = &mut context.session {
            let is_of_other_hash = session
                .offered()
                .is_some_and(|ticket| ticket.suite.hash() != suite.hash());
            if is_of_other_hash {
                session.clear();
            }
        }
        context.outgoing.push_compatibility(context.send)?;
        self.has_sent_compatibility = true;
        self.send_hello(context, request.cookie)?;
        self.transcript.update(self.hello(context.send));
        Ok(())
    }

    /// The server has to choose a group that was offered, without a share of it.
    fn choose_group(&mut self, context: &Context<'_>, code: u16) -> Result<(), TlsProtocolError> {
        let mut offered = context.config.groups.iter();
        let group = offered
            .find(|group| group.code() == code && **group != self.group)
            .ok_or(TlsProtocolError::IllegalParameter)?;
        self.group = *group;
        core::mem::swap(&mut self.private, &mut self.retry_private);
        Ok(())
    }

    /// A hash of the first ClientHello stands for it in the transcript, RFC 8446 section 4.4.1.
    fn restart_transcript(&mut self, request: &[u8], send: &[u8]) {
        let algorithm = self.suite.hash();
        let hash = algorithm.hash(self.hello(send));
        self.transcript = Transcript::new(algorithm);
        self.transcript
            .update(&[kind::MESSAGE_HASH, 0, 0, algorithm.length() as u8]);
        self.transcript.update(hash.as_bytes());
        self.transcript.update(request);
    }
}
