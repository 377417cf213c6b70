//! Verification of RSASSA-PKCS1-v1_5 signatures (RFC 8017 section 8.2.2).

use core::iter::{once, repeat_n};

use rustls_pki_types::InvalidSignature;

use super::key::EncodedMessage;

/// DER of DigestInfo up to the digest (RFC 8017 section 9.2, note 1).
pub(super) type DigestInfo = [u8; 19];

pub(super) const SHA256_INFO: DigestInfo = digest_info(1, 32);
pub(super) const SHA384_INFO: DigestInfo = digest_info(2, 48);
pub(super) const SHA512_INFO: DigestInfo = digest_info(3, 64);

/// The prefix for the hash function 2.16.840.1.101.3.4.2.`arc` with digests of `length` bytes.
const fn digest_info(arc: u8, length: u8) -> DigestInfo {
    [
        0x30,
        17_u8.wrapping_add(length), // DigestInfo
        0x30,
        0x0d, // AlgorithmIdentifier
        0x06,
        0x09,
        0x60,
        0x86,
        0x48,
        0x01,
        0x65,
        0x03,
        0x04,
        0x02,
        arc, // OBJECT IDENTIFIER
        0x05,
        0x00, // NULL
        0x04,
        length, // OCTET STRING
    ]
}

/// Verifies that `signature` is one by the RSAPublicKey `public_key` of a message with this digest.
///
/// The expected encoding is compared whole, so that there is nothing in the recovered one to parse:
/// EM = 0x00 || 0x01 || PS || 0x00 || DigestInfo, PS being all 0xff (RFC 8017 section 9.2).
pub(super) fn verify(
    public_key: &[u8],
    info: &DigestInfo,
    digest: &[u8],
    signature: &[u8],
) -> Result<(), InvalidSignature> {
    let message = EncodedMessage::recover(public_key, signature).ok_or(InvalidSignature)?;
    // At least 170, for moduli of 2048 bits and more.
    let padding = signature
        .len()
        .saturating_sub(info.len())
        .saturating_sub(digest.len());
    let expected = [0x00, 0x01]
        .into_iter()
        .chain(repeat_n(0xff, padding.saturating_sub(3)))
        .chain(once(0x00))
        .chain(info.iter().copied())
        .chain(digest.iter().copied());
    if message.bytes(signature.len()).eq(expected) {
        Ok(())
    } else {
        Err(InvalidSignature)
    }
}
