//! One direction's keys, and how they come to be: RFC 8446 sections 5.2, 5.3 and 7.

use aes_gcm::aead::{AeadInPlace as _, KeyInit as _};
use aes_gcm::{Aes128Gcm, Nonce, Tag};
use hkdf::Hkdf;
use sha2::Sha256;

use super::hostile::{DATA, prefixed};

/// Traffic secret, key, nonce.
#[derive(Default)]
pub struct Keys {
    secret: [u8; 32],
    key: [u8; 16],
    iv: [u8; 12],
    counter: u64,
}

impl Keys {
    pub fn new(secret: [u8; 32]) -> Self {
        let hkdf = Hkdf::from_prk(&secret).unwrap();
        Self {
            secret,
            key: expand(&hkdf, "key", &[]),
            iv: expand(&hkdf, "iv", &[]),
            counter: 0,
        }
    }

    /// Whether the key or the nonce that all others come from is in `bytes`.
    pub fn are_in(&self, bytes: &[u8]) -> bool {
        bytes.windows(16).any(|window| window == self.key)
            || bytes.windows(12).any(|window| window == self.iv)
    }

    fn nonce(&mut self) -> [u8; 12] {
        let mut nonce = self.iv;
        for (byte, count) in nonce[4..].iter_mut().zip(self.counter.to_be_bytes()) {
            *byte ^= count;
        }
        self.counter += 1;
        nonce
    }

    pub fn encrypt(&mut self, plaintext: &[u8]) -> Vec<u8> {
        let length = u16::try_from(plaintext.len() + 16).unwrap().to_be_bytes();
        let header = [DATA, 3, 3, length[0], length[1]];
        let nonce = self.nonce();
        let mut sealed = plaintext.to_vec();
        let tag = Aes128Gcm::new(&self.key.into())
            .encrypt_in_place_detached(Nonce::from_slice(&nonce), &header, &mut sealed)
            .unwrap();
        [&header[..], &sealed, &tag].concat()
    }

    pub fn decrypt(&mut self, header: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let nonce = self.nonce();
        let (sealed, tag) = sealed.split_at_checked(sealed.len().checked_sub(16)?)?;
        let mut content = sealed.to_vec();
        Aes128Gcm::new(&self.key.into())
            .decrypt_in_place_detached(
                Nonce::from_slice(&nonce),
                header,
                &mut content,
                Tag::from_slice(tag),
            )
            .ok()?;
        Some(content)
    }

    pub fn finished(&self, hash: &[u8]) -> Vec<u8> {
        let key: [u8; 32] = expand(&Hkdf::from_prk(&self.secret).unwrap(), "finished", &[]);
        // HMAC is what HKDF extracts with.
        Hkdf::<Sha256>::extract(Some(&key), hash).0.to_vec()
    }
}

/// HKDF-Expand-Label, RFC 8446 section 7.1.
pub fn expand<const N: usize>(hkdf: &Hkdf<Sha256>, label: &str, context: &[u8]) -> [u8; N] {
    let mut output = [0; N];
    let label = format!("tls13 {label}");
    let info = [
        &u16::try_from(N).unwrap().to_be_bytes()[..],
        &prefixed(1, label.as_bytes()),
        &prefixed(1, context),
    ];
    hkdf.expand(&info.concat(), &mut output).unwrap();
    output
}
