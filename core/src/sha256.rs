//! SHA-256 (FIPS 180-4) of one message from several starting points at once: all secrets see the
//! same bytes, so they share the block that these are gathered in.
//!
//! Only the compression function is `sha2`'s. What its hasher, or `hmac` over it, would add here is
//! a block and a length for each secret, states that it does not wipe, and a call to panic.

use sha2::block_api::compress256;
use zeroize::Zeroize;

use crate::buffer::copy;

/// Bytes that are compressed at once.
pub(crate) const BLOCK: usize = 64;
/// Bytes of a digest.
pub(crate) const DIGEST: usize = 32;

/// A state between two blocks.
pub(crate) type State = [u32; 8];

/// Where SHA-256 starts, section 5.3.3.
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

/// Mixes one block into states.
pub(crate) fn compress(states: &mut [State], block: &[u8; BLOCK]) {
    for state in states {
        compress256(state, core::slice::from_ref(block));
    }
}

/// The state in bytes, section 6.2.2.
pub(crate) fn digest(state: &State) -> [u8; DIGEST] {
    let mut digest = [0; DIGEST];
    put_digest(state, &mut digest);
    digest
}

/// The same, at the beginning of `to`: of what is as good as a key, no copy is left elsewhere.
pub(crate) fn put_digest(state: &State, to: &mut [u8]) {
    for (bytes, word) in to.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
}

/// The bytes of a message that do not fill a block yet, and how many came before.
pub(crate) struct Gathered {
    block: [u8; BLOCK],
    length: u64,
}

impl Gathered {
    /// `length` bytes, whole blocks, have gone into the states before.
    pub(crate) const fn after(length: u64) -> Self {
        Self {
            block: [0; BLOCK],
            length,
        }
    }

    /// Starts over with a digest, behind `length` bytes that have gone into the states before.
    #[cfg(feature = "notify")]
    pub(crate) fn start_with(&mut self, digest: &State, length: u64) {
        put_digest(digest, &mut self.block);
        self.length = length + DIGEST as u64;
    }

    /// Takes more of the message, in pieces of any size. Whole blocks in it are not copied first.
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

    /// Pads the message, section 5.1.1: the states are final then.
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
