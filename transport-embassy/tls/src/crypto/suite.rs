//! Cipher suites, RFC 8446 section B.4.

use super::hash::HashAlgorithm;

/// A cipher suite of TLS 1.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CipherSuite {
    /// `TLS_AES_128_GCM_SHA256`, the one that RFC 8446 section 9.1 makes mandatory.
    Aes128GcmSha256,
    /// `TLS_CHACHA20_POLY1305_SHA256`.
    #[cfg(feature = "chacha20-poly1305")]
    ChaCha20Poly1305Sha256,
    /// `TLS_AES_256_GCM_SHA384`.
    #[cfg(feature = "aes-256-gcm")]
    Aes256GcmSha384,
}

impl CipherSuite {
    /// The suites that are built in, in the order in which the client offers them.
    pub const ALL: &'static [Self] = &[
        Self::Aes128GcmSha256,
        #[cfg(feature = "chacha20-poly1305")]
        Self::ChaCha20Poly1305Sha256,
        #[cfg(feature = "aes-256-gcm")]
        Self::Aes256GcmSha384,
    ];

    /// The number that stands for the suite in messages, RFC 8446 section B.4.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Aes128GcmSha256 => 0x1301,
            #[cfg(feature = "aes-256-gcm")]
            Self::Aes256GcmSha384 => 0x1302,
            #[cfg(feature = "chacha20-poly1305")]
            Self::ChaCha20Poly1305Sha256 => 0x1303,
        }
    }

    pub(crate) fn from_code(code: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|suite| suite.code() == code)
    }

    pub(crate) const fn hash(self) -> HashAlgorithm {
        match self {
            #[cfg(feature = "aes-256-gcm")]
            Self::Aes256GcmSha384 => HashAlgorithm::Sha384,
            _ => HashAlgorithm::Sha256,
        }
    }

    /// Bytes of the key of the AEAD.
    pub(crate) const fn key_length(self) -> usize {
        match self {
            Self::Aes128GcmSha256 => 16,
            #[allow(unreachable_patterns, reason = "the other suites are features")]
            _ => 32,
        }
    }
}
