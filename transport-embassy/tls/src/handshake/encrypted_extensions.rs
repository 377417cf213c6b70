//! EncryptedExtensions, RFC 8446 section 4.3.1: the sizes of records.

use super::{Context, Handshake, State};
use crate::error::TlsError;
use crate::message::encrypted_extensions::EncryptedExtensions;

impl Handshake {
    pub(super) fn encrypted_extensions(
        &mut self,
        context: &mut Context<'_>,
        body: &[u8],
    ) -> Result<(), TlsError> {
        let sent_name = context.config.sni().is_some();
        let extensions = EncryptedExtensions::parse(body, sent_name)?;
        if let Some(limit) = extensions.record_size_limit {
            // The type counts as well. What the client offered limits the server from now on.
            let content = usize::from(limit).saturating_sub(1);
            context.outgoing.limit = context.outgoing.limit.min(content);
            context.incoming.limit = self.record_size_limit.into();
        }
        self.state = if self.is_resumed() {
            State::Finished
        } else {
            State::CertificateOrRequest
        };
        Ok(())
    }
}
