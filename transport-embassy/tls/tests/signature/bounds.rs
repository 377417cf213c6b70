//! Where keys and signatures end: lengths of moduli, exponents, and DER.

use heapless_tls::signature::*;
use num_bigint::BigUint;
use ring::digest::{SHA256, digest};

use crate::rsa_keys::RsaKey;
use crate::support::{accepts, element, two_integers};
use crate::test_random::Random;

const MESSAGE: &[u8] = b"message";

/// A key and its PKCS #1 signature of `MESSAGE`.
fn signed(bits: u64, exponent: u64) -> (RsaKey, Vec<u8>) {
    let key = RsaKey::new(&mut Random::new(bits + exponent), bits, exponent);
    let info = [
        &[0x30, 0x31, 0x30, 0x0d, 0x06, 0x09][..],
        &[
            0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
        ],
        digest(&SHA256, MESSAGE).as_ref(),
    ]
    .concat();
    let padding = vec![0xff; key.length() - 3 - info.len()];
    let encoded = [&[0, 1][..], &padding, &[0], &info].concat();
    let signature = key.to_bytes(&key.sign(&BigUint::from_bytes_be(&encoded)));
    (key, signature)
}

fn is_accepted(key: &[u8], signature: &[u8]) -> bool {
    accepts(RSA_PKCS1_2048_4096_SHA256, key, MESSAGE, signature)
}

#[test]
fn moduli_have_from_2048_to_4096_bits() {
    for (bits, expected) in [
        (1024, false),
        (2040, false),
        (2047, false),
        (2048, true),
        (2049, true),
        (3072, true),
        (4095, true),
        (4096, true),
        (4097, false),
        (4104, false),
        (8192, false),
    ] {
        let (key, signature) = signed(bits, 65_537);
        assert_eq!(
            is_accepted(&key.public_key(), &signature),
            expected,
            "{bits} bits"
        );
    }
}

#[test]
fn exponents_are_odd_and_from_3_to_below_2_to_the_32() {
    for (exponent, expected) in [
        (3, true),
        (5, true),
        (65_537, true),
        (0xffff_ffff, true),
        (0x1_0000_0001, false),
        (0x1_0000_0003, false),
        (0x1_0000_0001_0001, false),
    ] {
        let (key, signature) = signed(2048, exponent);
        assert_eq!(
            is_accepted(&key.public_key(), &signature),
            expected,
            "{exponent}"
        );
    }
    // With the exponent 1 a signature is the encoded message itself.
    let (key, signature) = signed(2048, 1);
    assert!(!is_accepted(&key.public_key(), &signature));
    let (key, signature) = signed(2048, 65_537);
    let modulus = key.modulus.to_bytes_be();
    for exponent in [0_u32, 1, 2, 4, 65_536, 65_538] {
        let key = two_integers(&modulus, &exponent.to_be_bytes());
        assert!(!is_accepted(&key, &signature), "{exponent}");
    }
}

#[test]
fn even_moduli_are_rejected() {
    let (key, signature) = signed(2048, 65_537);
    for even in [
        &key.modulus - 1_u32,
        &key.modulus + 1_u32,
        BigUint::from(1_u32) << 2047,
    ] {
        let key = two_integers(&even.to_bytes_be(), &[1, 0, 1]);
        assert!(!is_accepted(&key, &signature));
    }
}

#[test]
fn keys_in_another_encoding_are_rejected() {
    let (key, signature) = signed(2048, 65_537);
    let der = key.public_key();
    assert!(is_accepted(&der, &signature));
    let modulus = [&[0], &*key.modulus.to_bytes_be()].concat();
    let exponent = element(2, &[1, 0, 1]);
    let sequence = |parts: &[&[u8]]| element(0x30, &parts.concat());
    for wrong in [
        [&*der, &[0]].concat(),
        sequence(&[&element(2, &modulus)]),
        sequence(&[&element(2, &modulus), &exponent, &exponent]),
        sequence(&[&element(2, &modulus), &exponent, &[0]]),
        sequence(&[&element(2, &modulus), &element(2, &[0, 1, 0, 1])]),
        sequence(&[&element(2, &modulus), &element(2, &[])]),
        sequence(&[&element(2, &modulus), &element(3, &[1, 0, 1])]),
        sequence(&[&element(2, &[&[0], &*modulus].concat()), &exponent]),
        // Negative.
        sequence(&[&element(2, &modulus[1..]), &exponent]),
        element(0x31, &[element(2, &modulus), exponent.clone()].concat()),
        // Lengths of four and of two bytes, and of none.
        [&[0x30, 0x83, 0], &der[2..]].concat(),
        [&[0x30, 0x80], &der[4..], &[0, 0]].concat(),
    ] {
        assert!(!is_accepted(&wrong, &signature), "{:02x?}", &wrong[..16]);
    }
    for length in 0..der.len() {
        assert!(!is_accepted(&der[..length], &signature), "{length} bytes");
    }
    for at in 0..der.len() {
        let mut wrong = der.clone();
        wrong[at] ^= 1 << (at % 8);
        assert!(!is_accepted(&wrong, &signature), "byte {at}");
    }
}

#[test]
fn every_changed_bit_of_a_signature_is_noticed() {
    let (key, signature) = signed(2048, 3);
    for bit in 0..8 * signature.len() {
        let mut wrong = signature.clone();
        wrong[bit / 8] ^= 1 << (bit % 8);
        assert!(!is_accepted(&key.public_key(), &wrong), "bit {bit}");
    }
}

#[test]
fn certificate_verify_has_the_schemes_of_tls_1_3() {
    let allowed: Vec<u16> = (0..=u16::MAX)
        .filter(|scheme| certificate_verify_algorithm(*scheme).is_some())
        .collect();
    assert_eq!(allowed, [0x0403, 0x0503, 0x0804, 0x0805, 0x0806]);
}
