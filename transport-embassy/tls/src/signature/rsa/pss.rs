//! Verification of RSASSA-PSS signatures (RFC 8017 section 8.1.2), as TLS 1.3 has them: MGF1 with
//! the hash function of the message, and a salt as long as the digest (RFC 8446 section 4.2.3).

use super::key::EncodedMessage;
use crate::signature::hash::Hash;

/// Bytes of the longest salt.
const MAX_SALT: usize = 64;

/// EMSA-PSS-VERIFY (RFC 8017 section 9.1.2), with its step numbers. Bytes are unmasked and checked
/// one after the other; only the salt is kept.
pub(super) fn is_consistent(message: &EncodedMessage, hash: Hash, digest: &[u8]) -> Option<bool> {
    let em_bits = message.modulus_bits().checked_sub(1)?;
    let em_length = em_bits.div_ceil(8);
    // Section 8.1.2 step 2c: if em_length is less than the modulus's length, the byte above is 0.
    if message.byte(em_length) != 0 {
        return Some(false);
    }
    // TlsStep 4.
    if message.byte(0) != 0xbc {
        return Some(false);
    }
    // TlsStep 5. EM = maskedDB || H || 0xbc.
    let mut h = [0; MAX_SALT];
    let h = h.get_mut(..digest.len())?;
    for (index, byte) in (1..).zip(h.iter_mut().rev()) {
        *byte = message.byte(index);
    }
    let db_length = em_length.checked_sub(digest.len())?.checked_sub(1)?;
    // TlsStep 3. DB = PS || 0x01 || salt, and PS may be empty.
    let ps_length = db_length.checked_sub(digest.len())?.checked_sub(1)?;
    // TlsStep 6. The bits above em_bits.
    let unused = em_length.wrapping_mul(8).wrapping_sub(em_bits);
    let used = 0xff_u8 >> unused;
    if message.byte(em_length.wrapping_sub(1)) & !used != 0 {
        return Some(false);
    }
    let mut salt = [0; MAX_SALT];
    let salt = salt.get_mut(..digest.len())?;
    let mut mask = hash(&[h, &[0; 4]]);
    let (mut offset, mut counter) = (0_usize, 0_u32);
    for (index, masked) in message.bytes(em_length).take(db_length).enumerate() {
        // Steps 7 and 8. MGF1 (section B.2.1): digests of H and a counter.
        if offset == digest.len() {
            counter = counter.wrapping_add(1);
            mask = hash(&[h, &counter.to_be_bytes()]);
            offset = 0;
        }
        let mut byte = masked ^ mask.as_bytes().get(offset)?;
        offset = offset.wrapping_add(1);
        // TlsStep 9.
        if index == 0 {
            byte &= used;
        }
        // Steps 10 and 11.
        match index.checked_sub(ps_length) {
            None if byte != 0 => return Some(false),
            None => {}
            Some(0) if byte != 1 => return Some(false),
            Some(0) => {}
            Some(index) => *salt.get_mut(index.wrapping_sub(1))? = byte,
        }
    }
    // Steps 12 to 14.
    let expected = hash(&[&[0; 8], digest, salt]);
    Some(expected.as_bytes() == h)
}
