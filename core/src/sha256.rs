//! SHA-256 (FIPS 180-4, section 6.2), small: 0.6 kB of flash and nothing in it that could panic.
//!
//! The `sha2` crate takes 4 kB on a Cortex-M4 and leaves a reachable panic behind. The tests hold the
//! two against each other.

use zeroize::Zeroize;

/// The first 32 bits of the fractions of the cube roots of the first 64 primes (section 4.2.2).
const K: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

/// The first 32 bits of the fractions of the square roots of the first 8 primes (section 5.3.3).
const INITIAL: [u32; 8] = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

const BLOCK: usize = 64;

/// Where the length of the message stands in its last block.
const LENGTH_AT: usize = BLOCK - 8;

/// A message on its way into its digest. What is left of it is wiped when dropped: it may be a
/// secret.
pub(crate) struct Sha256 {
    state: [u32; 8],
    block: [u8; BLOCK],
    /// Bytes in the block; always fewer than it holds.
    filled: usize,
    /// Bytes of the message.
    length: u64,
}

impl Sha256 {
    pub(crate) const fn new() -> Self {
        Self {
            state: INITIAL,
            block: [0; BLOCK],
            filled: 0,
            length: 0,
        }
    }

    /// Adds to the message.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.length = self.length.wrapping_add(1);
            self.push(byte);
        }
    }

    /// The digest of the message (section 5.1.1: a one bit, zeros, and its length in bits).
    pub(crate) fn finish(mut self) -> [u8; 32] {
        let bits = self.length.wrapping_mul(8);
        self.push(0x80);
        while self.filled != LENGTH_AT {
            self.push(0);
        }
        for byte in bits.to_be_bytes() {
            self.push(byte);
        }
        let mut digest = [0; 32];
        let words = self.state.iter().flat_map(|word| word.to_be_bytes());
        for (place, byte) in digest.iter_mut().zip(words) {
            *place = byte;
        }
        digest
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.block.get_mut(self.filled) {
            *place = byte;
        }
        self.filled += 1;
        if self.filled == BLOCK {
            self.filled = 0;
            self.compress();
        }
    }

    /// Section 6.2.2. The schedule is a window of sixteen words that moves on with the rounds.
    #[inline(never)]
    fn compress(&mut self) {
        let mut window = [0_u32; 16];
        for (word, bytes) in window.iter_mut().zip(self.block.chunks_exact(4)) {
            *word = bytes.iter().fold(0, |w, &byte| w << 8 | u32::from(byte));
        }
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = self.state;
        for k in &K {
            let [w, w1, .., w9, _, _, _, _, w14, _] = window;
            let choice = (e & f) ^ (!e & g);
            let majority = (a & b) ^ (a & c) ^ (b & c);
            let t1 = h
                .wrapping_add(e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25))
                .wrapping_add(choice)
                .wrapping_add(*k)
                .wrapping_add(w);
            let t2 = (a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22))
                .wrapping_add(majority);
            [a, b, c, d, e, f, g, h] = [t1.wrapping_add(t2), a, b, c, d.wrapping_add(t1), e, f, g];
            let mut next = (w14.rotate_right(17) ^ w14.rotate_right(19) ^ (w14 >> 10))
                .wrapping_add(w9)
                .wrapping_add(w1.rotate_right(7) ^ w1.rotate_right(18) ^ (w1 >> 3))
                .wrapping_add(w);
            for word in window.iter_mut().rev() {
                core::mem::swap(word, &mut next);
            }
        }
        let rounds = [a, b, c, d, e, f, g, h];
        for (word, round) in self.state.iter_mut().zip(rounds) {
            *word = word.wrapping_add(round);
        }
        window.zeroize();
    }
}

impl Drop for Sha256 {
    fn drop(&mut self) {
        self.block.zeroize();
        self.state.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use std::string::String;
    use std::{format, vec};

    use sha2::Digest as _;

    use super::*;

    fn hex(message: &[u8]) -> String {
        let mut hash = Sha256::new();
        hash.update(message);
        hash.finish()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// The examples of FIPS 180-4's sheet for SHA-256, and the empty message.
    #[test]
    fn published_digests() {
        for (message, digest) in [
            (
                "",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            (
                "abc",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            ),
        ] {
            assert_eq!(hex(message.as_bytes()), digest);
        }
    }

    /// Every length over the padding's corners, in one piece and in two.
    #[test]
    fn agrees_with_sha2_at_every_length() {
        let mut compared = 0;
        for length in 0..=300 {
            let message = vec![b'a' + (length % 23) as u8; length];
            let theirs: [u8; 32] = sha2::Sha256::digest(&message).into();
            for cut in [0, length / 3, length] {
                let (first, second) = message.split_at(cut);
                let mut hash = Sha256::new();
                hash.update(first);
                hash.update(second);
                assert_eq!(hash.finish(), theirs, "{length} bytes, cut at {cut}");
                compared += 1;
            }
        }
        assert_eq!(compared, 903);
    }
}
