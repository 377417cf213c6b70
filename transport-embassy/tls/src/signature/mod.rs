//! stand-in
#![allow(missing_docs)]
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rustls_pki_types::*;
use sha2::{Digest, Sha256, Sha384};
#[derive(Debug)]
struct P256(bool);
impl SignatureVerificationAlgorithm for P256 {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key).map_err(|_| InvalidSignature)?;
        let sig = p256::ecdsa::Signature::from_der(signature).map_err(|_| InvalidSignature)?;
        let r = if self.0 {
            key.verify_prehash(&Sha384::digest(message), &sig)
        } else {
            key.verify_prehash(&Sha256::digest(message), &sig)
        };
        r.map_err(|_| InvalidSignature)
    }
    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }
    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        if self.0 {
            alg_id::ECDSA_SHA384
        } else {
            alg_id::ECDSA_SHA256
        }
    }
}
pub static ECDSA_P256_SHA256: &dyn SignatureVerificationAlgorithm = &P256(false);
pub static ECDSA_P256_SHA384: &dyn SignatureVerificationAlgorithm = &P256(true);
