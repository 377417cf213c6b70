//! SHA-256 (FIPS 180-4) of one message with several initial states at once: the HMACs under all
//! secrets cover the same bytes, so they share one block buffer.
//!
//! Only the compression function comes from `sha2`. Its hasher, or `hmac`, would add a block and a
//! length for each secret, states that are not wiped, and a reachable panic.

use sha2::block_api::compress256;
use zeroize::Zeroize;

use crate::buffer::copy;

/// Length of a block in bytes.
pub(crate) const BLOCK: usize = 64;
/// Length of a digest in bytes.
pub(crate) const DIGEST: usize = 32;

/// Hash state between two blocks.
pub(crate) type State = [u32; 8];

/// Initial state (section 5.3.3).
pub(crate) const START: State = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// Updates each state with one block.
pub(crate) fn compress(states: &mut [State], block: &[u8; BLOCK]) {
    for state in states {
        compress256(state, core::slice::from_ref(block));
    }
}

/// Converts a final state to a digest (section 6.2.2).
pub(crate) fn digest(state: &State) -> [u8; DIGEST] {
    let mut digest = [0; DIGEST];
    put_digest(state, &mut digest);
    digest
}

/// Writes the digest to the beginning of `to`, so that no copy of a secret digest is left
/// elsewhere.
pub(crate) fn put_digest(state: &State, to: &mut [u8]) {
    for (bytes, word) in to.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
}

/// Block buffer: the bytes of a message that do not fill a block yet, and the length so far.
pub(crate) struct Gathered {
    block: [u8; BLOCK],
    length: u64,
}

impl Gathered {
    /// Makes an empty buffer; the states already cover `length` bytes, a multiple of the block
    /// length.
    pub(crate) const fn after(length: u64) -> Self {
        Self {
            block: [0; BLOCK],
            length,
        }
    }

    /// Starts again with a digest as the message; the states already cover `length` bytes.
    #[cfg(feature = "notify")]
    pub(crate) fn start_with(&mut self, digest: &State, length: u64) {
        put_digest(digest, &mut self.block);
        self.length = length + DIGEST as u64;
    }

    /// Adds bytes of the message, in pieces of any size. Whole blocks are not copied.
    pub(crate) fn update(&mut self, states: &mut [State], mut bytes: &[u8]) {
        let filled = (self.length % BLOCK as u64) as usize;
        self.length = self.length.wrapping_add(bytes.len() as u64);
        if filled > 0 {
            let room = self.block.get_mut(filled..).unwrap_or_default();
            let length = room.len();
            copy(room, bytes);
            let Some((_, later)) = bytes.split_at_checked(length) else {
                return;
            };
            compress(states, &self.block);
            bytes = later;
        }
        let (blocks, rest) = bytes.as_chunks();
        blocks.iter().for_each(|block| compress(states, block));
        copy(&mut self.block, rest);
    }

    /// Pads the message (section 5.1.1), which makes the states final.
    pub(crate) fn finish(&mut self, states: &mut [State]) {
        let bits = self.length.wrapping_mul(8).to_be_bytes();
        let filled = (self.length % BLOCK as u64) as usize;
        let mut room = self.block.iter_mut().skip(filled);
        if let Some(byte) = room.next() {
            *byte = 0x80;
        }
        room.for_each(|byte| *byte = 0);
        if filled >= BLOCK - bits.len() {
            compress(states, &self.block);
            self.block = [0; BLOCK];
        }
        for (byte, length) in self.block.iter_mut().rev().zip(bits.iter().rev()) {
            *byte = *length;
        }
        compress(states, &self.block);
    }

    pub(crate) fn wipe(&mut self) {
        self.block.zeroize();
    }
}
