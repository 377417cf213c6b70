//! SHA-256 and SHA-384, and HMAC with each (RFC 2104).

#[cfg(feature = "aes-256-gcm")]
use sha2::Sha384;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize as _, Zeroizing};

/// Bytes of the longest hash that is built in.
pub(crate) const MAX_HASH: usize = if cfg!(feature = "aes-256-gcm") {
    48
} else {
    32
};

/// Bytes of the longest block of a hash.
const MAX_BLOCK: usize = if cfg!(feature = "aes-256-gcm") {
    128
} else {
    64
};

/// The hash function of a cipher suite.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HashAlgorithm {
    Sha256,
    #[cfg(feature = "aes-256-gcm")]
    Sha384,
}

impl HashAlgorithm {
    /// Bytes of a hash.
    pub(crate) const fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            #[cfg(feature = "aes-256-gcm")]
            Self::Sha384 => 48,
        }
    }

    /// Bytes that the hash function takes at once.
    const fn block_length(self) -> usize {
        match self {
            Self::Sha256 => 64,
            #[cfg(feature = "aes-256-gcm")]
            Self::Sha384 => 128,
        }
    }

    pub(crate) fn hash(self, bytes: &[u8]) -> Secret {
        let mut transcript = Transcript::new(self);
        transcript.update(bytes);
        transcript.current()
    }
}

/// A hash, or a secret as long as one. Wiped when dropped.
#[derive(Clone)]
pub(crate) struct Secret {
    bytes: [u8; MAX_HASH],
    length: u8,
}

impl Secret {
    /// The first [`MAX_HASH`] of `bytes`.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut secret = Self::default();
        for (to, from) in secret.bytes.iter_mut().zip(bytes) {
            *to = *from;
            secret.length += 1;
        }
        secret
    }

    /// As many zeros as a hash has bytes.
    pub(crate) fn zeros(algorithm: HashAlgorithm) -> Self {
        Self {
            bytes: [0; MAX_HASH],
            length: algorithm.length() as u8,
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or(&[])
    }

    /// Compares in constant time.
    pub(crate) fn is(&self, other: &[u8]) -> bool {
        self.as_bytes().ct_eq(other).into()
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self {
            bytes: [0; MAX_HASH],
            length: 0,
        }
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// A running hash of the handshake's messages, RFC 8446 section 4.4.1.
#[derive(Clone)]
pub(crate) enum Transcript {
    Sha256(Sha256),
    #[cfg(feature = "aes-256-gcm")]
    Sha384(Sha384),
}

impl Transcript {
    pub(crate) fn new(algorithm: HashAlgorithm) -> Self {
        match algorithm {
            HashAlgorithm::Sha256 => Self::Sha256(Sha256::new()),
            #[cfg(feature = "aes-256-gcm")]
            HashAlgorithm::Sha384 => Self::Sha384(Sha384::new()),
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(hash) => hash.update(bytes),
            #[cfg(feature = "aes-256-gcm")]
            Self::Sha384(hash) => hash.update(bytes),
        }
    }

    /// The hash of what came so far.
    pub(crate) fn current(&self) -> Secret {
        match self {
            Self::Sha256(hash) => Secret::new(&hash.clone().finalize()),
            #[cfg(feature = "aes-256-gcm")]
            Self::Sha384(hash) => Secret::new(&hash.clone().finalize()),
        }
    }
}

/// HMAC (RFC 2104) over all `parts`, one after the other. The key is no longer than a hash.
///
/// By hand because the crate `hmac` exists twice in an image for two hashes: 2.3 kB of flash more
/// on thumbv7em.
pub(crate) fn hmac(algorithm: HashAlgorithm, key: &[u8], parts: &[&[u8]]) -> Secret {
    let mut inner = keyed(algorithm, key, 0x36);
    parts.iter().for_each(|part| inner.update(part));
    let mut outer = keyed(algorithm, key, 0x5c);
    outer.update(inner.current().as_bytes());
    outer.current()
}

/// A hash that has begun with a block of the key, each byte combined with `pad`.
fn keyed(algorithm: HashAlgorithm, key: &[u8], pad: u8) -> Transcript {
    let mut block = Zeroizing::new([pad; MAX_BLOCK]);
    for (byte, key) in block.iter_mut().zip(key) {
        *byte ^= key;
    }
    let mut hash = Transcript::new(algorithm);
    hash.update(block.get(..algorithm.block_length()).unwrap_or(&*block));
    hash
}
