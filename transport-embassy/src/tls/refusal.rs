//! Why a record is kept from `embedded-tls`, and how that reaches whoever fails the connection: RFC 8446 sections 5 and 6.

use aes_gcm::aead::{Buffer, Error};
use embedded_tls::{CertificateVerifyRef, SignatureScheme};

use super::guard::{ALERT, APPLICATION_DATA, HANDSHAKE};
use super::{Alert, CertificateError, ProtocolError, TlsError, messages};

/// Why a record is kept from the parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Alert(Alert),
    /// No content, or no type.
    Empty,
    /// A type that cannot come now.
    Record,
    /// A handshake message that cannot come now.
    Message,
    Split,
    Malformed,
    /// A signature scheme that cannot be verified.
    Scheme,
    KeyUpdate,
}

impl Refusal {
    /// Refusals without a detail, by their number in a report.
    const PLAIN: [Self; 7] = [
        Self::Empty,
        Self::Record,
        Self::Message,
        Self::Split,
        Self::Malformed,
        Self::Scheme,
        Self::KeyUpdate,
    ];

    /// A record with a CertificateVerify under ML-DSA-87, which [`messages`] lets no server send.
    ///
    /// It is not longer than the tag, which was there a moment ago, so it fits.
    pub(super) fn report(self, buffer: &mut dyn Buffer) -> Result<(), Error> {
        let [code, detail] = match self {
            Self::Alert(Alert(number)) => [u8::MAX, number],
            plain => [
                (0..)
                    .zip(Self::PLAIN)
                    .find(|(_, known)| *known == plain)
                    .map_or(0, |(index, _)| index),
                0,
            ],
        };
        buffer.truncate(0);
        buffer.extend_from_slice(&[15, 0, 0, 6, 0x09, 0x06, 0, 2, code, detail, HANDSHAKE])
    }

    /// Reads a report. `None` is a CertificateVerify of the server's.
    pub(super) fn from_report(verify: &CertificateVerifyRef<'_>) -> Option<Self> {
        match (verify.signature_scheme, verify.signature) {
            (SignatureScheme::MlDsa87, [u8::MAX, number]) => Some(Self::Alert(Alert(*number))),
            (SignatureScheme::MlDsa87, [code, _]) => Self::PLAIN
                .get(usize::from(*code))
                .copied()
                .or(Some(Self::Malformed)),
            (SignatureScheme::MlDsa87, _) => Some(Self::Malformed),
            _ => None,
        }
    }
}

impl<E> From<Refusal> for TlsError<E> {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Alert(alert) => Self::Alert(alert),
            Refusal::Scheme => CertificateError::UnsupportedAlgorithm.into(),
            Refusal::Empty => ProtocolError::EmptyRecord.into(),
            Refusal::Record => ProtocolError::UnexpectedRecord.into(),
            Refusal::Message => ProtocolError::UnexpectedMessage.into(),
            Refusal::Split => ProtocolError::SplitMessage.into(),
            Refusal::Malformed => ProtocolError::MalformedMessage.into(),
            Refusal::KeyUpdate => ProtocolError::KeyUpdate.into(),
        }
    }
}

/// What a record after the handshake turned out to be.
pub(super) enum Opened {
    /// So many bytes of application data.
    Data(usize),
    /// Nothing that matters.
    Nothing,
    /// `close_notify`.
    Closed,
    Refused(Refusal),
}

impl Opened {
    /// Judges a decrypted record: content, then type.
    pub(super) fn judge(record: &[u8]) -> Self {
        let verdict = match record {
            [content @ .., APPLICATION_DATA] => return Self::Data(content.len()),
            [_, number, ALERT] => match Alert(*number) {
                Alert::CLOSE_NOTIFY => return Self::Closed,
                Alert::USER_CANCELED => return Self::Nothing,
                alert => Err(Refusal::Alert(alert)),
            },
            [.., ALERT] => Err(Refusal::Malformed),
            [content @ .., HANDSHAKE] => messages::check_after(content),
            [.., 0] | [] => Err(Refusal::Empty),
            _ => Err(Refusal::Record),
        };
        verdict.map_or_else(Self::Refused, |()| Self::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reported_refusal_is_the_only_meaning_of_its_scheme() {
        for signature in [&[][..], &[1], &[200, 0], &[0, 0, 0]] {
            let verify = CertificateVerifyRef {
                signature_scheme: SignatureScheme::MlDsa87,
                signature,
            };
            assert_eq!(
                Refusal::from_report(&verify),
                Some(Refusal::Malformed),
                "{signature:?}"
            );
        }
        let verify = CertificateVerifyRef {
            signature_scheme: SignatureScheme::EcdsaSecp256r1Sha256,
            signature: &[0, 0],
        };
        assert_eq!(Refusal::from_report(&verify), None);
    }
}
