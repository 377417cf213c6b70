//! KeyUpdate, RFC 8446 section 4.6.3.

use super::kind;
use crate::error::TlsProtocolError;

/// Bytes of the message.
pub(crate) const LENGTH: usize = 5;

/// Parses the body. Returns `true` if the server wants the client to update its keys as well.
pub(crate) fn parse(body: &[u8]) -> Result<bool, TlsProtocolError> {
    match body {
        [0] => Ok(false),
        [1] => Ok(true),
        [_] => Err(TlsProtocolError::IllegalParameter),
        _ => Err(TlsProtocolError::MalformedMessage),
    }
}

/// The message, with or without the request that the server updates its keys as well.
pub(crate) const fn encode(request: bool) -> [u8; LENGTH] {
    [kind::KEY_UPDATE, 0, 0, 1, request as u8]
}
