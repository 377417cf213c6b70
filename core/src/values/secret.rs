//! The key that notifications are signed with.

use heapless::String;

use super::capacity::push;
use crate::shown::shown;
use crate::{ConfigError, Stored, Text};

/// A webhook's `secret_key`: an opaque text whose bytes are the key ([B10](crate::behaviour#b10)).
///
/// It is never shown by `Debug` or defmt, and wiped when dropped. (Moving a value may leave a copy
/// behind that is not wiped: keep the key in one place and use references.) With the feature
/// `serde`, serialising shows it in full.
///
/// ```
/// use gigapay_webhooks::SecretKey;
///
/// let key: SecretKey = SecretKey::new("c1329a085d65f7757838df5920fdcc9a")?;
/// assert_eq!(format!("{key:?}"), "SecretKey(***)");
/// assert_eq!(key.expose(), "c1329a085d65f7757838df5920fdcc9a");
/// # Ok::<(), gigapay_webhooks::ConfigError>(())
/// ```
#[derive(Clone, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent, bound = ""))]
pub struct SecretKey<S: Text = String<64>>(pub(crate) S);

shown!([S: Text] SecretKey<S>, |_| "SecretKey(***)");

impl<S: Stored> SecretKey<S> {
    /// Copies a secret key.
    ///
    /// # Errors
    /// [`ConfigError::EmptySecretKey`] if it is empty, [`ConfigError::TooLong`] if it exceeds
    /// the capacity of `S`.
    pub fn new(key: &str) -> Result<Self, ConfigError> {
        if key.is_empty() {
            return Err(ConfigError::EmptySecretKey);
        }
        let mut copy = Self::default();
        push(&mut copy.0, key)?;
        Ok(copy)
    }

    /// Returns the key itself. Do not log it.
    pub fn expose(&self) -> &str {
        self.0.as_ref()
    }

    pub(crate) fn borrow(&self) -> Secret<'_> {
        Secret(self.expose())
    }

    /// Whether the API sent no key.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl<S: Text> SecretKey<S> {
    /// Overwrites the key and the unused capacity.
    pub(crate) fn wipe(&mut self) {
        self.0.zeroize();
    }
}

impl<S: Text> PartialEq for SecretKey<S> {
    /// Compares in constant time for keys of the same length.
    fn eq(&self, other: &Self) -> bool {
        let a = self.0.stored().unwrap_or_default().as_bytes();
        let b = other.0.stored().unwrap_or_default().as_bytes();
        let difference = a.iter().zip(b).fold(0, |sum, (a, b)| sum | (a ^ b));
        a.len() == b.len() && core::hint::black_box(difference) == 0
    }
}

impl<S: Text> Eq for SecretKey<S> {}

impl<S: Text> Drop for SecretKey<S> {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// A borrowed secret key to send.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Secret<'a>(pub(crate) &'a str);

shown!([] Secret<'_>, |_| "***");
