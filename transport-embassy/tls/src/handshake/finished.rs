//! The server's Finished, RFC 8446 section 4.4.4: the client's flight leaves, and the keys of the
//! application follow.

use super::{Context, Handshake, Resumption};
#[cfg(feature = "client-certificate")]
use crate::certificate::verify::{Signer, with_signed};
use crate::crypto::hash::Secret;
#[cfg(feature = "client-certificate")]
use crate::error::TlsConfigError;
use crate::error::{TlsError, TlsProtocolError};
use crate::key_schedule::finished;
use crate::message::kind;
use crate::message::writer::Writer;
use crate::record::keys::TrafficKeys;
#[cfg(feature = "client-certificate")]
use crate::signer::{ClientCertificate, MAX_SIGNATURE};

impl Handshake {
    // Not inlined, so that its stack is not added to that of other messages.
    #[inline(never)]
    pub(super) fn finished(
        &mut self,
        context: &mut Context<'_>,
        message: &[u8],
        body: &[u8],
    ) -> Result<Resumption, TlsError> {
        let is_authentic = context
            .incoming
            .keys
            .as_ref()
            .is_some_and(|keys| self.verify_data(keys.secret()).is(body));
        if !is_authentic {
            return Err(TlsProtocolError::BadFinished.into());
        }
        // Keys change behind a Finished.
        if !context.inbox.is_empty() {
            return Err(TlsProtocolError::UnexpectedMessage.into());
        }
        self.transcript.update(message);
        let transcript = self.transcript.current();
        let client = self.schedule.derive(b"c ap traffic", transcript.as_bytes());
        let server = self.schedule.derive(b"s ap traffic", transcript.as_bytes());
        if !self.has_sent_compatibility {
            context.outgoing.push_compatibility(context.send)?;
            self.has_sent_compatibility = true;
        }
        self.send_certificate(context)?;
        self.send_finished(context)?;
        context.outgoing.keys = Some(TrafficKeys::new(self.suite, client));
        context.incoming.keys = Some(TrafficKeys::new(self.suite, server));
        context.incoming.is_handshake = false;
        let Some(session) = self.session else {
            return Ok(Resumption::none());
        };
        let transcript = self.transcript.current();
        Ok(Resumption {
            has_session: true,
            suite: self.suite,
            secret: self.schedule.derive(b"res master", transcript.as_bytes()),
            context: session,
        })
    }

    /// What a Finished has to say under the traffic secret of its sender.
    fn verify_data(&self, secret: &Secret) -> Secret {
        let transcript = self.transcript.current();
        finished(self.suite.hash(), secret, transcript.as_bytes())
    }

    fn send_finished(&mut self, context: &mut Context<'_>) -> Result<(), TlsError> {
        let keys = context.outgoing.keys.as_ref();
        let data = keys.map(|keys| self.verify_data(keys.secret()));
        let data = data.unwrap_or_default();
        self.send(context, kind::FINISHED, |writer| {
            writer.put(data.as_bytes())
        })
    }

    /// Queues a message in records of its own, and adds it to the transcript.
    fn send(
        &mut self,
        context: &mut Context<'_>,
        kind: u8,
        write: impl FnOnce(&mut Writer<'_>),
    ) -> Result<(), TlsError> {
        let content = context.outgoing.content(context.send);
        let mut writer = Writer::new(content);
        writer.u8(kind);
        let message = writer.begin(3);
        write(&mut writer);
        writer.end(message);
        let length = writer.len();
        self.transcript.update(content.get(..length).unwrap_or(&[]));
        context.outgoing.commit_message(context.send, length)
    }

    /// Responds to a CertificateRequest without a certificate, RFC 8446 section 4.4.2.
    #[cfg(not(feature = "client-certificate"))]
    fn send_certificate(&mut self, context: &mut Context<'_>) -> Result<(), TlsError> {
        match self.request {
            None => Ok(()),
            Some(_) => self.send(context, kind::CERTIFICATE, |writer| writer.put(&[0; 4])),
        }
    }

    /// Responds to a CertificateRequest, RFC 8446 section 4.4.2: with the client's certificate if
    /// it has one that suits.
    #[cfg(feature = "client-certificate")]
    fn send_certificate(&mut self, context: &mut Context<'_>) -> Result<(), TlsError> {
        let Some(request) = &self.request else {
            return Ok(());
        };
        let client = context.config.client.filter(|_| request.accepts_p256);
        self.send(context, kind::CERTIFICATE, |writer| {
            // The context of a request in a handshake is empty.
            writer.u8(0);
            let list = writer.begin(3);
            for certificate in client.iter().flat_map(|client| client.chain) {
                let entry = writer.begin(3);
                writer.put(certificate);
                writer.end(entry);
                // No extensions.
                writer.u16(0);
            }
            writer.end(list);
        })?;
        match client {
            Some(client) => self.send_proof(context, client),
            None => Ok(()),
        }
    }

    /// CertificateVerify, RFC 8446 section 4.4.3.
    #[cfg(feature = "client-certificate")]
    fn send_proof(
        &mut self,
        context: &mut Context<'_>,
        client: &ClientCertificate<'_>,
    ) -> Result<(), TlsError> {
        let mut signature = [0; MAX_SIGNATURE];
        let transcript = self.transcript.current();
        let length = with_signed(Signer::Client, transcript.as_bytes(), |signed| {
            client.signer.sign(signed, &mut signature)
        });
        let signature = length.and_then(|length| signature.get(..length));
        let signature = signature.ok_or(TlsConfigError::Signer)?;
        self.send(context, kind::CERTIFICATE_VERIFY, |writer| {
            // ecdsa_secp256r1_sha256
            writer.u16(0x0403);
            let vector = writer.begin(2);
            writer.put(signature);
            writer.end(vector);
        })
    }
}
