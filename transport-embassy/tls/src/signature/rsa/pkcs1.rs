//! Verification of RSASSA-PKCS1-v1_5 signatures (RFC 8017 section 8.2.2).

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

/// Whether EM = 0x00 || 0x01 || PS || 0x00 || DigestInfo, PS being all 0xff (RFC 8017 section 9.2).
/// The expected encoding is compared whole, so that there is nothing in the recovered one to parse.
pub(super) fn is_consistent(message: &EncodedMessage, info: &DigestInfo, digest: &[u8]) -> bool {
    let length = message.modulus_bits().div_ceil(8);
    // 205 bytes of 0xff at least: moduli have 256 bytes or more.
    let padding = length
        .saturating_sub(info.len())
        .saturating_sub(digest.len())
        .saturating_sub(3);
    let mut bytes = message.bytes(length);
    let mut is_next = |expected| bytes.next() == Some(expected);
    is_next(0x00)
        && is_next(0x01)
        && (0..padding).all(|_| is_next(0xff))
        && is_next(0x00)
        && info.iter().all(|byte| is_next(*byte))
        && digest.iter().all(|byte| is_next(*byte))
}
