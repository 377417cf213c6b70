//! Authenticated encryption of records, RFC 8446 section 5.2, in place.

#[cfg(feature = "chacha20-poly1305")]
use chacha20poly1305::{
    ChaCha20Poly1305,
    aead::{AeadInOut as _, KeyInit as _},
};

use super::gcm::Gcm;
use super::{NONCE, TAG};
use crate::crypto::suite::CipherSuite;

/// Encrypts `content` and returns its tag.
///
/// Not inlined, so that the key of a cipher takes no stack when none is in use.
#[inline(never)]
pub(crate) fn seal(
    suite: CipherSuite,
    key: &[u8],
    nonce: [u8; NONCE],
    header: &[u8],
    content: &mut [u8],
) -> Option<[u8; TAG]> {
    match suite {
        #[cfg(feature = "chacha20-poly1305")]
        CipherSuite::ChaCha20Poly1305Sha256 => {
            let cipher = ChaCha20Poly1305::new_from_slice(key).ok()?;
            let tag = cipher.encrypt_inout_detached(&nonce.into(), header, content.into());
            tag.ok().map(Into::into)
        }
        _ => Some(Gcm::new(key, nonce)?.seal(header, content)),
    }
}

/// Decrypts `content` if `tag` proves it authentic.
///
/// Not inlined, as [`seal`].
#[inline(never)]
pub(crate) fn open(
    suite: CipherSuite,
    key: &[u8],
    nonce: [u8; NONCE],
    header: &[u8],
    content: &mut [u8],
    tag: [u8; TAG],
) -> Option<()> {
    match suite {
        #[cfg(feature = "chacha20-poly1305")]
        CipherSuite::ChaCha20Poly1305Sha256 => {
            let cipher = ChaCha20Poly1305::new_from_slice(key).ok()?;
            cipher
                .decrypt_inout_detached(&nonce.into(), header, content.into(), &tag.into())
                .ok()
        }
        _ => Gcm::new(key, nonce)?.open(header, content, tag),
    }
}
