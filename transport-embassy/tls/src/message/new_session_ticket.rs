//! NewSessionTicket, RFC 8446 section 4.6.1.

use super::extension::Extensions;
use super::reader::Reader;
use crate::error::TlsProtocolError;

/// A ticket with which a later connection can resume this one.
pub(crate) struct NewSessionTicket<'a> {
    /// Seconds that the ticket is valid.
    pub(crate) lifetime: u32,
    pub(crate) age_add: u32,
    pub(crate) nonce: &'a [u8],
    pub(crate) ticket: &'a [u8],
}

impl<'a> NewSessionTicket<'a> {
    /// Parses the body of the message. Extensions are ignored: the only one there is concerns early
    /// data.
    pub(crate) fn parse(body: &'a [u8]) -> Result<Self, TlsProtocolError> {
        let mut reader = Reader(body);
        let message = Self {
            lifetime: reader.u32()?,
            age_add: reader.u32()?,
            nonce: reader.vector8()?,
            ticket: reader.vector16()?,
        };
        Extensions::parse(reader)?;
        if message.ticket.is_empty() {
            return Err(TlsProtocolError::MalformedMessage);
        }
        Ok(message)
    }
}
