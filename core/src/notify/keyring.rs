//! The secrets that notifications may be signed with, ready for use.

use core::fmt;
use core::slice::from_mut;

use zeroize::Zeroize;

use super::SetupError;
use crate::sha256::{BLOCK, Gathered, START, State, compress, copy, put_digest};
use crate::{SecretKey, Stored};

/// HMAC's two states behind the block that the key makes (RFC 2104 section 4).
#[derive(Clone, Copy)]
pub(super) struct Key {
    pub(super) inner: State,
    pub(super) outer: State,
}

impl Key {
    const NONE: Self = Self {
        inner: [0; 8],
        outer: [0; 8],
    };

    pub(super) fn new(secret: &[u8]) -> Self {
        let mut key = Self::NONE;
        key.set(secret);
        key
    }

    /// In its place, so that nothing of it is left where it was made.
    fn set(&mut self, secret: &[u8]) {
        let mut block = [0; BLOCK];
        if secret.len() > BLOCK {
            let mut states = [START];
            let mut gathered = Gathered::after(0);
            gathered.update(&mut states, secret);
            gathered.finish(&mut states);
            put_digest(&states[0], &mut block);
            gathered.wipe();
            states.zeroize();
        } else {
            copy(&mut block, secret);
        }
        self.inner = START;
        self.outer = START;
        block.iter_mut().for_each(|byte| *byte ^= 0x36);
        compress(from_mut(&mut self.inner), &block);
        block.iter_mut().for_each(|byte| *byte ^= 0x36 ^ 0x5c);
        compress(from_mut(&mut self.outer), &block);
        block.zeroize();
    }

    pub(super) fn wipe(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

/// Up to `N` secrets, any of which may have signed a notification: two while one replaces another.
///
/// It takes `64 * N` bytes and a word. What it keeps of a secret is what HMAC makes of it first,
/// enough to sign with: it is wiped when the keyring is dropped, and never shown by `Debug` or
/// defmt. (Moving a value in Rust may leave a copy behind that nothing can wipe: keep a keyring
/// where it is, and hand out references.) An empty keyring finds everything forged.
///
/// ```
/// use gigapay_webhooks::notify::Keyring;
///
/// let mut keyring: Keyring = Keyring::new();
/// keyring.push(b"c1329a085d65f7757838df5920fdcc9a")?;
/// // The webhook is about to get a new secret: from now on, both will do.
/// keyring.push(b"p9wzz8cpkymrcqphzeg0yyk5jhxe5m9h")?;
/// // No notification signed with the old one is on its way any more.
/// assert!(keyring.retire(0));
/// assert_eq!(keyring.len(), 1);
/// # Ok::<(), gigapay_webhooks::notify::SetupError>(())
/// ```
pub struct Keyring<const N: usize = 2> {
    keys: [Key; N],
    count: usize,
}

impl<const N: usize> Keyring<N> {
    /// No secrets yet.
    pub const fn new() -> Self {
        Self {
            keys: [Key::NONE; N],
            count: 0,
        }
    }

    /// Adds a secret, the bytes of a webhook's `secret_key` as they are
    /// ([B10](crate::behaviour#b10), [B24](crate::behaviour#b24)). The place among the others by
    /// which verdicts name it is the number of those before it.
    ///
    /// # Errors
    /// [`SetupError::EmptySecret`]: anyone could sign with that.
    /// [`SetupError::TooManySecrets`] if there are `N` already.
    pub fn push(&mut self, secret: &[u8]) -> Result<(), SetupError> {
        if secret.is_empty() {
            return Err(SetupError::EmptySecret);
        }
        let place = self.keys.get_mut(self.count);
        place.ok_or(SetupError::TooManySecrets)?.set(secret);
        self.count += 1;
        Ok(())
    }

    /// Adds the secret key of a webhook; as [`push`](Self::push).
    ///
    /// # Errors
    /// Those of [`push`](Self::push).
    pub fn push_key<S: Stored>(&mut self, key: &SecretKey<S>) -> Result<(), SetupError> {
        self.push(key.expose().as_bytes())
    }

    /// Removes the secret at `place`, and wipes it; those after it move up. Returns `false` if
    /// there is none.
    #[must_use = "false: the keyring has no such secret"]
    pub fn retire(&mut self, place: usize) -> bool {
        if place >= self.count {
            return false;
        }
        for later in place + 1..self.count {
            if let Some(key) = self.keys.get(later).copied()
                && let Some(earlier) = self.keys.get_mut(later - 1)
            {
                *earlier = key;
            }
        }
        self.count -= 1;
        if let Some(key) = self.keys.get_mut(self.count) {
            key.wipe();
        }
        true
    }

    /// How many secrets there are.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn keys(&self) -> &[Key] {
        self.keys.get(..self.count).unwrap_or_default()
    }
}

impl<const N: usize> Default for Keyring<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> Drop for Keyring<N> {
    fn drop(&mut self) {
        self.keys.iter_mut().for_each(Key::wipe);
    }
}

impl<const N: usize> fmt::Debug for Keyring<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({} of {N})", self.count)
    }
}

#[cfg(feature = "defmt")]
impl<const N: usize> defmt::Format for Keyring<N> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Keyring({} of {})", self.count, N);
    }
}
