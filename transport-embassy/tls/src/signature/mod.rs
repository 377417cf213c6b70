//! Verification of public signatures, for rustls-webpki and for CertificateVerify.
//!
//! ECDSA on P-256 and P-384, RSASSA-PKCS1-v1_5 and RSASSA-PSS with moduli of 2048 to 4096 bits, on
//! 32-bit limbs whose number is only known at run time: one routine for all moduli is small. What
//! is computed with is public, so that the time may depend on it. Nothing here may be used with a
//! secret. Why each step is right is in `docs/signatures.md`.
//!
//! The algorithms are named as in rustls-webpki. Each is linked only where it is named.
// Without any algorithm, there is nothing to call most of this.
#![cfg_attr(
    not(any(feature = "ecdsa-p256", feature = "ecdsa-p384", feature = "rsa")),
    allow(dead_code)
)]
// Tests may panic.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

#[cfg(test)]
mod arithmetic_tests;
mod der;
#[cfg(any(feature = "ecdsa-p256", feature = "ecdsa-p384"))]
mod ecdsa;
mod hash;
mod limbs;
mod montgomery;
#[cfg(feature = "rsa")]
mod rsa;
#[cfg(test)]
mod test_random;

use rustls_pki_types::SignatureVerificationAlgorithm;

#[cfg(any(feature = "ecdsa-p256", feature = "ecdsa-p384"))]
pub use ecdsa::*;
#[cfg(feature = "rsa")]
pub use rsa::*;

/// A signature algorithm.
pub type Algorithm = &'static dyn SignatureVerificationAlgorithm;

/// Algorithms that rustls-webpki validates a certification path with: all of this module, which the
/// features choose.
pub const CERTIFICATE_ALGORITHMS: &[Algorithm] = &[
    #[cfg(feature = "ecdsa-p256")]
    ECDSA_P256_SHA256,
    #[cfg(feature = "ecdsa-p256")]
    ECDSA_P256_SHA384,
    #[cfg(feature = "ecdsa-p256")]
    ECDSA_P256_SHA512,
    #[cfg(feature = "ecdsa-p384")]
    ECDSA_P384_SHA256,
    #[cfg(feature = "ecdsa-p384")]
    ECDSA_P384_SHA384,
    #[cfg(feature = "ecdsa-p384")]
    ECDSA_P384_SHA512,
    #[cfg(feature = "rsa")]
    RSA_PKCS1_2048_4096_SHA256,
    #[cfg(feature = "rsa")]
    RSA_PKCS1_2048_4096_SHA384,
    #[cfg(feature = "rsa")]
    RSA_PKCS1_2048_4096_SHA512,
    #[cfg(feature = "rsa")]
    RSA_PKCS1_2048_4096_SHA256_ABSENT_PARAMS,
    #[cfg(feature = "rsa")]
    RSA_PKCS1_2048_4096_SHA384_ABSENT_PARAMS,
    #[cfg(feature = "rsa")]
    RSA_PKCS1_2048_4096_SHA512_ABSENT_PARAMS,
    #[cfg(feature = "rsa")]
    RSA_PSS_2048_4096_SHA256_LEGACY_KEY,
    #[cfg(feature = "rsa")]
    RSA_PSS_2048_4096_SHA384_LEGACY_KEY,
    #[cfg(feature = "rsa")]
    RSA_PSS_2048_4096_SHA512_LEGACY_KEY,
];

/// The algorithm of a CertificateVerify's SignatureScheme (RFC 8446 section 4.2.3). `None` for
/// those that are unknown or that TLS 1.3 does not allow there: RSASSA-PKCS1-v1_5, and a hash
/// function that is not the curve's.
pub fn certificate_verify_algorithm(scheme: u16) -> Option<Algorithm> {
    match scheme {
        #[cfg(feature = "ecdsa-p256")]
        0x0403 => Some(ECDSA_P256_SHA256),
        #[cfg(feature = "ecdsa-p384")]
        0x0503 => Some(ECDSA_P384_SHA384),
        #[cfg(feature = "rsa")]
        0x0804 => Some(RSA_PSS_2048_4096_SHA256_LEGACY_KEY),
        #[cfg(feature = "rsa")]
        0x0805 => Some(RSA_PSS_2048_4096_SHA384_LEGACY_KEY),
        #[cfg(feature = "rsa")]
        0x0806 => Some(RSA_PSS_2048_4096_SHA512_LEGACY_KEY),
        _ => None,
    }
}
