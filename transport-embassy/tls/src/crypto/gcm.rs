//! AES-GCM, NIST SP 800-38D, of the crates `aes` and `ghash`.
//!
//! The crate `aes-gcm` composes the same two crates, once for each key size; this is 5 kB smaller
//! on thumbv7em with both. All of it runs in constant time, as the two crates do.

use aes::Aes128;
#[cfg(feature = "aes-256-gcm")]
use aes::Aes256;
use aes::cipher::{Block, BlockCipherEncrypt, KeyInit as _};
use ghash::GHash;
use ghash::universal_hash::UniversalHash as _;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroize as _;

use super::{NONCE, TAG};

/// Bytes of a block of AES.
const BLOCK: usize = 16;

/// Blocks that the `aes` crate encrypts at the cost of one.
const PARALLEL: usize = 2;

/// AES by its key size.
enum Aes {
    Short(Aes128),
    #[cfg(feature = "aes-256-gcm")]
    Long(Aes256),
}

impl Aes {
    fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => Aes128::new_from_slice(key).ok().map(Self::Short),
            #[cfg(feature = "aes-256-gcm")]
            32 => Aes256::new_from_slice(key).ok().map(Self::Long),
            _ => None,
        }
    }

    fn encrypt(&self, blocks: &mut [Block<Aes128>; PARALLEL]) {
        match self {
            Self::Short(cipher) => cipher.encrypt_blocks(blocks),
            #[cfg(feature = "aes-256-gcm")]
            Self::Long(cipher) => cipher.encrypt_blocks(blocks),
        }
    }
}

/// A key and a nonce, which encrypt or decrypt one record.
pub(super) struct Gcm {
    cipher: Aes,
    nonce: [u8; NONCE],
    hash: GHash,
    /// What hides the hash: the first block of the key stream.
    mask: [u8; TAG],
}

impl Gcm {
    pub(super) fn new(key: &[u8], nonce: [u8; NONCE]) -> Option<Self> {
        let cipher = Aes::new(key)?;
        let mut blocks = [Block::<Aes128>::default(), counter_block(nonce, 1)];
        cipher.encrypt(&mut blocks);
        let [hash_key, mask] = blocks;
        Some(Self {
            cipher,
            nonce,
            hash: GHash::new(&hash_key),
            mask: mask.into(),
        })
    }

    /// Encrypts `content` and returns the tag.
    pub(super) fn seal(&mut self, header: &[u8], content: &mut [u8]) -> [u8; TAG] {
        self.apply_key_stream(content);
        self.tag(header, content)
    }

    /// Decrypts `content` if `tag` proves it authentic.
    pub(super) fn open(&mut self, header: &[u8], content: &mut [u8], tag: [u8; TAG]) -> Option<()> {
        let expected = self.tag(header, content);
        bool::from(expected.ct_eq(&tag)).then(|| self.apply_key_stream(content))
    }

    /// Combines `content` with the key stream, whose first block is the mask.
    fn apply_key_stream(&self, content: &mut [u8]) {
        let counters = (2_u32..).step_by(PARALLEL);
        for (counter, chunk) in counters.zip(content.chunks_mut(PARALLEL * BLOCK)) {
            let mut stream = [
                counter_block(self.nonce, counter),
                counter_block(self.nonce, counter.wrapping_add(1)),
            ];
            self.cipher.encrypt(&mut stream);
            for (block, key) in chunk.chunks_mut(BLOCK).zip(&stream) {
                for (byte, key) in block.iter_mut().zip(key) {
                    *byte ^= key;
                }
            }
        }
    }

    fn tag(&mut self, header: &[u8], ciphertext: &[u8]) -> [u8; TAG] {
        let mut lengths = [0; BLOCK];
        let bits = [header, ciphertext].map(|bytes| (bytes.len() as u64 * 8).to_be_bytes());
        for (to, from) in lengths.iter_mut().zip(bits.iter().flatten()) {
            *to = *from;
        }
        for part in [header, ciphertext, &lengths] {
            self.hash.update_padded(part);
        }
        let mut tag = self.mask;
        for (byte, hash) in tag.iter_mut().zip(self.hash.clone().finalize()) {
            *byte ^= hash;
        }
        tag
    }
}

impl Drop for Gcm {
    fn drop(&mut self) {
        self.mask.zeroize();
    }
}

/// The block that is encrypted for one block of the key stream.
fn counter_block(nonce: [u8; NONCE], counter: u32) -> Block<Aes128> {
    let mut block = Block::<Aes128>::default();
    let bytes = nonce.into_iter().chain(counter.to_be_bytes());
    for (to, from) in block.iter_mut().zip(bytes) {
        *to = from;
    }
    block
}

#[cfg(all(test, feature = "aes-256-gcm"))]
mod tests {
    use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
    use std::vec::Vec;

    use super::*;

    #[test]
    fn every_length_agrees_with_ring() {
        let all: Vec<u8> = (0..200_u8).map(|n| n.wrapping_mul(71)).collect();
        let nonce = [7; NONCE];
        for algorithm in [&AES_128_GCM, &AES_256_GCM] {
            let key = &all[..algorithm.key_len()];
            let ring = LessSafeKey::new(UnboundKey::new(algorithm, key).unwrap());
            for length in 0..all.len() {
                let header = &all[..length % 40];
                let mut expected = all[..length].to_vec();
                let nonce_of_ring = Nonce::assume_unique_for_key(nonce);
                let tag_of_ring = ring
                    .seal_in_place_separate_tag(nonce_of_ring, Aad::from(header), &mut expected)
                    .unwrap();
                let mut content = all[..length].to_vec();
                let tag = Gcm::new(key, nonce).unwrap().seal(header, &mut content);
                assert_eq!((&content, &tag[..]), (&expected, tag_of_ring.as_ref()));

                let mut wrong = tag;
                wrong[length % TAG] ^= 1 << (length % 8);
                let opened = Gcm::new(key, nonce)
                    .unwrap()
                    .open(header, &mut content, wrong);
                assert_eq!(
                    (opened, &content),
                    (None, &expected),
                    "nothing is decrypted"
                );
                let opened = Gcm::new(key, nonce)
                    .unwrap()
                    .open(header, &mut content, tag);
                assert_eq!((opened, &content[..]), (Some(()), &all[..length]));
            }
        }
        assert!(Gcm::new(&all[..24], nonce).is_none());
    }
}
