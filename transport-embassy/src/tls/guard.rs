//! What stands between decryption and the parser of `embedded-tls`: TLSInnerPlaintext, RFC 8446 sections 5.2 and 5.4.
//!
//! `embedded-tls` lets its user choose the cipher, so the cipher here is AES-128-GCM that also looks at what it has just
//! decrypted. During the handshake, whatever may not come is replaced by a CertificateVerify that no server can send: it brings
//! the reason to the [verifier](super::verifier), which fails the handshake.
//!
//! After it, the guard hands the keys over: a record that is made up to be read or written for that comes back with the key
//! and the first nonce in it. From then on the [session](super::session) does without `embedded-tls`.
//!
//! Which record it is, the [filter](super::filter) writes into its header, in the version that RFC 8446 section 5.1 has
//! everybody ignore; here the true header is put back before the tag is checked.

use aes_gcm::Aes128Gcm;
use aes_gcm::aead::generic_array::typenum::{U0, U12, U16};
use aes_gcm::aead::{AeadCore, AeadInPlace, Buffer, Error, Key, KeyInit, KeySizeUser, Nonce, Tag};
use embedded_tls::{Aes128GcmSha256, TlsCipherSuite};
use sha2::Sha256;
use zeroize::Zeroize;

use super::keys::Keys;
use super::refusal::Refusal;
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
    /// One that is made up after the handshake, to take the keys.
    HandOver,
}

impl Stage {
    /// The header that stands for `23, 3, 3, length`.
    pub(super) fn mark(self, length: [u8; 2]) -> [u8; 5] {
        let stage = match self {
            Self::First => 0x10,
            Self::Flight => 0x11,
            Self::HandOver => 0x12,
        };
        [APPLICATION_DATA, 3, stage, length[0], length[1]]
    }

    fn read(header: &[u8]) -> Option<(Self, [u8; 5])> {
        let (stage, high, low) = match *header {
            [APPLICATION_DATA, 3, 0x10, high, low] => (Self::First, high, low),
            [APPLICATION_DATA, 3, 0x11, high, low] => (Self::Flight, high, low),
            [APPLICATION_DATA, 3, 0x12, high, low] => (Self::HandOver, high, low),
            _ => return None,
        };
        Some((stage, [APPLICATION_DATA, 3, 3, high, low]))
    }
}

/// AES-128-GCM that judges what it decrypts.
///
/// `embedded-tls` has one on the stack while it hands a record's messages over, the certificates among them. So it keeps the key
/// only: its expansion has thirty times that size, and is made where it is used.
pub(super) struct Guard {
    key: [u8; 16],
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl Guard {
    #[inline(never)]
    fn encrypt(
        &self,
        nonce: &Nonce<Self>,
        header: &[u8],
        buffer: &mut dyn Buffer,
    ) -> Result<(), Error> {
        Aes128Gcm::new(&self.key.into()).encrypt_in_place(nonce, header, buffer)
    }

    #[inline(never)]
    fn decrypt(
        &self,
        nonce: &Nonce<Self>,
        header: &[u8],
        buffer: &mut dyn Buffer,
    ) -> Result<(), Error> {
        Aes128Gcm::new(&self.key.into()).decrypt_in_place(nonce, header, buffer)
    }

    /// Judges the plaintext in `buffer`, and changes it to what `embedded-tls` may see.
    fn admit(stage: Stage, buffer: &mut dyn Buffer) -> Result<(), Error> {
        let plaintext = buffer.as_ref();
        // Padding is zeros after the type, which is the last byte that is not zero.
        let (content, kind) = match plaintext
            .iter()
            .rposition(|byte| *byte != 0)
            .and_then(|end| plaintext.get(..=end))
        {
            Some([content @ .., kind]) => (content, *kind),
            _ => (&[][..], 0),
        };
        let verdict = match (kind, content) {
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

impl KeySizeUser for Guard {
    type KeySize = U16;
}

impl KeyInit for Guard {
    fn new(key: &Key<Self>) -> Self {
        Self { key: (*key).into() }
    }
}

impl AeadCore for Guard {
    type NonceSize = U12;
    type TagSize = U16;
    type CiphertextOverhead = U0;
}

impl AeadInPlace for Guard {
    fn encrypt_in_place(
        &self,
        nonce: &Nonce<Self>,
        header: &[u8],
        buffer: &mut dyn Buffer,
    ) -> Result<(), Error> {
        // Data is only ever written to have the keys.
        if let [.., APPLICATION_DATA] = buffer.as_ref() {
            return Keys::hand_over(&self.key, nonce, buffer);
        }
        self.encrypt(nonce, header, buffer)
    }

    /// Never called by `embedded-tls`.
    fn encrypt_in_place_detached(
        &self,
        _: &Nonce<Self>,
        _: &[u8],
        _: &mut [u8],
    ) -> Result<Tag<Self>, Error> {
        Err(Error)
    }

    fn decrypt_in_place(
        &self,
        nonce: &Nonce<Self>,
        header: &[u8],
        buffer: &mut dyn Buffer,
    ) -> Result<(), Error> {
        let (stage, header) = Stage::read(header).ok_or(Error)?;
        if stage == Stage::HandOver {
            Keys::hand_over(&self.key, nonce, buffer)?;
            return buffer.extend_from_slice(&[APPLICATION_DATA]);
        }
        self.decrypt(nonce, &header, buffer)?;
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

#[cfg(test)]
mod tests {
    use embedded_tls::{CertificateVerifyRef, SignatureScheme};

    use super::*;

    /// A record as long as `embedded-tls` has it after decryption: 16 bytes of room where the tag was.
    struct Record {
        bytes: [u8; 64],
        length: usize,
        room: usize,
    }

    impl Record {
        fn new(plaintext: &[u8]) -> Self {
            let mut bytes = [0xaa; 64];
            bytes[..plaintext.len()].copy_from_slice(plaintext);
            Self {
                bytes,
                length: plaintext.len(),
                room: plaintext.len() + 16,
            }
        }
    }

    impl AsRef<[u8]> for Record {
        fn as_ref(&self) -> &[u8] {
            &self.bytes[..self.length]
        }
    }

    impl AsMut<[u8]> for Record {
        fn as_mut(&mut self) -> &mut [u8] {
            &mut self.bytes[..self.length]
        }
    }

    impl Buffer for Record {
        fn extend_from_slice(&mut self, other: &[u8]) -> Result<(), Error> {
            let end = self.length + other.len();
            if end > self.room {
                return Err(Error);
            }
            self.bytes[self.length..end].copy_from_slice(other);
            self.length = end;
            Ok(())
        }

        fn truncate(&mut self, length: usize) {
            self.length = length;
        }
    }

    #[test]
    fn a_refusal_reaches_the_verifier_in_the_shortest_of_records() {
        for (plaintext, refusal) in [
            (&[][..], Refusal::Empty),
            (&[0], Refusal::Empty),
            (&[0; 40], Refusal::Empty),
            (&[HANDSHAKE], Refusal::Empty),
            (&[APPLICATION_DATA], Refusal::Record),
            (&[20], Refusal::Record),
            (&[ALERT], Refusal::Malformed),
            (&[2, 40, ALERT], Refusal::Alert(Alert(40))),
            (&[2, 255, ALERT, 0, 0], Refusal::Alert(Alert(255))),
            (&[1, HANDSHAKE], Refusal::Split),
            (&[24, 0, 0, 0, HANDSHAKE], Refusal::Message),
        ] {
            let mut record = Record::new(plaintext);
            assert_eq!(Guard::admit(Stage::Flight, &mut record), Ok(()));
            let [15, 0, 0, 6, 9, 6, 0, 2, code, detail, HANDSHAKE] = *record.as_ref() else {
                panic!("{plaintext:?} became {:?}", record.as_ref());
            };
            let verify = CertificateVerifyRef {
                signature_scheme: SignatureScheme::MlDsa87,
                signature: &[code, detail],
            };
            assert_eq!(
                Refusal::from_report(&verify),
                Some(refusal),
                "{plaintext:?}"
            );
        }
    }

    #[test]
    fn what_may_come_is_left_as_it_is() {
        let extensions = [8, 0, 0, 2, 0, 0, HANDSHAKE, 0, 0];
        let mut record = Record::new(&extensions);
        assert_eq!(Guard::admit(Stage::First, &mut record), Ok(()));
        assert_eq!(record.as_ref(), extensions);
    }

    #[test]
    fn keys_are_handed_over_when_asked_for_only() {
        let (key, nonce) = ([5; 16], [6; 12]);
        let guard = Guard::new(&key.into());
        let handed = [&key[..], &nonce[..]].concat();

        let mut read = Record::new(&[0; 40]);
        let header = Stage::HandOver.mark([0, 40]);
        assert_eq!(
            guard.decrypt_in_place(&nonce.into(), &header, &mut read),
            Ok(())
        );
        assert_eq!(read.as_ref(), [&handed[..], &[APPLICATION_DATA]].concat());

        let mut written = Record::new(&[0, APPLICATION_DATA]);
        written.room = 64;
        assert_eq!(
            guard.encrypt_in_place(&nonce.into(), &[0; 5], &mut written),
            Ok(())
        );
        assert_eq!(written.as_ref(), handed);

        for stage in [Stage::First, Stage::Flight] {
            let mut read = Record::new(&[0; 40]);
            let header = stage.mark([0, 40]);
            assert_eq!(
                guard.decrypt_in_place(&nonce.into(), &header, &mut read),
                Err(Error)
            );
        }
        let mut finished = Record::new(&[20, 0, 0, 0, HANDSHAKE]);
        assert_eq!(
            guard.encrypt_in_place(&nonce.into(), &[0; 5], &mut finished),
            Ok(())
        );
        assert_eq!(finished.length, 5 + 16);
        assert!(!finished.as_ref().windows(16).any(|bytes| bytes == key));
    }
}
