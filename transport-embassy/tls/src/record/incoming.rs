//! Records that come: which may come now, by their headers, and how long they may be. RFC 8446
//! sections 5.1, 5.2 and 5.4.

use super::keys::TrafficKeys;
use super::{HEADER, MAX_CONTENT, kind};
use crate::crypto::TAG;
use crate::error::{CapacityError, TlsError, TlsProtocolError};

/// Bytes by which an encrypted record may be longer than the most content, RFC 8446 section 5.2.
const MAX_EXPANSION: usize = 256;

/// The record that is being received, and the keys that decrypt it.
pub(crate) struct Incoming {
    header: [u8; HEADER],
    /// Bytes of the body, once the header has come.
    body: Option<u16>,
    /// Bytes that have come of the header, or of the body.
    filled: usize,
    /// Without keys, records come in the clear.
    pub(crate) keys: Option<TrafficKeys>,
    /// Whether ChangeCipherSpec may come, RFC 8446 section D.4.
    pub(crate) is_handshake: bool,
    /// Bytes of content, type and padding that the server may put into an encrypted record.
    pub(crate) limit: usize,
}

/// A record that has come. Its content lies where it was received.
pub(crate) struct Record {
    pub(crate) kind: u8,
    pub(crate) length: usize,
}

impl Incoming {
    pub(crate) const fn new() -> Self {
        Self {
            header: [0; HEADER],
            body: None,
            filled: 0,
            keys: None,
            is_handshake: true,
            limit: MAX_CONTENT + 1,
        }
    }

    /// Whether nothing of a record has come.
    pub(crate) const fn is_quiet(&self) -> bool {
        self.filled == 0 && self.body.is_none()
    }

    /// The bytes to receive next: the rest of the header, or of the body, which goes to `place`.
    pub(crate) fn space<'x>(&'x mut self, receive: &'x mut [u8], place: usize) -> &'x mut [u8] {
        let space = match self.body {
            None => self.header.get_mut(self.filled..),
            Some(body) => receive.get_mut(place + self.filled..place + usize::from(body)),
        };
        space.unwrap_or_default()
    }

    pub(crate) const fn received(&mut self, length: usize) {
        self.filled = self.filled.saturating_add(length);
    }

    /// The record at `place`, decrypted, once all of it has come.
    pub(crate) fn record(
        &mut self,
        receive: &mut [u8],
        place: usize,
    ) -> Result<Option<Record>, TlsError> {
        if self.body.is_none() && self.filled >= HEADER {
            let length = self.check_header()?;
            let needed = place + usize::from(length);
            if needed > receive.len() {
                let needed = u32::try_from(needed).unwrap_or(u32::MAX);
                return Err(CapacityError::Receive { needed }.into());
            }
            self.filled = 0;
            self.body = Some(length);
        }
        match self.body {
            Some(length) if self.filled >= usize::from(length) => {
                self.body = None;
                self.filled = 0;
                let end = place + usize::from(length);
                let body = receive.get_mut(place..end).unwrap_or_default();
                Ok(Some(self.open(body)?))
            }
            _ => Ok(None),
        }
    }

    /// Checks the header. Returns the length of the body. The version is to be ignored.
    fn check_header(&self) -> Result<u16, TlsProtocolError> {
        let [kind, _, _, high, low] = self.header;
        let length = u16::from_be_bytes([high, low]);
        let most = match (kind, &self.keys) {
            (kind::CHANGE_CIPHER_SPEC, _) if self.is_handshake => 1,
            (kind::ALERT, None) => 2,
            (kind::HANDSHAKE, None) => MAX_CONTENT,
            (kind::APPLICATION_DATA, Some(_)) => MAX_CONTENT + MAX_EXPANSION,
            _ => return Err(TlsProtocolError::UnexpectedRecord),
        };
        match usize::from(length) {
            0 => Err(TlsProtocolError::EmptyRecord),
            2.. if kind == kind::CHANGE_CIPHER_SPEC => Err(TlsProtocolError::UnexpectedRecord),
            length if length > most && most < MAX_CONTENT => {
                Err(TlsProtocolError::MalformedMessage)
            }
            length if length > most => Err(TlsProtocolError::RecordOverflow),
            _ => Ok(length),
        }
    }

    fn open(&mut self, body: &mut [u8]) -> Result<Record, TlsProtocolError> {
        let [kind, ..] = self.header;
        let Some(keys) = self
            .keys
            .as_mut()
            .filter(|_| kind == kind::APPLICATION_DATA)
        else {
            return Ok(Record {
                kind,
                length: body.len(),
            });
        };
        let length = keys
            .open(self.header, body)
            .ok_or(TlsProtocolError::BadRecordMac)?;
        if length > self.limit {
            return Err(TlsProtocolError::RecordOverflow);
        }
        let inner = body.get(..length).unwrap_or(&[]);
        let last = inner.iter().rposition(|byte| *byte != 0);
        match last.and_then(|last| Some((*inner.get(last)?, last))) {
            // ChangeCipherSpec comes in the clear only, RFC 8446 section 5.
            None | Some((kind::CHANGE_CIPHER_SPEC, _)) => Err(TlsProtocolError::UnexpectedRecord),
            Some((kind, length)) => Ok(Record { kind, length }),
        }
    }
}

/// The limit to offer to the server for a receive buffer of so many bytes, RFC 8449.
///
/// A buffer that cannot hold the longest record has to hold, besides a record, certificates and the
/// beginning of a message that goes on in the next record; so it asks for records of a quarter.
pub(crate) const fn record_size_limit(receive: usize) -> u16 {
    if receive >= MAX_CONTENT + 1 + TAG {
        MAX_CONTENT as u16 + 1
    } else {
        (receive / 4) as u16
    }
}
