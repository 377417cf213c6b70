//! Certificates that make many paths, of which none leads anywhere: what they may cost the device.

use rcgen::{Issuer, KeyPair};

use crate::support::judge::*;

/// A certificate for the usual name and so many others, of which each could be the issuer of each, and none is.
fn labyrinth(issuer: &str, others: u64) -> Identity {
    let sign = |params: rcgen::CertificateParams, key: &KeyPair| {
        let nobody = Issuer::new(authority(issuer), KeyPair::generate().unwrap());
        params.signed_by(key, &nobody).unwrap().der().clone()
    };
    let key = KeyPair::generate().unwrap();
    let mut chain = vec![sign(server(&[NAME]), &key)];
    for number in 0..others {
        let mut params = authority(issuer);
        // Each becomes valid later than the one before: without a clock, that is one attempt more each.
        dates(&mut params, NOW - YEAR / 2 + number * DAY, NOW + YEAR);
        chain.push(sign(params, &KeyPair::generate().unwrap()));
    }
    Identity { chain, key }
}

/// Anybody on the way can send such certificates, and no other task of the device runs while they are looked at.
#[test]
fn a_labyrinth_is_left_soon() {
    let root = Authority::root();
    let too_complex = refused(CertificateError::TooComplex);
    for validity in [Validity::At(now()), Validity::SkipDates] {
        let judge = |identity| judge_when(&root, &identity, NAME, validity);
        // Under the root's name each way costs a signature.
        assert_eq!(judge(labyrinth("root", 4)), too_complex);
        assert_eq!(
            judge(labyrinth("root", 1)),
            refused(CertificateError::BadSignature)
        );
        // Under another name a way costs nothing but time, so it is their number that counts.
        assert_eq!(judge(labyrinth("nobody", 6)), too_complex);
        assert_eq!(
            judge(labyrinth("nobody", 5)),
            refused(CertificateError::UnknownIssuer)
        );
        let surplus = labyrinth("nobody", 6).chain;
        let identity = surplus[1..]
            .iter()
            .fold(root.identity(), |identity, certificate| {
                identity.with(certificate)
            });
        assert_eq!(judge(identity), too_complex, "also when the first is good");
    }
}
