//! Handshake messages: one file each, RFC 8446 section 4. Nothing here keeps state.

pub(crate) mod certificate_request;
pub(crate) mod client_hello;
pub(crate) mod encrypted_extensions;
pub(crate) mod extension;
pub(crate) mod key_update;
pub(crate) mod new_session_ticket;
pub(crate) mod reader;
pub(crate) mod server_hello;
pub(crate) mod writer;

/// Bytes of a handshake message's header: type and length.
pub(crate) const HEADER: usize = 4;

/// Types of handshake messages, RFC 8446 section B.3.
pub(crate) mod kind {
    pub(crate) const CLIENT_HELLO: u8 = 1;
    pub(crate) const SERVER_HELLO: u8 = 2;
    pub(crate) const NEW_SESSION_TICKET: u8 = 4;
    pub(crate) const ENCRYPTED_EXTENSIONS: u8 = 8;
    pub(crate) const CERTIFICATE: u8 = 11;
    pub(crate) const CERTIFICATE_REQUEST: u8 = 13;
    pub(crate) const CERTIFICATE_VERIFY: u8 = 15;
    pub(crate) const FINISHED: u8 = 20;
    pub(crate) const KEY_UPDATE: u8 = 24;
    pub(crate) const MESSAGE_HASH: u8 = 254;
}

/// Type of the first message in `bytes` and the length of its body, once its header is there.
pub(crate) fn header(bytes: &[u8]) -> Option<(u8, usize)> {
    match *bytes {
        [kind, a, b, c, ..] => {
            let length = u32::from_be_bytes([0, a, b, c]);
            Some((kind, usize::try_from(length).unwrap_or(usize::MAX)))
        }
        _ => None,
    }
}
