//! Extension blocks, RFC 8446 section 4.2.

use super::reader::Reader;
use crate::error::TlsProtocolError;

pub(crate) const SERVER_NAME: u16 = 0;
pub(crate) const SUPPORTED_GROUPS: u16 = 10;
pub(crate) const SIGNATURE_ALGORITHMS: u16 = 13;
pub(crate) const RECORD_SIZE_LIMIT: u16 = 28;
pub(crate) const PRE_SHARED_KEY: u16 = 41;
pub(crate) const SUPPORTED_VERSIONS: u16 = 43;
pub(crate) const COOKIE: u16 = 44;
pub(crate) const PSK_KEY_EXCHANGE_MODES: u16 = 45;
pub(crate) const KEY_SHARE: u16 = 51;

/// Extensions that one block may have. Comparing each with each is what finds duplicates.
const MAX_EXTENSIONS: usize = 64;

/// A block of extensions, all of them whole and no type there twice.
#[derive(Clone, Copy)]
pub(crate) struct Extensions<'a>(Reader<'a>);

impl<'a> Extensions<'a> {
    /// Parses the block that is the rest of a message.
    pub(crate) fn parse(mut message: Reader<'a>) -> Result<Self, TlsProtocolError> {
        let block = Self(Reader(message.vector16()?));
        message.end()?;
        let mut rest = block.0;
        for index in 0.. {
            if rest.is_empty() {
                break;
            }
            let kind = rest.u16()?;
            rest.vector16()?;
            let is_duplicate = block.take(index).any(|(earlier, _)| earlier == kind);
            if is_duplicate || index == MAX_EXTENSIONS {
                return Err(TlsProtocolError::MalformedMessage);
            }
        }
        Ok(block)
    }
}

impl<'a> Iterator for Extensions<'a> {
    type Item = (u16, Reader<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = self.0.u16().ok()?;
        Some((kind, Reader(self.0.vector16().ok()?)))
    }
}

/// Whether the client sends extensions of this type. A server may send no other.
pub(crate) const fn is_offered(kind: u16) -> bool {
    matches!(
        kind,
        SERVER_NAME
            | SUPPORTED_GROUPS
            | SIGNATURE_ALGORITHMS
            | RECORD_SIZE_LIMIT
            | PRE_SHARED_KEY
            | SUPPORTED_VERSIONS
            | PSK_KEY_EXCHANGE_MODES
            | KEY_SHARE
    )
}

/// The error for an extension that cannot be in its message: of a type that was offered it is
/// `illegal_parameter`, of any other `unsupported_extension`.
pub(crate) const fn refuse(kind: u16) -> TlsProtocolError {
    if is_offered(kind) || kind == COOKIE {
        TlsProtocolError::IllegalParameter
    } else {
        TlsProtocolError::UnsupportedExtension
    }
}
