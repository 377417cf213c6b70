//! The signature schemes that are offered, RFC 8446 section 4.2.3.

/// The numbers of the schemes, the cheapest to verify first.
pub(crate) const OFFERED: &[u16] = &[
    // ecdsa_secp256r1_sha256
    #[cfg(feature = "ecdsa-p256")]
    0x0403,
    // ecdsa_secp384r1_sha384
    #[cfg(feature = "ecdsa-p384")]
    0x0503,
    // rsa_pss_rsae_sha256, _sha384, _sha512
    #[cfg(feature = "rsa")]
    0x0804,
    #[cfg(feature = "rsa")]
    0x0805,
    #[cfg(feature = "rsa")]
    0x0806,
    // For certificates only: rsa_pkcs1_sha256, _sha384, _sha512
    #[cfg(feature = "rsa")]
    0x0401,
    #[cfg(feature = "rsa")]
    0x0501,
    #[cfg(feature = "rsa")]
    0x0601,
];
