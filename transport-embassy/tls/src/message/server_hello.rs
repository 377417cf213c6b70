//! ServerHello and HelloRetryRequest, RFC 8446 sections 4.1.3 and 4.1.4.

use super::extension::{self, Extensions};
use super::reader::Reader;
use crate::error::TlsProtocolError;

/// The random of a HelloRetryRequest: SHA-256 of its name.
const RETRY_RANDOM: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

const TLS_1_2: u16 = 0x0303;
const TLS_1_3: u16 = 0x0304;

/// A ServerHello or HelloRetryRequest of TLS 1.3.
pub(crate) struct ServerHello<'a> {
    pub(crate) is_retry: bool,
    pub(crate) session_id: &'a [u8],
    pub(crate) suite: u16,
    /// The group and public key of a ServerHello, or the group of a HelloRetryRequest.
    pub(crate) key_share: Option<(u16, &'a [u8])>,
    pub(crate) cookie: Option<&'a [u8]>,
    /// The number of the pre-shared key that the server accepts.
    pub(crate) psk: Option<u16>,
}

impl<'a> ServerHello<'a> {
    /// Parses the body of the message.
    pub(crate) fn parse(body: &'a [u8]) -> Result<Self, TlsProtocolError> {
        let mut reader = Reader(body);
        let version = reader.u16()?;
        let random = reader.bytes(32)?;
        let session_id = reader.vector8()?;
        let suite = reader.u16()?;
        let compression = reader.u8()?;
        let mut hello = Self {
            is_retry: random == RETRY_RANDOM,
            session_id,
            suite,
            key_share: None,
            cookie: None,
            psk: None,
        };
        // Before TLS 1.3, a hello could end here.
        if reader.is_empty() {
            return Err(older_version(random));
        }
        let extensions = Extensions::parse(reader)?;
        check_version(version, random, extensions)?;
        if compression != 0 {
            return Err(TlsProtocolError::IllegalParameter);
        }
        for (kind, content) in extensions {
            hello.extension(kind, content)?;
        }
        Ok(hello)
    }

    fn extension(&mut self, kind: u16, mut content: Reader<'a>) -> Result<(), TlsProtocolError> {
        match kind {
            extension::SUPPORTED_VERSIONS => return Ok(()),
            extension::KEY_SHARE => {
                let group = content.u16()?;
                let public = if self.is_retry {
                    &[]
                } else {
                    content.vector16()?
                };
                self.key_share = Some((group, public));
            }
            extension::COOKIE if self.is_retry => match content.vector16()? {
                [] => return Err(TlsProtocolError::MalformedMessage),
                cookie => self.cookie = Some(cookie),
            },
            extension::PRE_SHARED_KEY if !self.is_retry => self.psk = Some(content.u16()?),
            kind => return Err(extension::refuse(kind)),
        }
        content.end()
    }
}

/// Checks that the server chose TLS 1.3, RFC 8446 section 4.2.1.
fn check_version(
    legacy: u16,
    random: &[u8],
    mut extensions: Extensions<'_>,
) -> Result<(), TlsProtocolError> {
    match extensions.find(|(kind, _)| *kind == extension::SUPPORTED_VERSIONS) {
        Some((_, mut content)) => {
            let version = content.u16()?;
            content.end()?;
            (version == TLS_1_3 && legacy == TLS_1_2)
                .then_some(())
                .ok_or(TlsProtocolError::IllegalParameter)
        }
        None => Err(older_version(random)),
    }
}

/// The error for a server that chose an older version: an attack if its random says that it could
/// have chosen TLS 1.3, RFC 8446 section 4.1.3.
fn older_version(random: &[u8]) -> TlsProtocolError {
    if random.ends_with(b"DOWNGRD\x01") || random.ends_with(b"DOWNGRD\x00") {
        TlsProtocolError::Downgrade
    } else {
        TlsProtocolError::NotTls13
    }
}
