//! Signature schemes, RFC 8446 section 4.2.3: which are offered, and which algorithm verifies each.

use rustls_pki_types::SignatureVerificationAlgorithm;

use crate::signature;

type Algorithm = &'static dyn SignatureVerificationAlgorithm;

#[cfg(feature = "ecdsa-p256")]
const ECDSA_SECP256R1_SHA256: u16 = 0x0403;
#[cfg(feature = "ecdsa-p384")]
const ECDSA_SECP384R1_SHA384: u16 = 0x0503;
#[cfg(feature = "rsa")]
const RSA_PSS_RSAE_SHA256: u16 = 0x0804;
#[cfg(feature = "rsa")]
const RSA_PSS_RSAE_SHA384: u16 = 0x0805;
#[cfg(feature = "rsa")]
const RSA_PSS_RSAE_SHA512: u16 = 0x0806;
#[cfg(feature = "rsa")]
const RSA_PKCS1_SHA256: u16 = 0x0401;
#[cfg(feature = "rsa")]
const RSA_PKCS1_SHA384: u16 = 0x0501;
#[cfg(feature = "rsa")]
const RSA_PKCS1_SHA512: u16 = 0x0601;

/// The numbers of the schemes that are offered, the cheapest to verify first.
pub(crate) const OFFERED: &[u16] = &[
    #[cfg(feature = "ecdsa-p256")]
    ECDSA_SECP256R1_SHA256,
    #[cfg(feature = "ecdsa-p384")]
    ECDSA_SECP384R1_SHA384,
    #[cfg(feature = "rsa")]
    RSA_PSS_RSAE_SHA256,
    #[cfg(feature = "rsa")]
    RSA_PSS_RSAE_SHA384,
    #[cfg(feature = "rsa")]
    RSA_PSS_RSAE_SHA512,
    // For certificates only, RFC 8446 section 4.2.3.
    #[cfg(feature = "rsa")]
    RSA_PKCS1_SHA256,
    #[cfg(feature = "rsa")]
    RSA_PKCS1_SHA384,
    #[cfg(feature = "rsa")]
    RSA_PKCS1_SHA512,
];

/// The algorithm that verifies a CertificateVerify message of this scheme, if it was offered for
/// that.
pub(crate) const fn for_proof(scheme: u16) -> Option<Algorithm> {
    match scheme {
        #[cfg(feature = "ecdsa-p256")]
        ECDSA_SECP256R1_SHA256 => Some(signature::ECDSA_P256_SHA256),
        #[cfg(feature = "ecdsa-p384")]
        ECDSA_SECP384R1_SHA384 => Some(signature::ECDSA_P384_SHA384),
        #[cfg(feature = "rsa")]
        RSA_PSS_RSAE_SHA256 => Some(signature::RSA_PSS_SHA256),
        #[cfg(feature = "rsa")]
        RSA_PSS_RSAE_SHA384 => Some(signature::RSA_PSS_SHA384),
        #[cfg(feature = "rsa")]
        RSA_PSS_RSAE_SHA512 => Some(signature::RSA_PSS_SHA512),
        _ => None,
    }
}

const COUNT: usize = if cfg!(feature = "ecdsa-p256") { 2 } else { 0 }
    + if cfg!(feature = "ecdsa-p384") { 2 } else { 0 }
    + if cfg!(feature = "rsa") { 6 } else { 0 };

/// The algorithms that signatures in certificates are verified with.
pub(crate) const FOR_CERTIFICATES: [Algorithm; COUNT] = [
    #[cfg(feature = "ecdsa-p256")]
    signature::ECDSA_P256_SHA256,
    #[cfg(feature = "ecdsa-p256")]
    signature::ECDSA_P256_SHA384,
    #[cfg(feature = "ecdsa-p384")]
    signature::ECDSA_P384_SHA384,
    #[cfg(feature = "ecdsa-p384")]
    signature::ECDSA_P384_SHA256,
    #[cfg(feature = "rsa")]
    signature::RSA_PKCS1_2048_4096_SHA256,
    #[cfg(feature = "rsa")]
    signature::RSA_PKCS1_2048_4096_SHA384,
    #[cfg(feature = "rsa")]
    signature::RSA_PKCS1_2048_4096_SHA512,
    #[cfg(feature = "rsa")]
    signature::RSA_PSS_SHA256,
    #[cfg(feature = "rsa")]
    signature::RSA_PSS_SHA384,
    #[cfg(feature = "rsa")]
    signature::RSA_PSS_SHA512,
];
