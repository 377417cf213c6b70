//! RSA signatures (RFC 8017) with moduli of 2048 to 4096 bits, and the algorithms made of them.

mod key;
mod pkcs1;
mod pss;

use core::fmt;

use rustls_pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};

use super::Algorithm;
use super::hash::{self, Hash};
use key::EncodedMessage;
use pkcs1::DigestInfo;

/// An RSA signature scheme with one hash function, for keys that are identified by rsaEncryption.
struct Rsa {
    scheme: Scheme,
    hash: Hash,
    signature_id: AlgorithmIdentifier,
}

enum Scheme {
    /// RSASSA-PKCS1-v1_5.
    Pkcs1(&'static DigestInfo),
    /// RSASSA-PSS; MGF1 has the same hash function, the salt is as long as the digest.
    Pss,
}

impl SignatureVerificationAlgorithm for Rsa {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let digest = (self.hash)(&[message]);
        let digest = digest.as_bytes();
        let mut message = EncodedMessage::new();
        message
            .recover(public_key, signature)
            .ok_or(InvalidSignature)?;
        let is_valid = match self.scheme {
            Scheme::Pkcs1(info) => pkcs1::is_consistent(&message, info, digest),
            Scheme::Pss => pss::is_consistent(&message, self.hash, digest) == Some(true),
        };
        is_valid.then_some(()).ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature_id
    }
}

// Not derived: the formatting of every member would be linked with the algorithm.
impl fmt::Debug for Rsa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rsa")
    }
}

/// RSASSA-PKCS1-v1_5 with SHA-256.
pub static RSA_PKCS1_2048_4096_SHA256: Algorithm = &Rsa {
    scheme: Scheme::Pkcs1(&pkcs1::SHA256_INFO),
    hash: hash::sha256,
    signature_id: alg_id::RSA_PKCS1_SHA256,
};

/// [`RSA_PKCS1_2048_4096_SHA256`] where the identifier in a certificate lacks its NULL parameter,
/// which RFC 4055 section 5 wants accepted.
pub static RSA_PKCS1_2048_4096_SHA256_ABSENT_PARAMS: Algorithm = &Rsa {
    scheme: Scheme::Pkcs1(&pkcs1::SHA256_INFO),
    hash: hash::sha256,
    signature_id: AlgorithmIdentifier::from_slice(&[
        0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b,
    ]),
};

/// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes.
pub static RSA_PSS_2048_4096_SHA256_LEGACY_KEY: Algorithm = &Rsa {
    scheme: Scheme::Pss,
    hash: hash::sha256,
    signature_id: alg_id::RSA_PSS_SHA256,
};

/// RSASSA-PKCS1-v1_5 with SHA-384.
pub static RSA_PKCS1_2048_4096_SHA384: Algorithm = &Rsa {
    scheme: Scheme::Pkcs1(&pkcs1::SHA384_INFO),
    hash: hash::sha384,
    signature_id: alg_id::RSA_PKCS1_SHA384,
};

/// [`RSA_PKCS1_2048_4096_SHA384`] where the identifier in a certificate lacks its NULL parameter,
/// which RFC 4055 section 5 wants accepted.
pub static RSA_PKCS1_2048_4096_SHA384_ABSENT_PARAMS: Algorithm = &Rsa {
    scheme: Scheme::Pkcs1(&pkcs1::SHA384_INFO),
    hash: hash::sha384,
    signature_id: AlgorithmIdentifier::from_slice(&[
        0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c,
    ]),
};

/// RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes.
pub static RSA_PSS_2048_4096_SHA384_LEGACY_KEY: Algorithm = &Rsa {
    scheme: Scheme::Pss,
    hash: hash::sha384,
    signature_id: alg_id::RSA_PSS_SHA384,
};

/// RSASSA-PKCS1-v1_5 with SHA-512.
pub static RSA_PKCS1_2048_4096_SHA512: Algorithm = &Rsa {
    scheme: Scheme::Pkcs1(&pkcs1::SHA512_INFO),
    hash: hash::sha512,
    signature_id: alg_id::RSA_PKCS1_SHA512,
};

/// [`RSA_PKCS1_2048_4096_SHA512`] where the identifier in a certificate lacks its NULL parameter,
/// which RFC 4055 section 5 wants accepted.
pub static RSA_PKCS1_2048_4096_SHA512_ABSENT_PARAMS: Algorithm = &Rsa {
    scheme: Scheme::Pkcs1(&pkcs1::SHA512_INFO),
    hash: hash::sha512,
    signature_id: AlgorithmIdentifier::from_slice(&[
        0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d,
    ]),
};

/// RSASSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes.
pub static RSA_PSS_2048_4096_SHA512_LEGACY_KEY: Algorithm = &Rsa {
    scheme: Scheme::Pss,
    hash: hash::sha512,
    signature_id: alg_id::RSA_PSS_SHA512,
};
