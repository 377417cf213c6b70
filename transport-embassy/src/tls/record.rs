//! Which records may come now, by their headers, and how long they may be: RFC 8446 sections 5.1 and 5.2.

use super::config::{MAX_CIPHERTEXT, MAX_CONTENT};
use super::guard::{ALERT, APPLICATION_DATA, HANDSHAKE, Stage};
use super::{Alert, ProtocolError, TlsError, hello};

pub(super) const CHANGE_CIPHER_SPEC: u8 = 20;

/// Bytes of a header.
pub(super) const HEADER: usize = 5;

/// The shortest encrypted record that is not empty: a type and a tag.
const MIN_CIPHERTEXT: u16 = 17;

/// Encrypted records of one handshake: one for each message is five.
const MAX_FLIGHT: u8 = 8;

/// Compatibility records of one handshake, RFC 8446 appendix D.4.
const MAX_COMPATIBILITY: u8 = 2;

/// A header as it came, and the content of a compatibility record.
pub(super) type Header = [u8; HEADER + 1];

/// How far the connection has come, by the records that went through.
#[derive(Clone, Copy)]
pub(super) struct Sequence {
    progress: Progress,
    compatibility: u8,
}

#[derive(Clone, Copy)]
enum Progress {
    /// ServerHello is to come.
    Hello,
    /// So many encrypted records of the handshake have come.
    Flight(u8),
    /// The handshake is over.
    Open,
}

impl Sequence {
    pub(super) const fn new() -> Self {
        Self {
            progress: Progress::Hello,
            compatibility: 0,
        }
    }

    /// Judges a header. Says how much content follows, or `None` for a record to pass over.
    pub(super) fn judge(&mut self, header: Header) -> Result<Option<u16>, ProtocolError> {
        let [kind, major, minor, high, low, content] = header;
        let length = u16::from_be_bytes([high, low]);
        match (self.progress, kind) {
            (Progress::Hello | Progress::Flight(_), CHANGE_CIPHER_SPEC)
                if length == 1 && content == 1 =>
            {
                self.compatibility = self.compatibility.saturating_add(1);
                if self.compatibility > MAX_COMPATIBILITY {
                    return Err(ProtocolError::UnexpectedRecord);
                }
                return Ok(None);
            }
            (Progress::Hello, ALERT) if length == 2 => {}
            (Progress::Hello, HANDSHAKE) => match usize::from(length) {
                0 => return Err(ProtocolError::EmptyRecord),
                1..=MAX_CONTENT => {}
                _ => return Err(ProtocolError::RecordOverflow),
            },
            (Progress::Flight(MAX_FLIGHT), APPLICATION_DATA) => {
                return Err(ProtocolError::TooManyRecords);
            }
            (Progress::Flight(_) | Progress::Open, APPLICATION_DATA)
                if [major, minor] == [3, 3] =>
            {
                match length {
                    0..MIN_CIPHERTEXT => return Err(ProtocolError::EmptyRecord),
                    MIN_CIPHERTEXT..=MAX_CIPHERTEXT => {}
                    _ => return Err(ProtocolError::RecordOverflow),
                }
            }
            _ => return Err(ProtocolError::UnexpectedRecord),
        }
        Ok(Some(length))
    }

    /// The header for `embedded-tls`, with the mark for the guard.
    pub(super) fn mark(&self, header: Header) -> [u8; HEADER] {
        let [kind, major, minor, high, low, _] = header;
        match self.progress {
            Progress::Hello => [kind, major, minor, high, low],
            Progress::Flight(0) => Stage::First.mark([high, low]),
            Progress::Flight(_) => Stage::Flight.mark([high, low]),
            Progress::Open => Stage::Open.mark([high, low]),
        }
    }

    /// Judges content that came in the clear, and counts records.
    pub(super) fn received<E>(
        &mut self,
        header: Header,
        content: &[u8],
    ) -> Result<(), TlsError<E>> {
        self.progress = match (self.progress, content) {
            (Progress::Hello, [_, number]) if header.starts_with(&[ALERT]) => {
                return Err(TlsError::Alert(Alert(*number)));
            }
            (Progress::Hello, _) => {
                hello::check(content)?;
                Progress::Flight(0)
            }
            (Progress::Flight(count), _) => Progress::Flight(count.saturating_add(1)),
            (Progress::Open, _) => Progress::Open,
        };
        Ok(())
    }

    /// Notes a record of ours. The first encrypted one ends the handshake: the server's flight was read before.
    pub(super) fn sent(&mut self, kind: u8) {
        if let (Progress::Flight(_), APPLICATION_DATA) = (self.progress, kind) {
            self.progress = Progress::Open;
        }
    }
}
