//! Signatures made for chosen u₁, u₂ and keys, so that every exceptional case of adding points
//! occurs, against the crates p256 and p384.
//!
//! For Q = d·G, the point R = u₁·G + u₂·Q and its x make a valid signature: r = x mod n, s = r/u₂,
//! of the digest e = u₁·s.

use std::vec;
use std::vec::Vec;

use num_bigint::BigUint;

use super::curve::Curve;
use super::verify::verify;
use crate::signature::test_random::Random;

/// DER of r and s, from big-endian numbers.
fn encode(r: &[u8], s: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let mut der = number.get(zeros..).unwrap_or_default().to_vec();
        if der.first().is_none_or(|byte| *byte >= 0x80) {
            der.insert(0, 0);
        }
        [vec![2, u8::try_from(der.len()).unwrap()], der].concat()
    };
    let content = [integer(r), integer(s)].concat();
    [vec![0x30, u8::try_from(content.len()).unwrap()], content].concat()
}

fn number(limbs: &[u32]) -> BigUint {
    BigUint::from_slice(limbs)
}

/// The number that a Montgomery form stands for.
fn from_montgomery(curve: &Curve, limbs: &[u32]) -> BigUint {
    let p = number(curve.prime);
    let r = BigUint::from(1_u32) << (32 * curve.prime.len());
    number(limbs) * r.modinv(&p).unwrap() % p
}

macro_rules! suite {
    ($name:ident, $curve:path, $prime:expr) => {
        mod $name {
            use ::$name::ecdsa::signature::hazmat::PrehashVerifier as _;
            use ::$name::ecdsa::{Signature, VerifyingKey};
            use ::$name::elliptic_curve::ops::Reduce as _;
            use ::$name::elliptic_curve::point::{AffineCoordinates as _, DecompressPoint as _};
            use ::$name::elliptic_curve::sec1::ToSec1Point as _;
            use ::$name::elliptic_curve::{Group as _, PrimeField as _};
            use ::$name::{AffinePoint, FieldBytes, ProjectivePoint, Scalar};

            use super::*;

            fn scalar(bytes: &[u8]) -> Scalar {
                Scalar::reduce(&FieldBytes::try_from(bytes).unwrap())
            }

            fn random(random: &mut Random) -> Scalar {
                scalar(&random.bytes($curve.length()))
            }

            /// From -`limit` to `limit`.
            fn small(limit: u64) -> Vec<Scalar> {
                let positive = (0..=limit).map(Scalar::from);
                positive
                    .clone()
                    .chain(positive.skip(1).map(|scalar| -scalar))
                    .collect()
            }

            fn key_of(q: &ProjectivePoint) -> Vec<u8> {
                q.to_affine().to_sec1_point(false).as_bytes().to_vec()
            }

            fn ours(key: &[u8], digest: &[u8], signature: &[u8]) -> bool {
                verify(&$curve, key, digest, signature).is_ok()
            }

            fn theirs(key: &[u8], digest: &[u8], signature: &[u8]) -> bool {
                let (Ok(key), Ok(signature)) = (
                    VerifyingKey::from_sec1_bytes(key),
                    Signature::from_der(signature),
                ) else {
                    return false;
                };
                key.verify_prehash(digest, &signature).is_ok()
            }

            /// Digest and signature for u₁ and u₂; `None` if R is infinity or r or s is 0.
            fn sign(q: &ProjectivePoint, u1: Scalar, u2: Scalar) -> Option<(Vec<u8>, Vec<u8>)> {
                let point = ProjectivePoint::GENERATOR * u1 + *q * u2;
                let inverse = Option::<Scalar>::from(u2.invert())?;
                let r = scalar(&point.to_affine().x());
                let s = r * inverse;
                if bool::from(point.is_identity()) || r == Scalar::ZERO {
                    return None;
                }
                Some((
                    (u1 * s).to_repr().to_vec(),
                    encode(&r.to_repr(), &s.to_repr()),
                ))
            }

            #[test]
            fn constants_are_those_of_the_curve() {
                let curve: &Curve = &$curve;
                assert_eq!(number(curve.prime), $prime);
                let minus_one = BigUint::from_bytes_be(&(-Scalar::ONE).to_repr());
                assert_eq!(number(curve.order), minus_one + 1_u32);
                for (index, [x, y]) in curve.odd_multiples.iter().enumerate() {
                    let multiple = Scalar::from(2 * index as u64 + 1);
                    let point = (ProjectivePoint::GENERATOR * multiple).to_affine();
                    let (x, y) = (from_montgomery(curve, x), from_montgomery(curve, y));
                    assert_eq!(x, BigUint::from_bytes_be(&point.x()));
                    assert_eq!(y, BigUint::from_bytes_be(&point.y()));
                    let right = x.pow(3) + number(curve.prime) * 3_u32 - &x * 3_u32
                        + from_montgomery(curve, curve.b);
                    assert_eq!(y.pow(2) % number(curve.prime), right % number(curve.prime));
                }
            }

            #[test]
            fn small_multiples_meet_every_exceptional_case_of_addition() {
                let (mut accepted, mut infinite) = (0, 0);
                for d in small(5).into_iter().skip(1) {
                    let q = ProjectivePoint::GENERATOR * d;
                    let key = key_of(&q);
                    for u1 in small(9) {
                        for u2 in small(4).into_iter().skip(1) {
                            if u1 + u2 * d == Scalar::ZERO {
                                // R is infinity: no r will do.
                                let r = Scalar::from(7_u64);
                                let s = r * u2.invert().unwrap();
                                let signature = encode(&r.to_repr(), &s.to_repr());
                                assert!(!ours(&key, &(u1 * s).to_repr(), &signature));
                                infinite += 1;
                            } else {
                                let (digest, signature) = sign(&q, u1, u2).unwrap();
                                assert!(ours(&key, &digest, &signature), "{d:?} {u1:?} {u2:?}");
                                accepted += 1;
                            }
                        }
                    }
                }
                assert_eq!(accepted + infinite, 10 * 19 * 8);
                // |u₂·d| is at most 9 for 14 pairs of magnitudes.
                assert_eq!(infinite, 4 * 14);
            }

            #[test]
            fn crafted_signatures_get_the_verdict_of_the_crate() {
                let mut random_bytes = Random::new(1);
                let mut accepted = 0;
                for round in 0..crate::signature::test_random::cases(300) {
                    let small = small(300);
                    let mut pick = |choice: u64| match (choice >> (2 * (round % 3))) & 3 {
                        0 => *random_bytes.pick(&small),
                        _ => random(&mut random_bytes),
                    };
                    let (d, u1, u2) = (pick(round), pick(round / 5), pick(round / 7));
                    let q = ProjectivePoint::GENERATOR * d;
                    if d == Scalar::ZERO {
                        continue;
                    }
                    let Some((mut digest, mut signature)) = sign(&q, u1, u2) else {
                        continue;
                    };
                    let mut key = key_of(&q);
                    match round % 4 {
                        0 => random_bytes.flip_bit(&mut digest),
                        1 => random_bytes.flip_bit(&mut signature),
                        2 => random_bytes.flip_bit(&mut key),
                        _ => {
                            assert!(ours(&key, &digest, &signature), "{d:?} {u1:?} {u2:?}");
                            accepted += 1;
                        }
                    }
                    assert_eq!(
                        ours(&key, &digest, &signature),
                        theirs(&key, &digest, &signature),
                        "{key:x?} {digest:x?} {signature:x?}"
                    );
                }
                assert!(accepted > 50);
            }

            #[test]
            fn an_x_above_the_order_is_its_r_plus_the_order() {
                let (order, prime) = (number($curve.order), number($curve.prime));
                let mut random_bytes = Random::new(2);
                let mut found = 0;
                for above in 0_u32..20 {
                    let x = &order + above;
                    assert!(x < prime);
                    let bytes = FieldBytes::try_from(&*x.to_bytes_be()).unwrap();
                    let point = AffinePoint::decompress(&bytes, 0.into());
                    let Some(point) = Option::<AffinePoint>::from(point) else {
                        continue;
                    };
                    // Q = (s·R - e·G)/r.
                    let r = Scalar::from(u64::from(above));
                    let (e, s) = (random(&mut random_bytes), random(&mut random_bytes));
                    let Some(inverse) = Option::<Scalar>::from(r.invert()) else {
                        continue;
                    };
                    let q = (ProjectivePoint::from(point) * s - ProjectivePoint::GENERATOR * e)
                        * inverse;
                    let signature = encode(&r.to_repr(), &s.to_repr());
                    assert!(ours(&key_of(&q), &e.to_repr(), &signature));
                    // The same number is not x of any point if it does not fit above the order.
                    let other = encode(&(r + Scalar::ONE).to_repr(), &s.to_repr());
                    assert!(!ours(&key_of(&q), &e.to_repr(), &other));
                    found += 1;
                }
                assert!(found > 3, "{found}");
            }

            #[test]
            fn r_and_s_out_of_bounds_are_rejected() {
                let mut random_bytes = Random::new(3);
                let q = ProjectivePoint::GENERATOR * random(&mut random_bytes);
                let order = number($curve.order).to_bytes_be();
                let above = (number($curve.order) + 1_u32).to_bytes_be();
                let all_ones = vec![0xff; $curve.length()];
                let longer = [&[1], &*order].concat();
                for bad in [&[][..], &order, &above, &all_ones, &longer] {
                    for good in [&[1][..], &random(&mut random_bytes).to_repr()] {
                        for (r, s) in [(bad, good), (good, bad), (bad, bad)] {
                            let digest = random(&mut random_bytes).to_repr();
                            assert!(!ours(&key_of(&q), &digest, &encode(r, s)));
                        }
                    }
                }
            }

            #[test]
            fn only_points_on_the_curve_are_keys() {
                let mut random_bytes = Random::new(4);
                let (u1, u2) = (random(&mut random_bytes), random(&mut random_bytes));
                let q = ProjectivePoint::GENERATOR * random(&mut random_bytes);
                let (digest, signature) = sign(&q, u1, u2).unwrap();
                let key = key_of(&q);
                assert!(ours(&key, &digest, &signature));
                let length = $curve.length();
                let prime = number($curve.prime).to_bytes_be();
                let mut wrong: Vec<Vec<u8>> = vec![
                    vec![],
                    vec![0],
                    vec![4],
                    q.to_affine().to_sec1_point(true).as_bytes().to_vec(),
                    key.iter().copied().chain([0]).collect(),
                    key.iter().copied().take(2 * length).collect(),
                    [&[4][..], &vec![0; 2 * length]].concat(),
                    // x or y of p stands for 0 if it is not rejected.
                    [&[4][..], &prime, &vec![0; length]].concat(),
                    [&[4][..], &vec![0; length], &prime].concat(),
                    [&[4][..], &vec![0xff; 2 * length]].concat(),
                ];
                for first in 0..=0xff {
                    if first != 4 {
                        wrong.push([&[first], key.get(1..).unwrap()].concat());
                    }
                }
                for _ in 0..200 {
                    let mut flipped = key.clone();
                    random_bytes.flip_bit(&mut flipped);
                    wrong.push(flipped);
                }
                for key in wrong {
                    assert!(!ours(&key, &digest, &signature), "{key:x?}");
                }
            }
        }
    };
}

#[cfg(feature = "ecdsa-p256")]
suite!(p256, crate::signature::ecdsa::p256::P256, {
    let power = |exponent: u32| BigUint::from(2_u32).pow(exponent);
    power(256) - power(224) + power(192) + power(96) - 1_u32
});
#[cfg(feature = "ecdsa-p384")]
suite!(p384, crate::signature::ecdsa::p384::P384, {
    let power = |exponent: u32| BigUint::from(2_u32).pow(exponent);
    power(384) - power(128) - power(96) + power(32) - 1_u32
});
