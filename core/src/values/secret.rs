//! The key that notifications are signed with.

use core::fmt;

use heapless::String;

use crate::{ConfigError, Stored, Text};

/// A webhook's `secret_key`: an opaque text, never decoded ([B10](crate::behaviour#b10)).
///
/// Never shown by `Debug` or defmt, wiped when dropped. (Moving a value in Rust may leave a copy
/// behind that nothing can wipe: keep one where it is, and hand out references.) With the feature
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
pub struct SecretKey<S: Text = String<64>>(S);

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
        let mut text = Self::default();
        match text.0.text_mut().push_str(key) {
            Ok(()) => Ok(text),
            Err(_) => Err(ConfigError::TooLong),
        }
    }

    /// The key itself. Do not log it.
    pub fn expose(&self) -> &str {
        self.0.as_ref()
    }

    /// Whether the API gave no key.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl<S: Text> SecretKey<S> {
    /// Overwrites the key and the room around it.
    pub(crate) fn wipe(&mut self) {
        self.0.zeroize();
    }

    #[cfg(feature = "serde")]
    pub(super) const fn text(&self) -> &S {
        &self.0
    }

    pub(crate) fn text_mut(&mut self) -> &mut S {
        &mut self.0
    }
}

impl<S: Text> PartialEq for SecretKey<S> {
    /// Takes the same time wherever two keys of one length differ.
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

impl<S: Text> fmt::Debug for SecretKey<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(***)")
    }
}

#[cfg(feature = "defmt")]
impl<S: Text> defmt::Format for SecretKey<S> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "SecretKey(***)");
    }
}
