//! The keys of one direction, RFC 8446 sections 5.2, 5.3, 7.2 and 7.3.

use zeroize::Zeroize as _;

use super::{HEADER, kind};
use crate::crypto::hash::Secret;
use crate::crypto::suite::CipherSuite;
use crate::crypto::{NONCE, TAG, aead};
use crate::key_schedule::{expand_label, expand_label_into};

/// A traffic secret, what is derived from it, and how many records it has protected.
pub(crate) struct TrafficKeys {
    suite: CipherSuite,
    secret: Secret,
    key: [u8; 32],
    iv: [u8; NONCE],
    sequence: u64,
}

impl TrafficKeys {
    pub(crate) fn new(suite: CipherSuite, secret: Secret) -> Self {
        let (mut key, mut iv) = ([0; 32], [0; NONCE]);
        let used = key.get_mut(..suite.key_length()).unwrap_or_default();
        expand_label_into(suite.hash(), &secret, b"key", used);
        expand_label_into(suite.hash(), &secret, b"iv", &mut iv);
        Self {
            suite,
            secret,
            key,
            iv,
            sequence: 0,
        }
    }

    /// The secret that the keys come from.
    pub(crate) const fn secret(&self) -> &Secret {
        &self.secret
    }

    /// How many records these keys have protected.
    pub(crate) const fn sequence(&self) -> u64 {
        self.sequence
    }

    #[cfg(test)]
    pub(crate) fn derived(&self) -> (&[u8], &[u8]) {
        (self.key(), &self.iv)
    }

    #[cfg(test)]
    pub(crate) const fn set_sequence(&mut self, sequence: u64) {
        self.sequence = sequence;
    }

    /// Goes on to the next keys, RFC 8446 section 7.2.
    pub(crate) fn update(&mut self) {
        let next = expand_label(self.suite.hash(), &self.secret, b"traffic upd", &[]);
        *self = Self::new(self.suite, next);
    }

    /// The nonce of the next record.
    fn next_nonce(&mut self) -> Option<[u8; NONCE]> {
        let mut nonce = self.iv;
        let sequence = self.sequence.to_be_bytes();
        for (byte, number) in nonce.iter_mut().rev().zip(sequence.iter().rev()) {
            *byte ^= number;
        }
        self.sequence = self.sequence.checked_add(1)?;
        Some(nonce)
    }

    /// Encrypts the record that `record` begins with, in place: `length` bytes of content behind
    /// the room for the header. Returns the length of the record.
    pub(crate) fn seal(&mut self, record: &mut [u8], length: usize, kind: u8) -> Option<usize> {
        let body = u16::try_from(length + 1 + TAG).ok()?;
        let [high, low] = body.to_be_bytes();
        let header = [kind::APPLICATION_DATA, 3, 3, high, low];
        let (place, rest) = record.split_first_chunk_mut::<HEADER>()?;
        let (content, rest) = rest.split_at_mut_checked(length + 1)?;
        let place_of_tag = rest.first_chunk_mut::<TAG>()?;
        *place = header;
        *content.last_mut()? = kind;
        let nonce = self.next_nonce()?;
        *place_of_tag = aead::seal(self.suite, self.key(), nonce, &header, content)?;
        Some(HEADER + usize::from(body))
    }

    /// Decrypts a record's body in place. Returns the length of content, type and padding.
    pub(crate) fn open(&mut self, header: [u8; HEADER], body: &mut [u8]) -> Option<usize> {
        let (content, tag) = body.split_last_chunk_mut::<TAG>()?;
        let nonce = self.next_nonce()?;
        aead::open(self.suite, self.key(), nonce, &header, content, *tag)?;
        Some(content.len())
    }

    fn key(&self) -> &[u8] {
        self.key.get(..self.suite.key_length()).unwrap_or(&[])
    }
}

impl Drop for TrafficKeys {
    fn drop(&mut self) {
        self.key.zeroize();
        self.iv.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::hash::HashAlgorithm;
    use crate::crypto::hex;

    #[test]
    fn keys_are_those_of_rfc_8448() {
        let secret = hex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
        let keys = TrafficKeys::new(CipherSuite::Aes128GcmSha256, Secret::new(&secret));
        let (key, iv) = keys.derived();
        assert_eq!(key, hex("3fce516009c21727d0f2e4e86ee403bc"));
        assert_eq!(iv, hex("5d313eb2671276ee13000b30"));
        let key = expand_label(HashAlgorithm::Sha256, keys.secret(), b"finished", &[]);
        assert!(key.is(&hex(
            "008d3b66f816ea559f96b537e885c31fc068bf492c652f01f288a1d8cdc19fc8"
        )));
    }
}
