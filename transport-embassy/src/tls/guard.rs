//! What stands between decryption and the parser of `embedded-tls`: TLSInnerPlaintext, RFC 8446 sections 5.2 and 5.4.
//!
//! `embedded-tls` lets its user choose the cipher, so the cipher here is AES-128-GCM that also looks at what it has just
//! decrypted. During the handshake, whatever may not come is replaced by a CertificateVerify that no server can send: it brings
//! the reason to the [verifier](super::verifier), which fails the handshake. After it, every record is handed on as application
//! data with its true type as the last byte, so that alerts and tickets are judged by [`TlsStream`](super::TlsStream) and
//! `embedded-tls` never parses them.
//!
//! Which of the two it is, the [filter](super::filter) writes into the record's header, in the version that
//! RFC 8446 section 5.1 has everybody ignore; here the true header is put back before the tag is checked.

use aes_gcm::Aes128Gcm;
use aes_gcm::aead::generic_array::typenum::{U0, U12, U16};
use aes_gcm::aead::{AeadCore, AeadInPlace, Buffer, Error, Key, KeyInit, KeySizeUser, Nonce, Tag};
use embedded_tls::{Aes128GcmSha256, CertificateVerifyRef, SignatureScheme, TlsCipherSuite};
use sha2::Sha256;

use super::config::MAX_CONTENT;
use super::{Alert, messages};

pub(super) const ALERT: u8 = 21;
pub(super) const HANDSHAKE: u8 = 22;
pub(super) const APPLICATION_DATA: u8 = 23;

/// `TLS_AES_128_GCM_SHA256` with the guard in it.
pub(super) struct Suite;

impl TlsCipherSuite for Suite {
    const CODE_POINT: u16 = Aes128GcmSha256::CODE_POINT;
    type Cipher = Guard;
    type KeyLen = U16;
    type IvLen = U12;
    type Hash = Sha256;
    type LabelBufferSize = <Aes128GcmSha256 as TlsCipherSuite>::LabelBufferSize;
}

/// Which record this is, as the filter tells the guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The first encrypted record.
    First,
    /// A further one of the handshake.
    Flight,
    /// One that comes after the handshake.
    Open,
}

impl Stage {
    /// The header that stands for `23, 3, 3, length`.
    pub(super) fn mark(self, length: [u8; 2]) -> [u8; 5] {
        let stage = match self {
            Self::First => 0x10,
            Self::Flight => 0x11,
            Self::Open => 0x12,
        };
        [APPLICATION_DATA, 3, stage, length[0], length[1]]
    }

    fn read(header: &[u8]) -> Option<(Self, [u8; 5])> {
        let (stage, high, low) = match *header {
            [APPLICATION_DATA, 3, 0x10, high, low] => (Self::First, high, low),
            [APPLICATION_DATA, 3, 0x11, high, low] => (Self::Flight, high, low),
            [APPLICATION_DATA, 3, 0x12, high, low] => (Self::Open, high, low),
            _ => return None,
        };
        Some((stage, [APPLICATION_DATA, 3, 3, high, low]))
    }
}

/// Why a record is kept from the parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Alert(Alert),
    /// No content, or no type.
    Empty,
    /// More than a record may hold.
    Overflow,
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
    const PLAIN: [Self; 8] = [
        Self::Empty,
        Self::Overflow,
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
    fn report(self, buffer: &mut dyn Buffer) -> Result<(), Error> {
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

/// AES-128-GCM that judges what it decrypts.
pub(super) struct Guard(Aes128Gcm);

impl Guard {
    /// Judges the plaintext in `buffer`, and changes it to what `embedded-tls` may see.
    fn admit(stage: Stage, buffer: &mut dyn Buffer) -> Result<(), Error> {
        let plaintext = buffer.as_ref();
        let overflow = plaintext.len() > MAX_CONTENT + 1;
        // Padding is zeros after the type, which is the last byte that is not zero.
        let (content, kind) = match plaintext
            .iter()
            .rposition(|byte| *byte != 0)
            .and_then(|end| plaintext.get(..=end))
        {
            Some([content @ .., kind]) => (content, *kind),
            _ => (&[][..], 0),
        };
        let end = content.len();
        if stage == Stage::Open {
            buffer.truncate(end);
            let kind = if overflow { u8::MAX } else { kind };
            return buffer.extend_from_slice(&[kind, APPLICATION_DATA]);
        }
        let verdict = match (kind, content) {
            _ if overflow => Err(Refusal::Overflow),
            (HANDSHAKE, _) => messages::check_flight(content, stage == Stage::First),
            (ALERT, [_, number]) => Err(Refusal::Alert(Alert(*number))),
            (ALERT, _) => Err(Refusal::Malformed),
            (0, _) => Err(Refusal::Empty),
            _ => Err(Refusal::Record),
        };
        match verdict {
            Ok(()) => Ok(()),
            Err(refusal) => refusal.report(buffer),
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
    /// Judges a record that [`Guard::admit`] has handed on: content, then type.
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
            [.., u8::MAX] => Err(Refusal::Overflow),
            _ => Err(Refusal::Record),
        };
        verdict.map_or_else(Self::Refused, |()| Self::Nothing)
    }
}

impl KeySizeUser for Guard {
    type KeySize = U16;
}

impl KeyInit for Guard {
    fn new(key: &Key<Self>) -> Self {
        Self(Aes128Gcm::new(key))
    }
}

impl AeadCore for Guard {
    type NonceSize = U12;
    type TagSize = U16;
    type CiphertextOverhead = U0;
}

impl AeadInPlace for Guard {
    fn encrypt_in_place_detached(
        &self,
        nonce: &Nonce<Self>,
        header: &[u8],
        buffer: &mut [u8],
    ) -> Result<Tag<Self>, Error> {
        self.0.encrypt_in_place_detached(nonce, header, buffer)
    }

    fn decrypt_in_place(
        &self,
        nonce: &Nonce<Self>,
        header: &[u8],
        buffer: &mut dyn Buffer,
    ) -> Result<(), Error> {
        let (stage, header) = Stage::read(header).ok_or(Error)?;
        self.0.decrypt_in_place(nonce, &header, buffer)?;
        Self::admit(stage, buffer)
    }

    /// Never called by `embedded-tls`; without the room of the tag there is nothing to report with.
    fn decrypt_in_place_detached(
        &self,
        _: &Nonce<Self>,
        _: &[u8],
        _: &mut [u8],
        _: &Tag<Self>,
    ) -> Result<(), Error> {
        Err(Error)
    }
}
