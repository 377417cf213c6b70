//! RSA against ring: keys of every length and exponent, and encoded messages that are wrong in one
//! place but signed as they are.

use heapless_tls::signature::*;
use num_bigint::BigUint;
use ring::digest::{self, digest};
use ring::signature::{self as ring_signature, UnparsedPublicKey};

use crate::rsa_keys::RsaKey;
use crate::support::accepts;
use crate::test_random::{Random, cases};

struct Hash {
    algorithm: &'static digest::Algorithm,
    /// The last arc of its object identifier.
    arc: u8,
    pkcs1: (Algorithm, &'static ring_signature::RsaParameters),
    pss: (Algorithm, &'static ring_signature::RsaParameters),
}

fn hashes() -> [Hash; 3] {
    [
        Hash {
            algorithm: &digest::SHA256,
            arc: 1,
            pkcs1: (
                RSA_PKCS1_2048_4096_SHA256,
                &ring_signature::RSA_PKCS1_2048_8192_SHA256,
            ),
            pss: (
                RSA_PSS_2048_4096_SHA256_LEGACY_KEY,
                &ring_signature::RSA_PSS_2048_8192_SHA256,
            ),
        },
        Hash {
            algorithm: &digest::SHA384,
            arc: 2,
            pkcs1: (
                RSA_PKCS1_2048_4096_SHA384,
                &ring_signature::RSA_PKCS1_2048_8192_SHA384,
            ),
            pss: (
                RSA_PSS_2048_4096_SHA384_LEGACY_KEY,
                &ring_signature::RSA_PSS_2048_8192_SHA384,
            ),
        },
        Hash {
            algorithm: &digest::SHA512,
            arc: 3,
            pkcs1: (
                RSA_PKCS1_2048_4096_SHA512,
                &ring_signature::RSA_PKCS1_2048_8192_SHA512,
            ),
            pss: (
                RSA_PSS_2048_4096_SHA512_LEGACY_KEY,
                &ring_signature::RSA_PSS_2048_8192_SHA512,
            ),
        },
    ]
}

const BITS: [u64; 14] = [
    2048, 2049, 2050, 2055, 2056, 2057, 2080, 2081, 3071, 3072, 3073, 4089, 4095, 4096,
];
/// The last is the product of the five known primes of Fermat.
const EXPONENTS: [u64; 6] = [65_537, 3, 17, 65_539, 4_294_967_291, 0xffff_ffff];

/// Signatures by one key.
const SIGNATURES: u64 = 10;

#[test]
fn rsa_has_the_verdict_of_ring() {
    let mut random = Random::new(30);
    let hashes = hashes();
    let (mut accepted, mut rejected) = (0, 0);
    for _ in 0..cases(500).div_ceil(SIGNATURES) {
        let bits = match random.below(3) {
            0 => 2048 + random.below(2049) as u64,
            _ => *random.pick(&BITS),
        };
        let exponent = *random.pick(&EXPONENTS);
        let key = RsaKey::new(&mut random, bits, exponent);
        for _ in 0..SIGNATURES {
            let verdict = case(&mut random, &key, &hashes);
            *(if verdict {
                &mut accepted
            } else {
                &mut rejected
            }) += 1;
        }
    }
    println!("{accepted} accepted, {rejected} rejected");
    assert!(accepted > 0 && rejected > 0);
}

/// One signature: the verdict.
fn case(random: &mut Random, key: &RsaKey, hashes: &[Hash]) -> bool {
    let hash = random.pick(hashes);
    let length = random.below(100);
    let message = random.bytes(length);
    let is_altered = random.below(3) != 0;
    let is_pss = random.below(2) == 0;
    let (encoded, (ours, theirs)) = if is_pss {
        let flaw = if is_altered {
            random.below(8)
        } else {
            usize::MAX
        };
        (encode_pss(random, key, hash, &message, flaw), hash.pss)
    } else {
        let flaw = if is_altered {
            random.below(12)
        } else {
            usize::MAX
        };
        (encode_pkcs1(random, key, hash, &message, flaw), hash.pkcs1)
    };
    let number = BigUint::from_bytes_be(&encoded);
    let mut signature = key.to_bytes(&key.sign(&(number % &key.modulus)));
    if is_altered && random.below(4) == 0 {
        damage(random, key, &mut signature);
    }
    let public_key = key.public_key();
    let verdict = accepts(ours, &public_key, &message, &signature);
    let reference = UnparsedPublicKey::new(theirs, &public_key).verify(&message, &signature);
    let shown = format!("pss {is_pss}: {public_key:02x?} {message:02x?} {signature:02x?}");
    assert_eq!(verdict, reference.is_ok(), "{shown}");
    assert!(verdict || is_altered, "{shown}");
    verdict
}

/// EMSA-PKCS1-v1_5 with one flaw of twelve, or none.
fn encode_pkcs1(
    random: &mut Random,
    key: &RsaKey,
    hash: &Hash,
    message: &[u8],
    flaw: usize,
) -> Vec<u8> {
    let digest = digest(hash.algorithm, message);
    let digest = digest.as_ref();
    let oid = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, hash.arc];
    let mut identifier = [&[0x06, 0x09][..], &oid, &[0x05, 0x00]].concat();
    match flaw {
        0 => identifier.truncate(11),
        1 => identifier[10] ^= 3,
        2 => identifier.extend([0x05, 0x00]),
        _ => {}
    }
    let (short, long) = (identifier.len() as u8, digest.len() as u8);
    let mut info = [&[0x30, short][..], &identifier, &[0x04, long], digest].concat();
    match flaw {
        // A length that could be shorter.
        3 => info = [&[0x30, 0x81, info.len() as u8], &*info].concat(),
        _ => info = [&[0x30, info.len() as u8], &*info].concat(),
    }
    // What follows the digest, as the forgery by Bleichenbacher of 2006 has it.
    if flaw == 4 {
        let garbage = 1 + random.below(100);
        info.extend(random.bytes(garbage));
    }
    let padding = key.length() - 3 - info.len();
    let mut encoded = [&[0x00, 0x01][..], &vec![0xff; padding], &[0x00], &info].concat();
    match flaw {
        5 => encoded[1] = random.next() as u8,
        6 => encoded[2 + random.below(padding)] = random.next() as u8,
        7 => encoded[2 + padding] = random.next() as u8,
        8 => encoded[2 + random.below(padding)] = 0,
        9 | 10 => random.flip_bit(&mut encoded[1..]),
        _ => {}
    }
    encoded
}

/// EMSA-PSS (RFC 8017 section 9.1.1) with one flaw of eight, or none.
fn encode_pss(
    random: &mut Random,
    key: &RsaKey,
    hash: &Hash,
    message: &[u8],
    flaw: usize,
) -> Vec<u8> {
    let bits = key.modulus.bits() as usize - 1;
    let length = bits.div_ceil(8);
    let digest_length = hash.algorithm.output_len();
    let salt_length = match flaw {
        0 => *random.pick(&[0, 20, digest_length - 1, digest_length + 1]),
        _ => digest_length,
    };
    let salt = random.bytes(salt_length);
    let inner = digest(hash.algorithm, message);
    let mut h = digest(hash.algorithm, &[&[0; 8], inner.as_ref(), &salt].concat())
        .as_ref()
        .to_vec();
    let mut db = vec![0; length - digest_length - 1 - 1 - salt_length];
    match flaw {
        1 => db[0] = random.next() as u8,
        2 => *db.last_mut().expect("there is padding") = random.next() as u8,
        3 => random.flip_bit(&mut h),
        _ => {}
    }
    db.push(if flaw == 4 { random.next() as u8 } else { 1 });
    db.extend(&salt);
    let unused = 8 * length - bits;
    for (counter, block) in (0_u32..).zip(db.chunks_mut(digest_length)) {
        let mask = digest(hash.algorithm, &[&h, &counter.to_be_bytes()[..]].concat());
        for (byte, mask) in block.iter_mut().zip(mask.as_ref()) {
            *byte ^= mask;
        }
    }
    // Bits that are to be 0; the number may be above the modulus, and is reduced by it, then.
    if flaw != 5 {
        db[0] &= 0xff >> unused;
    }
    let trailer = if flaw == 6 { random.next() as u8 } else { 0xbc };
    let mut encoded = [db, h, vec![trailer]].concat();
    if flaw == 7 {
        random.flip_bit(&mut encoded);
    }
    encoded
}

/// Another signature, or the same one of another length or beyond the modulus.
fn damage(random: &mut Random, key: &RsaKey, signature: &mut Vec<u8>) {
    let number = BigUint::from_bytes_be(signature);
    match random.below(8) {
        0 => random.flip_bit(signature),
        1 => signature.insert(0, 0),
        2 => drop(signature.remove(0)),
        3 => *signature = key.to_bytes(&(number + &key.modulus)),
        4 => *signature = key.to_bytes(&key.modulus),
        5 => *signature = key.to_bytes(&(&key.modulus - 1_u32)),
        6 => *signature = key.to_bytes(&BigUint::from(random.below(2))),
        _ => signature.push(0),
    }
}
