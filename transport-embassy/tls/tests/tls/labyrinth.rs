//! Certificates that make many paths, none of which leads anywhere.

use rcgen::{Issuer, KeyPair};

use crate::support::verify::*;

/// A certificate for the usual name and so many others, each of which could be the issuer of each,
/// and none is.
fn labyrinth(issuer: &str, others: u64, subject: fn(u64) -> String) -> Identity {
    let sign = |params: rcgen::CertificateParams, key: &KeyPair| {
        let unknown = Issuer::new(authority(issuer), KeyPair::generate().unwrap());
        params.signed_by(key, &unknown).unwrap().der().clone()
    };
    let key = KeyPair::generate().unwrap();
    let mut chain = vec![sign(server(&[NAME]), &key)];
    for number in 0..others {
        let mut params = authority(&subject(number));
        // Each becomes valid later than the one before: one attempt more each without a clock.
        dates(&mut params, NOW - YEAR / 2 + number * DAY, NOW + YEAR);
        chain.push(sign(params, &KeyPair::generate().unwrap()));
    }
    Identity { chain, key }
}

/// Any host on the way can send such certificates, and no other task of the device runs while they
/// are checked.
#[test]
fn labyrinth_costs_few_signatures() {
    let root = Authority::root();
    for validity in [Validity::At(now()), Validity::SkipDates] {
        let verify = |identity| verify_when(&root, &identity, NAME, validity);
        // Under the root's name each way costs a signature.
        assert_eq!(
            verify(labyrinth("root", 30, |number| number.to_string())),
            refused(CertificateError::TooComplex)
        );
        assert_eq!(
            verify(labyrinth("root", 1, |_| "root".into())),
            refused(CertificateError::BadSignature)
        );
        // Under another name a way costs nothing but time.
        assert_eq!(
            verify(labyrinth("unknown", 30, |_| "unknown".into())),
            refused(CertificateError::UnknownIssuer)
        );
        // What follows a path that was found is skipped.
        let surplus = labyrinth("unknown", 30, |_| "unknown".into()).chain;
        let identity = surplus[1..]
            .iter()
            .fold(root.identity(), |identity, certificate| {
                identity.with(certificate)
            });
        assert_eq!(verify(identity), Ok(()));
    }
}
