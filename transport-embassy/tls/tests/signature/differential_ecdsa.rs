//! ECDSA against ring, and each sixteenth case against the crates p256 and p384 as well: keys,
//! messages, signatures, and what is wrong with them, at random.

use heapless_tls::signature::*;
use num_bigint::BigUint;
use ring::rand::SystemRandom;
use ring::signature as ring_signature;
use ring::signature::{EcdsaKeyPair, UnparsedPublicKey};

use crate::support::{accepts, two_integers};
use crate::test_random::{Random, cases};

/// Public key of a private key, and the verdict of the crate, of a curve.
struct Reference {
    order: BigUint,
    public_key: fn(&[u8]) -> Option<Vec<u8>>,
    verify: fn(&[u8], &[u8], &[u8]) -> bool,
}

macro_rules! reference {
    ($name:ident) => {
        Reference {
            order: {
                use ::$name::elliptic_curve::PrimeField as _;
                BigUint::from_bytes_be(&(-::$name::Scalar::ONE).to_repr()) + 1_u32
            },
            public_key: |private| {
                let key = ::$name::ecdsa::SigningKey::from_slice(private).ok()?;
                Some(key.verifying_key().to_sec1_point(false).as_bytes().to_vec())
            },
            verify: |key, digest, signature| {
                use ::$name::ecdsa::signature::hazmat::PrehashVerifier as _;
                use ::$name::ecdsa::{Signature, VerifyingKey};
                match (
                    VerifyingKey::from_sec1_bytes(key),
                    Signature::from_der(signature),
                ) {
                    (Ok(key), Ok(signature)) => key.verify_prehash(digest, &signature).is_ok(),
                    _ => false,
                }
            },
        }
    };
}

/// A curve with a hash function: ours, and ring's.
struct Pair {
    ours: Algorithm,
    theirs: &'static ring_signature::EcdsaVerificationAlgorithm,
    digest: &'static ring::digest::Algorithm,
}

/// Ring signs only with the curve's own hash function, which comes first.
fn check(
    seed: u64,
    reference: &Reference,
    signing: &'static ring_signature::EcdsaSigningAlgorithm,
    [own, other]: [Pair; 2],
) {
    let mut random = Random::new(seed);
    let length = own.digest.output_len();
    let (mut accepted, mut rejected) = (0, 0);
    for case in 0..cases(2_000) {
        let private = private_key(&mut random, reference, length);
        let mut key = (reference.public_key)(&private).expect("a private key");
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            signing,
            &private,
            &key,
            &SystemRandom::new(),
        )
        .expect("they belong together");
        let length = random.below(200);
        let mut message = random.bytes(length);
        let signed = pair
            .sign(&SystemRandom::new(), &message)
            .expect("ring signs");
        let mut signature = signed.as_ref().to_vec();
        let is_altered = random.below(4) != 0;
        let mut algorithms = &own;
        if is_altered {
            match random.below(8) {
                0 => random.flip_bit(&mut key),
                1 => message.push(0),
                2 => random.flip_bit(&mut signature),
                3 => damage_der(&mut random, &mut signature),
                4 => algorithms = &other,
                _ => replace_numbers(&mut random, reference, &mut signature),
            }
        }
        let ours = accepts(algorithms.ours, &key, &message, &signature);
        let theirs = UnparsedPublicKey::new(algorithms.theirs, &key)
            .verify(&message, &signature)
            .is_ok();
        let shown = format!("case {case}: {key:02x?} {message:02x?} {signature:02x?}");
        assert_eq!(ours, theirs, "{shown}");
        assert!(ours || is_altered, "{shown}");
        if case % 16 == 0 {
            let digest = ring::digest::digest(algorithms.digest, &message);
            assert_eq!(
                ours,
                (reference.verify)(&key, digest.as_ref(), &signature),
                "{shown}"
            );
        }
        *(if ours { &mut accepted } else { &mut rejected }) += 1;
    }
    println!("{accepted} accepted, {rejected} rejected");
    assert!(accepted > 0 && rejected > 0);
}

/// Random, or a small multiple of the generator, or the opposite of one.
fn private_key(random: &mut Random, reference: &Reference, length: usize) -> Vec<u8> {
    let small = BigUint::from(1 + random.below(40));
    let number = match random.below(4) {
        0 => small,
        1 => &reference.order - small,
        _ => BigUint::from_bytes_be(&random.bytes(length)) % (&reference.order - 1_u32) + 1_u32,
    };
    padded(&number, length)
}

fn padded(number: &BigUint, length: usize) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    [vec![0; length - bytes.len()], bytes].concat()
}

/// Changes lengths, tags and zeros: a byte more, a byte less, or another byte.
fn damage_der(random: &mut Random, signature: &mut Vec<u8>) {
    let at = match random.below(3) {
        0 => random.below(signature.len()),
        1 => random.below(6),
        _ => 4 + usize::from(signature[3]),
    };
    let at = at.min(signature.len() - 1);
    match random.below(4) {
        0 => signature.insert(at, 0),
        1 => drop(signature.remove(at)),
        2 => signature[at] = random.next() as u8,
        _ => {
            // A superfluous zero, with lengths that fit.
            signature[1] = signature[1].wrapping_add(1);
            signature[3] = signature[3].wrapping_add(1);
            signature.insert(4, 0);
        }
    }
}

/// Other numbers in the place of r, of s, or of both: near the bounds, or related.
fn replace_numbers(random: &mut Random, reference: &Reference, signature: &mut Vec<u8>) {
    let (r, s) = numbers(signature);
    let order = &reference.order;
    let mut another = |number: &BigUint| match random.below(10) {
        0 => BigUint::ZERO,
        1 => BigUint::from(1 + random.below(5)),
        2 => order - (1 + random.below(5)),
        3 => order + random.below(5),
        // For s this is as valid.
        4 | 5 => order - number,
        6 => number + order,
        7 => BigUint::from(1_u32) << random.below(385),
        _ => number.clone(),
    };
    let (new_r, new_s) = match another(&BigUint::ZERO) {
        zero if zero == BigUint::ZERO => (another(&r), another(&s)),
        _ => (r.clone(), another(&s)),
    };
    let (first, second) = if random.below(10) == 0 {
        (s, r)
    } else {
        (new_r, new_s)
    };
    *signature = two_integers(&first.to_bytes_be(), &second.to_bytes_be());
}

/// r and s of a signature that ring made.
fn numbers(signature: &[u8]) -> (BigUint, BigUint) {
    let (r, rest) = signature[4..].split_at(usize::from(signature[3]));
    (
        BigUint::from_bytes_be(r),
        BigUint::from_bytes_be(&rest[2..]),
    )
}

#[test]
fn p256_has_the_verdict_of_ring() {
    let sha256 = Pair {
        ours: ECDSA_P256_SHA256,
        theirs: &ring_signature::ECDSA_P256_SHA256_ASN1,
        digest: &ring::digest::SHA256,
    };
    let sha384 = Pair {
        ours: ECDSA_P256_SHA384,
        theirs: &ring_signature::ECDSA_P256_SHA384_ASN1,
        digest: &ring::digest::SHA384,
    };
    let signing = &ring_signature::ECDSA_P256_SHA256_ASN1_SIGNING;
    check(20, &reference!(p256), signing, [sha256, sha384]);
}

#[test]
fn p384_has_the_verdict_of_ring() {
    let sha384 = Pair {
        ours: ECDSA_P384_SHA384,
        theirs: &ring_signature::ECDSA_P384_SHA384_ASN1,
        digest: &ring::digest::SHA384,
    };
    let sha256 = Pair {
        ours: ECDSA_P384_SHA256,
        theirs: &ring_signature::ECDSA_P384_SHA256_ASN1,
        digest: &ring::digest::SHA256,
    };
    let signing = &ring_signature::ECDSA_P384_SHA384_ASN1_SIGNING;
    check(21, &reference!(p384), signing, [sha384, sha256]);
}
