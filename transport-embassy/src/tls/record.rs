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
            (Progress::Flight(_), _) => {
                Self::judge_open([kind, major, minor, high, low])?;
            }
            _ => return Err(ProtocolError::UnexpectedRecord),
        }
        Ok(Some(length))
    }

    /// Judges the header of a record that must be encrypted. Says how much content follows.
    pub(super) fn judge_open(header: [u8; HEADER]) -> Result<u16, ProtocolError> {
        let [APPLICATION_DATA, 3, 3, high, low] = header else {
            return Err(ProtocolError::UnexpectedRecord);
        };
        match u16::from_be_bytes([high, low]) {
            0..MIN_CIPHERTEXT => Err(ProtocolError::EmptyRecord),
            length @ MIN_CIPHERTEXT..=MAX_CIPHERTEXT => Ok(length),
            _ => Err(ProtocolError::RecordOverflow),
        }
    }

    /// The header for `embedded-tls`, with the mark for the guard.
    pub(super) fn mark(&self, header: Header) -> [u8; HEADER] {
        let [kind, major, minor, high, low, _] = header;
        match self.progress {
            Progress::Hello => [kind, major, minor, high, low],
            Progress::Flight(0) => Stage::First.mark([high, low]),
            Progress::Flight(_) => Stage::Flight.mark([high, low]),
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
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Progress, ProtocolError as Error, Sequence};

    fn judge(progress: Progress, kind: u8, length: u16) -> Result<Option<u16>, Error> {
        let [high, low] = length.to_be_bytes();
        Sequence {
            progress,
            compatibility: 0,
        }
        .judge([kind, 3, 3, high, low, 1])
    }

    #[test]
    fn only_a_hello_or_an_alert_begins() {
        let hello = |kind, length| judge(Progress::Hello, kind, length);
        assert_eq!(hello(22, 1), Ok(Some(1)));
        assert_eq!(hello(22, 16_384), Ok(Some(16_384)));
        assert_eq!(hello(22, 16_385), Err(Error::RecordOverflow));
        assert_eq!(hello(22, 0), Err(Error::EmptyRecord));
        assert_eq!(hello(21, 2), Ok(Some(2)));
        assert_eq!(hello(20, 1), Ok(None));
        for (kind, length) in [
            (21, 0),
            (21, 1),
            (21, 3),
            (20, 0),
            (20, 2),
            (23, 40),
            (0, 1),
            (24, 1),
            (255, 1),
        ] {
            assert_eq!(
                hello(kind, length),
                Err(Error::UnexpectedRecord),
                "{kind} {length}"
            );
        }
    }

    #[test]
    fn then_only_encrypted_records_that_hold_something() {
        for progress in [Progress::Flight(0), Progress::Flight(7)] {
            let encrypted = |length| judge(progress, 23, length);
            for length in [0, 15, 16] {
                assert_eq!(encrypted(length), Err(Error::EmptyRecord), "{length}");
            }
            for length in [17, 100, 16_401] {
                assert_eq!(encrypted(length), Ok(Some(length)));
            }
            for length in [16_402, 16_640, u16::MAX] {
                assert_eq!(encrypted(length), Err(Error::RecordOverflow), "{length}");
            }
            for kind in [21, 22, 0, 24] {
                assert_eq!(
                    judge(progress, kind, 2),
                    Err(Error::UnexpectedRecord),
                    "{kind}"
                );
            }
        }
        assert_eq!(
            judge(Progress::Flight(8), 23, 100),
            Err(Error::TooManyRecords)
        );
        assert_eq!(judge(Progress::Flight(0), 20, 1), Ok(None));
        assert_eq!(
            Sequence::judge_open([20, 3, 3, 0, 1]),
            Err(Error::UnexpectedRecord)
        );
        assert_eq!(Sequence::judge_open([23, 3, 3, 0, 17]), Ok(17));
        assert_eq!(
            Sequence::judge_open([23, 3, 1, 0, 17]),
            Err(Error::UnexpectedRecord)
        );
    }
}
