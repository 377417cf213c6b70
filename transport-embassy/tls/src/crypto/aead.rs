//! Authenticated encryption of records, RFC 8446 section 5.2, in place.

use aes_gcm::Aes128Gcm;
#[cfg(feature = "aes-256-gcm")]
use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{AeadInOut, KeyInit};
#[cfg(feature = "chacha20-poly1305")]
use chacha20poly1305::ChaCha20Poly1305;

use crate::suite::CipherSuite;

/// Bytes of a tag.
pub(crate) const TAG: usize = 16;

/// Bytes of a nonce.
pub(crate) const NONCE: usize = 12;

/// Encrypts `content` and returns its tag.
pub(crate) fn seal(
    suite: CipherSuite,
    key: &[u8],
    nonce: [u8; NONCE],
    header: &[u8],
    content: &mut [u8],
) -> Option<[u8; TAG]> {
    match suite {
        CipherSuite::Aes128GcmSha256 => seal_with::<Aes128Gcm>(key, nonce, header, content),
        #[cfg(feature = "aes-256-gcm")]
        CipherSuite::Aes256GcmSha384 => seal_with::<Aes256Gcm>(key, nonce, header, content),
        #[cfg(feature = "chacha20-poly1305")]
        CipherSuite::ChaCha20Poly1305Sha256 => {
            seal_with::<ChaCha20Poly1305>(key, nonce, header, content)
        }
    }
}

/// Decrypts `content` if `tag` proves it authentic.
pub(crate) fn open(
    suite: CipherSuite,
    key: &[u8],
    nonce: [u8; NONCE],
    header: &[u8],
    content: &mut [u8],
    tag: [u8; TAG],
) -> Option<()> {
    match suite {
        CipherSuite::Aes128GcmSha256 => open_with::<Aes128Gcm>(key, nonce, header, content, tag),
        #[cfg(feature = "aes-256-gcm")]
        CipherSuite::Aes256GcmSha384 => open_with::<Aes256Gcm>(key, nonce, header, content, tag),
        #[cfg(feature = "chacha20-poly1305")]
        CipherSuite::ChaCha20Poly1305Sha256 => {
            open_with::<ChaCha20Poly1305>(key, nonce, header, content, tag)
        }
    }
}

// Not inlined, so that the key of a cipher takes no stack when none is in use.
#[inline(never)]
fn seal_with<A: AeadInOut + KeyInit>(
    key: &[u8],
    nonce: [u8; NONCE],
    header: &[u8],
    content: &mut [u8],
) -> Option<[u8; TAG]> {
    let cipher = A::new_from_slice(key).ok()?;
    let nonce = nonce.as_slice().try_into().ok()?;
    let tag = cipher
        .encrypt_inout_detached(nonce, header, content.into())
        .ok()?;
    tag.as_slice().try_into().ok()
}

// Not inlined, so that the key of a cipher takes no stack when none is in use.
#[inline(never)]
fn open_with<A: AeadInOut + KeyInit>(
    key: &[u8],
    nonce: [u8; NONCE],
    header: &[u8],
    content: &mut [u8],
    tag: [u8; TAG],
) -> Option<()> {
    let cipher = A::new_from_slice(key).ok()?;
    let nonce = nonce.as_slice().try_into().ok()?;
    let tag = tag.as_slice().try_into().ok()?;
    cipher
        .decrypt_inout_detached(nonce, header, content.into(), tag)
        .ok()
}
