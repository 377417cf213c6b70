//! ECDSA over P-256 and P-384 for certificates (RFC 5758) and for CertificateVerify (RFC 8446 section 4.2.3).

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rustls_pki_types::{AlgorithmIdentifier, alg_id};
use sha2::{Digest as _, Sha256};

/// Every algorithm that a certificate may be signed with.
#[cfg(not(feature = "p384"))]
pub(super) const ALGORITHMS: [Ecdsa; 1] = [P256_SHA256];

/// Every algorithm that a certificate may be signed with.
#[cfg(feature = "p384")]
pub(super) const ALGORITHMS: [Ecdsa; 4] = [P256_SHA256, P384_SHA384, P384_SHA256, P256_SHA384];

const P256_SHA256: Ecdsa = Ecdsa {
    name: "ECDSA P-256 SHA-256",
    key: alg_id::ECDSA_P256,
    signature: alg_id::ECDSA_SHA256,
    verify: |key, message, signature| verify_p256(key, &Sha256::digest(message), signature),
};

#[cfg(feature = "p384")]
const P256_SHA384: Ecdsa = Ecdsa {
    name: "ECDSA P-256 SHA-384",
    key: alg_id::ECDSA_P256,
    signature: alg_id::ECDSA_SHA384,
    verify: |key, message, signature| verify_p256(key, &sha2::Sha384::digest(message), signature),
};

#[cfg(feature = "p384")]
const P384_SHA256: Ecdsa = Ecdsa {
    name: "ECDSA P-384 SHA-256",
    key: alg_id::ECDSA_P384,
    signature: alg_id::ECDSA_SHA256,
    verify: |key, message, signature| verify_p384(key, &Sha256::digest(message), signature),
};

#[cfg(feature = "p384")]
const P384_SHA384: Ecdsa = Ecdsa {
    name: "ECDSA P-384 SHA-384",
    key: alg_id::ECDSA_P384,
    signature: alg_id::ECDSA_SHA384,
    verify: |key, message, signature| verify_p384(key, &sha2::Sha384::digest(message), signature),
};

/// Verifies a signature: key, message, signature.
pub(super) type Verify = fn(&[u8], &[u8], &[u8]) -> Option<()>;

/// One curve with one hash.
pub(super) struct Ecdsa {
    pub(super) name: &'static str,
    pub(super) key: AlgorithmIdentifier,
    pub(super) signature: AlgorithmIdentifier,
    pub(super) verify: Verify,
}

fn verify_p256(key: &[u8], hash: &[u8], signature: &[u8]) -> Option<()> {
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
    key.verify_prehash(hash, &p256::ecdsa::Signature::from_der(signature).ok()?)
        .ok()
}

#[cfg(feature = "p384")]
fn verify_p384(key: &[u8], hash: &[u8], signature: &[u8]) -> Option<()> {
    let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
    key.verify_prehash(hash, &p384::ecdsa::Signature::from_der(signature).ok()?)
        .ok()
}

/// The public key of the server's own certificate: an uncompressed point.
#[derive(Clone, Copy)]
pub(super) enum LeafKey {
    P256([u8; 65]),
    #[cfg(feature = "p384")]
    P384([u8; 97]),
}

impl LeafKey {
    /// Reads a SubjectPublicKeyInfo, RFC 5480 section 2. A curve that is not built in is `None`.
    pub(super) fn from_spki(spki: &[u8]) -> Option<Self> {
        const P256: &[u8] = &[
            0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
            0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
        ];
        #[cfg(feature = "p384")]
        const P384: &[u8] = &[
            0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
            0x05, 0x2b, 0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00,
        ];
        #[cfg(feature = "p384")]
        if let Some(point) = spki.strip_prefix(P384) {
            return point.try_into().ok().map(Self::P384);
        }
        spki.strip_prefix(P256)?.try_into().ok().map(Self::P256)
    }

    /// Whether this key may be used under this scheme of RFC 8446 section 4.2.3, which names both curve and hash.
    pub(super) fn fits(&self, scheme: embedded_tls::SignatureScheme) -> bool {
        use embedded_tls::SignatureScheme as Scheme;
        match self {
            Self::P256(_) => matches!(scheme, Scheme::EcdsaSecp256r1Sha256),
            #[cfg(feature = "p384")]
            Self::P384(_) => matches!(scheme, Scheme::EcdsaSecp384r1Sha384),
        }
    }

    /// Verifies a signature over `message` with the hash that belongs to the curve.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Option<()> {
        match self {
            Self::P256(point) => verify_p256(point, &Sha256::digest(message), signature),
            #[cfg(feature = "p384")]
            Self::P384(point) => verify_p384(point, &sha2::Sha384::digest(message), signature),
        }
    }
}

#[cfg(all(test, feature = "p384"))]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use p256::ecdsa::signature::hazmat::PrehashSigner as _;

    use super::*;

    const MESSAGE: &[u8] = b"to be signed";

    /// A key, and its signature of the message.
    fn signed(algorithm: &Ecdsa) -> (Vec<u8>, Vec<u8>) {
        let hash = if algorithm.signature == alg_id::ECDSA_SHA256 {
            Sha256::digest(MESSAGE).to_vec()
        } else {
            sha2::Sha384::digest(MESSAGE).to_vec()
        };
        if algorithm.key == alg_id::ECDSA_P256 {
            let key = p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
            let signature: p256::ecdsa::Signature = key.sign_prehash(&hash).unwrap();
            let point = key.verifying_key().to_encoded_point(false);
            (
                point.as_bytes().into(),
                signature.to_der().as_bytes().into(),
            )
        } else {
            let key = p384::ecdsa::SigningKey::from_slice(&[7; 48]).unwrap();
            let signature: p384::ecdsa::Signature = key.sign_prehash(&hash).unwrap();
            let point = key.verifying_key().to_encoded_point(false);
            (
                point.as_bytes().into(),
                signature.to_der().as_bytes().into(),
            )
        }
    }

    #[test]
    fn each_curve_verifies_with_each_hash_and_no_other() {
        for algorithm in &ALGORITHMS {
            let (key, signature) = signed(algorithm);
            for other in &ALGORITHMS {
                let verified = (other.verify)(&key, MESSAGE, &signature).is_some();
                assert_eq!(
                    verified,
                    other.name == algorithm.name,
                    "{} as {}",
                    algorithm.name,
                    other.name
                );
            }
            assert!((algorithm.verify)(&key, b"else", &signature).is_none());
        }
    }
}
