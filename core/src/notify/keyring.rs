//! The secrets that verify notifications, as precomputed HMAC keys.

use zeroize::Zeroize;

use super::SetupError;
use super::mac::{Key, set_key};
use crate::shown::shown;
use crate::{SecretKey, Stored};

/// Up to `N` secrets, any of which may have signed a notification. Two are needed while one
/// replaces another.
///
/// It takes `64 * N` bytes and a word. It stores the HMAC states derived from each secret, which
/// suffice to sign. They are wiped when the keyring is dropped and never shown by `Debug` or defmt.
/// (Moving a value may leave a copy behind that is not wiped: keep a keyring in one place and use
/// references.) With an empty keyring, every notification is forged.
///
/// ```
/// use gigapay_webhooks::notify::Keyring;
///
/// let mut keyring: Keyring = Keyring::new();
/// keyring.push(b"c1329a085d65f7757838df5920fdcc9a")?;
/// // The webhook is about to get a new secret: from now on, both are valid.
/// keyring.push(b"p9wzz8cpkymrcqphzeg0yyk5jhxe5m9h")?;
/// // No notification signed with the old secret can arrive any more.
/// assert!(keyring.retire(0));
/// assert_eq!(keyring.len(), 1);
/// # Ok::<(), gigapay_webhooks::notify::SetupError>(())
/// ```
pub struct Keyring<const N: usize = 2> {
    keys: [Key; N],
    count: usize,
}

impl<const N: usize> Keyring<N> {
    /// Makes an empty keyring.
    pub const fn new() -> Self {
        Self {
            keys: [[[0; 8]; 2]; N],
            count: 0,
        }
    }

    /// Adds a secret: the bytes of a webhook's `secret_key` ([B10](crate::behaviour#b10),
    /// [B24](crate::behaviour#b24)). Verdicts identify it by its index, which begins at 0.
    ///
    /// # Errors
    /// [`SetupError::EmptySecret`], since anyone could sign with it; [`SetupError::TooManySecrets`]
    /// if there are `N` already.
    pub fn push(&mut self, secret: &[u8]) -> Result<(), SetupError> {
        if secret.is_empty() {
            return Err(SetupError::EmptySecret);
        }
        let place = self.keys.get_mut(self.count);
        set_key(place.ok_or(SetupError::TooManySecrets)?, secret);
        self.count += 1;
        Ok(())
    }

    /// Adds the secret key of a webhook, as [`push`](Self::push) does.
    ///
    /// # Errors
    /// Those of [`push`](Self::push).
    pub fn push_key<S: Stored>(&mut self, key: &SecretKey<S>) -> Result<(), SetupError> {
        self.push(key.expose().as_bytes())
    }

    /// Removes and wipes the secret at index `place`; later ones move up. Returns `false` if there
    /// is none.
    #[must_use = "false: the keyring has no such secret"]
    pub fn retire(&mut self, place: usize) -> bool {
        let keys = self.keys.get_mut(place..self.count).unwrap_or_default();
        if keys.is_empty() {
            return false;
        }
        let mut later = Key::default();
        for key in keys.iter_mut().rev() {
            core::mem::swap(key, &mut later);
        }
        later.zeroize();
        self.count -= 1;
        true
    }

    /// Number of secrets.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there are no secrets.
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
        self.keys.zeroize();
    }
}

shown!([const N: usize] Keyring<N>, |it| "Keyring({} of {})", it.count, N);
