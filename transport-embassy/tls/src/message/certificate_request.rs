//! CertificateRequest, RFC 8446 section 4.3.2.

use super::extension::{self, Extensions};
use super::reader::Reader;
use crate::error::TlsProtocolError;

/// What a server asks of a client certificate.
pub(crate) struct CertificateRequest {
    /// Whether the server accepts signatures of the scheme `ecdsa_secp256r1_sha256`.
    #[cfg(feature = "client-certificate")]
    pub(crate) accepts_p256: bool,
}

/// `ecdsa_secp256r1_sha256`, RFC 8446 section 4.2.3.
#[cfg(feature = "client-certificate")]
const ECDSA_P256_SHA256: [u8; 2] = [4, 3];

impl CertificateRequest {
    /// Parses the body of the message. Extensions and schemes that are not known are ignored.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, TlsProtocolError> {
        let mut reader = Reader(body);
        // The context serves requests after the handshake, which are not offered.
        if !reader.vector8()?.is_empty() {
            return Err(TlsProtocolError::IllegalParameter);
        }
        let mut extensions = Extensions::parse(reader)?;
        let (_, mut content) = extensions
            .find(|(kind, _)| *kind == extension::SIGNATURE_ALGORITHMS)
            .ok_or(TlsProtocolError::MissingExtension)?;
        let schemes = content.vector16()?;
        content.end()?;
        if schemes.is_empty() || !schemes.len().is_multiple_of(2) {
            return Err(TlsProtocolError::MalformedMessage);
        }
        Ok(Self {
            #[cfg(feature = "client-certificate")]
            accepts_p256: schemes
                .chunks_exact(2)
                .any(|scheme| scheme == ECDSA_P256_SHA256),
        })
    }
}
