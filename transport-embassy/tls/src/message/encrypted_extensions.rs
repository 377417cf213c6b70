//! EncryptedExtensions, RFC 8446 section 4.3.1.

use super::extension::{self, Extensions};
use super::reader::Reader;
use crate::error::TlsProtocolError;

/// The smallest limit that a server may ask for, RFC 8449 section 4.
const MIN_RECORD_SIZE: u16 = 64;

/// What EncryptedExtensions says that matters to a client.
pub(crate) struct EncryptedExtensions {
    /// Bytes of content, type and padding that the server wants in a record at most.
    pub(crate) record_size_limit: Option<u16>,
}

impl EncryptedExtensions {
    /// Parses the body of the message.
    pub(crate) fn parse(body: &[u8], sent_name: bool) -> Result<Self, TlsProtocolError> {
        let mut record_size_limit = None;
        for (kind, mut content) in Extensions::parse(Reader(body))? {
            match kind {
                extension::SERVER_NAME if sent_name => content.end()?,
                // A server lists the groups it would rather have had, whichever these are.
                extension::SUPPORTED_GROUPS => {}
                extension::RECORD_SIZE_LIMIT => {
                    let limit = content.u16()?;
                    content.end()?;
                    if limit < MIN_RECORD_SIZE {
                        return Err(TlsProtocolError::IllegalParameter);
                    }
                    record_size_limit = Some(limit);
                }
                extension::SERVER_NAME => return Err(TlsProtocolError::UnsupportedExtension),
                kind => return Err(extension::refuse(kind)),
            }
        }
        Ok(Self { record_size_limit })
    }
}
