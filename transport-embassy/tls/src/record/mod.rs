//! The record protocol, RFC 8446 section 5.

pub(crate) mod inbox;
pub(crate) mod incoming;
pub(crate) mod keys;
pub(crate) mod outgoing;

use crate::crypto::aead::TAG;

/// Bytes of a record's header.
pub(crate) const HEADER: usize = 5;

/// Bytes that an encrypted record takes besides its content: header, type and tag.
pub(crate) const OVERHEAD: usize = HEADER + 1 + TAG;

/// The most content a record may have, RFC 8446 section 5.1.
pub(crate) const MAX_CONTENT: usize = 1 << 14;

/// Types of records, RFC 8446 section 5.1.
pub(crate) mod kind {
    pub(crate) const CHANGE_CIPHER_SPEC: u8 = 20;
    pub(crate) const ALERT: u8 = 21;
    pub(crate) const HANDSHAKE: u8 = 22;
    pub(crate) const APPLICATION_DATA: u8 = 23;
}
