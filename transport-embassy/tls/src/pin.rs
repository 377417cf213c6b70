//! Pins: which key or certificate a server must show, by its SHA-256 (RFC 7469 section 2.4 for
//! keys).

use crate::crypto::hash::HashAlgorithm;

/// A key or certificate that the server must show. One of a list of pins has to match.
///
/// A key's pin stays valid when the certificate is renewed over the same key; the number is the one
/// that `openssl x509 -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256`
/// prints. Always pin a second key that is kept elsewhere: when the first is replaced, devices that
/// pin only the first cannot connect any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Pin {
    /// SHA-256 of the server's own public key, as its certificate's SubjectPublicKeyInfo in DER.
    LeafKey([u8; 32]),
    /// SHA-256 of a certificate in DER: the server's own, or an intermediate of the validated path.
    ///
    /// An intermediate only counts in a path that was validated: anyone can send another server's
    /// certificate along.
    Certificate([u8; 32]),
}

impl Pin {
    /// Whether this pin is for the key whose SubjectPublicKeyInfo is `spki`.
    pub(crate) fn is_key(&self, spki: &[u8]) -> bool {
        matches!(self, Self::LeafKey(hash) if HashAlgorithm::Sha256.hash(spki).is(hash))
    }

    /// Whether this pin is for `certificate`.
    pub(crate) fn is_certificate(&self, certificate: &[u8]) -> bool {
        matches!(self, Self::Certificate(hash) if HashAlgorithm::Sha256.hash(certificate).is(hash))
    }
}
