//! SHA-256 (FIPS 180-4) of one message from several starting points at once: all secrets see the
//! same bytes, so they share the block that these are gathered in.
//!
//! Only the compression function is `sha2`'s. What its hasher would add here is a block and a
//! length for each secret, and states that it does not wipe.

use sha2::compress256;
use zeroize::Zeroize;

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

/// Mixes one block into a state.
pub(crate) fn compress(state: &mut State, block: &[u8; BLOCK]) {
    compress256(state, core::slice::from_ref(block.into()));
}

/// The state in bytes, section 6.2.2.
pub(crate) fn digest(state: &State) -> [u8; DIGEST] {
    let mut digest = [0; DIGEST];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(state) {
        for (byte, value) in bytes.iter_mut().zip(word.to_be_bytes()) {
            *byte = value;
        }
    }
    digest
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

    /// Takes more of the message, in pieces of any size.
    pub(crate) fn update(&mut self, states: &mut [State], mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let filled = (self.length % BLOCK as u64) as usize;
            let length = bytes.len().min(BLOCK - filled);
            let (now, later) = bytes.split_at_checked(length).unwrap_or_default();
            if let Some(room) = self.block.get_mut(filled..filled + length)
                && room.len() == now.len()
            {
                room.copy_from_slice(now);
            }
            self.length = self.length.wrapping_add(length as u64);
            bytes = later;
            if filled + length == BLOCK {
                self.compress(states);
            }
        }
    }

    /// Pads the message, section 5.1.1: the states are final then.
    pub(crate) fn finish(&mut self, states: &mut [State]) {
        let bits = self.length.wrapping_mul(8);
        self.update(states, &[0x80]);
        while self.length % BLOCK as u64 != BLOCK as u64 - 8 {
            self.update(states, &[0]);
        }
        self.update(states, &bits.to_be_bytes());
    }

    fn compress(&self, states: &mut [State]) {
        for state in states {
            compress(state, &self.block);
        }
    }

    pub(crate) fn wipe(&mut self) {
        self.block.zeroize();
    }
}
