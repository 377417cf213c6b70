//! ECDSA (FIPS 186-5) on P-256 and P-384, and the algorithms made of it.

mod curve;
mod field;
mod multi_scalar;
#[cfg(feature = "ecdsa-p256")]
mod p256;
#[cfg(feature = "ecdsa-p384")]
mod p384;
mod point;
mod registers;
#[cfg(test)]
mod tests;
mod verify;

use core::fmt;

use rustls_pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};

use super::Algorithm;
use super::hash::{self, Hash};
use curve::Curve;

/// ECDSA on one curve with one hash function.
struct Ecdsa {
    curve: &'static Curve,
    hash: Hash,
    key_id: AlgorithmIdentifier,
    signature_id: AlgorithmIdentifier,
}

impl SignatureVerificationAlgorithm for Ecdsa {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let digest = (self.hash)(&[message]);
        verify::verify(self.curve, public_key, digest.as_bytes(), signature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key_id
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature_id
    }
}

// Not derived: the formatting of every member would be linked with the algorithm.
impl fmt::Debug for Ecdsa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ecdsa")
    }
}

/// ECDSA on P-256 with SHA-256.
#[cfg(feature = "ecdsa-p256")]
pub static ECDSA_P256_SHA256: Algorithm = &Ecdsa {
    curve: &p256::P256,
    hash: hash::sha256,
    key_id: alg_id::ECDSA_P256,
    signature_id: alg_id::ECDSA_SHA256,
};

/// ECDSA on P-256 with SHA-384.
#[cfg(feature = "ecdsa-p256")]
pub static ECDSA_P256_SHA384: Algorithm = &Ecdsa {
    curve: &p256::P256,
    hash: hash::sha384,
    key_id: alg_id::ECDSA_P256,
    signature_id: alg_id::ECDSA_SHA384,
};

/// ECDSA on P-256 with SHA-512.
#[cfg(feature = "ecdsa-p256")]
pub static ECDSA_P256_SHA512: Algorithm = &Ecdsa {
    curve: &p256::P256,
    hash: hash::sha512,
    key_id: alg_id::ECDSA_P256,
    signature_id: alg_id::ECDSA_SHA512,
};

/// ECDSA on P-384 with SHA-256.
#[cfg(feature = "ecdsa-p384")]
pub static ECDSA_P384_SHA256: Algorithm = &Ecdsa {
    curve: &p384::P384,
    hash: hash::sha256,
    key_id: alg_id::ECDSA_P384,
    signature_id: alg_id::ECDSA_SHA256,
};

/// ECDSA on P-384 with SHA-384.
#[cfg(feature = "ecdsa-p384")]
pub static ECDSA_P384_SHA384: Algorithm = &Ecdsa {
    curve: &p384::P384,
    hash: hash::sha384,
    key_id: alg_id::ECDSA_P384,
    signature_id: alg_id::ECDSA_SHA384,
};

/// ECDSA on P-384 with SHA-512.
#[cfg(feature = "ecdsa-p384")]
pub static ECDSA_P384_SHA512: Algorithm = &Ecdsa {
    curve: &p384::P384,
    hash: hash::sha512,
    key_id: alg_id::ECDSA_P384,
    signature_id: alg_id::ECDSA_SHA512,
};
