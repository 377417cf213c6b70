//! Certificates of every algorithm, validated by rustls-webpki.

use heapless_tls::signature::*;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls_pki_types::UnixTime;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

/// A leaf, signed by a root with this key, is valid under the root but not under another.
fn check(root_key: &KeyPair, other_root_key: &KeyPair) {
    let leaf_key = KeyPair::generate().expect("ring makes P-256 keys");
    let root = |key: &KeyPair| {
        let mut params = CertificateParams::new([]).expect("no name is wrong");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let certificate = params.self_signed(key).expect("it signs");
        (params, certificate)
    };
    let (root_params, root_certificate) = root(root_key);
    let (_, other) = root(other_root_key);
    let leaf = CertificateParams::new(["server.test".into()])
        .expect("the name is one")
        .signed_by(&leaf_key, &Issuer::new(root_params, root_key))
        .expect("it signs");
    let end_entity = EndEntityCert::try_from(leaf.der()).expect("a certificate");
    let verify = |root: &rcgen::Certificate| {
        let anchor = anchor_from_trusted_cert(root.der()).expect("a root");
        end_entity
            .verify_for_usage(
                CERTIFICATE_ALGORITHMS,
                &[anchor],
                &[],
                UnixTime::since_unix_epoch(core::time::Duration::from_secs(1_800_000_000)),
                KeyUsage::server_auth(),
                None,
                None,
            )
            .is_ok()
    };
    assert!(verify(&root_certificate));
    assert!(!verify(&other));
}

#[test]
fn webpki_validates_chains_of_p256_and_p384() {
    for algorithm in [
        &rcgen::PKCS_ECDSA_P256_SHA256,
        &rcgen::PKCS_ECDSA_P384_SHA384,
    ] {
        let key = || KeyPair::generate_for(algorithm).expect("ring makes such keys");
        check(&key(), &key());
    }
}
