//! Keys and certificates that have to be shown, with a path or instead of one.

use heapless_tls::Pin;

use crate::support::verify::*;

#[test]
fn pin_has_to_match_besides_the_path() {
    let root = Authority::root();
    let intermediate = root.sign_issuer(authority("intermediate"), &P256);
    let unrelated = Authority::root().sign_issuer(authority("unrelated"), &P256);
    let identity = intermediate
        .identity()
        .with(&intermediate.certificate)
        .with(&unrelated.certificate);
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::At(now()));
    let key = Pin::LeafKey(sha256(&rcgen::PublicKeyData::subject_public_key_info(
        &identity.key,
    )));
    let leaf = Pin::Certificate(sha256(&identity.chain[0]));
    let above = Pin::Certificate(sha256(&intermediate.certificate));
    for pins in [&[key][..], &[leaf], &[above], &[Pin::LeafKey([0; 32]), key]] {
        assert_eq!(
            outcome(&identity, &config.with_pins(pins)),
            Ok(()),
            "{pins:?}"
        );
    }
    let wrong = refused(CertificateError::PinMismatch);
    for pin in [
        Pin::LeafKey([0; 32]),
        Pin::Certificate(sha256(&unrelated.certificate)),
    ] {
        assert_eq!(
            outcome(&identity, &config.with_pins(&[pin])),
            wrong,
            "{pin:?}"
        );
    }
    // A pin does not make up for a path.
    let other = root.sign(&server(&["other.test"]));
    let pins = [Pin::Certificate(sha256(&other.chain[0]))];
    let result = outcome(&other, &config.with_pins(&pins));
    assert_eq!(result, refused(CertificateError::NameMismatch));
}

#[test]
fn pin_replaces_a_path() {
    let mut own = params(&[]);
    dates(&mut own, DAY, 2 * DAY);
    let key = rcgen::KeyPair::generate().unwrap();
    let chain = vec![own.self_signed(&key).unwrap().der().clone()];
    let identity = Identity { chain, key };
    let pin = Pin::LeafKey(sha256(&rcgen::PublicKeyData::subject_public_key_info(
        &identity.key,
    )));
    assert_eq!(
        outcome(&identity, &TlsConfig::pinned_only(NAME, &[pin])),
        Ok(())
    );
    let whole = Pin::Certificate(sha256(&identity.chain[0]));
    assert_eq!(
        outcome(&identity, &TlsConfig::pinned_only(NAME, &[whole])),
        Ok(())
    );
    let wrong = outcome(
        &identity,
        &TlsConfig::pinned_only(NAME, &[Pin::LeafKey([1; 32])]),
    );
    assert_eq!(wrong, refused(CertificateError::PinMismatch));
    // A server that only sends the pinned certificate along has proved nothing.
    let attacker = Authority::root().identity().with(&identity.chain[0]);
    let result = outcome(&attacker, &TlsConfig::pinned_only(NAME, &[whole]));
    assert_eq!(result, refused(CertificateError::PinMismatch));
}
