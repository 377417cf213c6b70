#![no_main]
//! A valid key or signature, changed as the input says, or bytes of the input in its place: the
//! verdict is ring's.

use heapless_tls::signature::*;
use ring::signature as ring_signature;
use ring::signature::{UnparsedPublicKey, VerificationAlgorithm};

macro_rules! vector {
    ($name:literal) => {
        include_bytes!(concat!("../../footprint/signatures/vectors/", $name))
    };
}

const MESSAGE: &[u8] = vector!("message");

struct Case {
    ours: Algorithm,
    theirs: &'static dyn VerificationAlgorithm,
    key: &'static [u8],
    signature: &'static [u8],
    /// Ring accepts moduli of up to 8192 bits and exponents of up to 33.
    is_rsa: bool,
}

fn case(choice: u8) -> Case {
    match choice % 4 {
        0 => Case {
            ours: ECDSA_P256_SHA256,
            theirs: &ring_signature::ECDSA_P256_SHA256_ASN1,
            key: vector!("p256.key"),
            signature: vector!("p256.sig"),
            is_rsa: false,
        },
        1 => Case {
            ours: ECDSA_P384_SHA384,
            theirs: &ring_signature::ECDSA_P384_SHA384_ASN1,
            key: vector!("p384.key"),
            signature: vector!("p384.sig"),
            is_rsa: false,
        },
        2 => Case {
            ours: RSA_PKCS1_2048_4096_SHA256,
            theirs: &ring_signature::RSA_PKCS1_2048_8192_SHA256,
            key: vector!("rsa2048.key"),
            signature: vector!("rsa2048-pkcs1.sig"),
            is_rsa: true,
        },
        _ => Case {
            ours: RSA_PSS_2048_4096_SHA256_LEGACY_KEY,
            theirs: &ring_signature::RSA_PSS_2048_8192_SHA256,
            key: vector!("rsa2048.key"),
            signature: vector!("rsa2048-pss.sig"),
            is_rsa: true,
        },
    }
}

/// Inserts, removes or replaces a byte for each four bytes of `edits`.
fn edit(bytes: &[u8], edits: &[u8]) -> Vec<u8> {
    let mut edited = bytes.to_vec();
    for step in edits.chunks_exact(4) {
        let at = usize::from(u16::from_be_bytes([step[1], step[2]])) % (edited.len() + 1);
        match step[0] % 3 {
            0 => edited.insert(at, step[3]),
            1 if at < edited.len() => drop(edited.remove(at)),
            _ if at < edited.len() => edited[at] = step[3],
            _ => {}
        }
    }
    edited
}

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let [choice, place, rest @ ..] = input else {
        return;
    };
    let case = case(*choice);
    let (mut key, mut signature) = (case.key.to_vec(), case.signature.to_vec());
    match place % 4 {
        0 => key = edit(&key, rest),
        1 => signature = edit(&signature, rest),
        2 => key = rest.to_vec(),
        _ => signature = rest.to_vec(),
    }
    let ours = case
        .ours
        .verify_signature(&key, MESSAGE, &signature)
        .is_ok();
    let theirs = UnparsedPublicKey::new(case.theirs, &key)
        .verify(MESSAGE, &signature)
        .is_ok();
    assert!(ours == theirs || case.is_rsa && !ours);
    if key == case.key && signature == case.signature {
        assert!(ours);
    }
});
