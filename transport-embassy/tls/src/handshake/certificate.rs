//! CertificateRequest, Certificate and CertificateVerify, RFC 8446 sections 4.3.2, 4.4.2 and 4.4.3:
//! the server proves its identity.

use super::{Context, Handshake, Progress, State};
use crate::certificate::list;
use crate::certificate::verify;
use crate::error::TlsError;
use crate::message::certificate_request::CertificateRequest;

impl Handshake {
    pub(super) fn certificate_request(&mut self, body: &[u8]) -> Result<(), TlsError> {
        self.request = Some(CertificateRequest::parse(body)?);
        Ok(())
    }

    pub(super) fn certificate(&mut self, context: &mut Context<'_>) -> Result<Progress, TlsError> {
        let mut list = list::Context {
            config: context.config,
            inbox: context.inbox,
            receive: context.receive,
            transcript: &mut self.transcript,
        };
        self.state = State::Certificate;
        if !self.list.parse(&mut list)? {
            return Ok(Progress::Waiting);
        }
        self.state = State::CertificateVerify;
        Ok(Progress::Handled)
    }

    pub(super) fn certificate_verify(&mut self, body: &[u8], key: &[u8]) -> Result<(), TlsError> {
        verify::verify(body, key, self.transcript.current().as_bytes())?;
        self.state = State::Finished;
        Ok(())
    }
}
