//! The path to a trust anchor, and what each certificate on it may do: RFC 5280 sections 4.2.1 and 6.

use rcgen::{BasicConstraints, ExtendedKeyUsagePurpose, IsCa, PKCS_ED25519};

use crate::support::hostile::Hostile;
use crate::support::judge::*;

#[test]
fn a_certificate_of_the_root_is_accepted() {
    assert_eq!(changed(|_| {}), Ok(()));
}

#[test]
fn another_root_is_refused() {
    let identity = Authority::root().identity();
    assert_eq!(
        judge(&Authority::root(), &identity, NAME),
        refused(CertificateError::BadSignature),
        "of the same name"
    );
    let mut other = Authority::root();
    let params = authority("other");
    let key = rcgen::KeyPair::generate().unwrap();
    other.certificate = params.self_signed(&key).unwrap().der().clone();
    assert_eq!(
        judge(&other, &identity, NAME),
        refused(CertificateError::UnknownIssuer)
    );
}

#[test]
fn one_of_several_roots_is_enough() {
    let roots: Vec<Authority> = ["a", "b", "root"]
        .map(|name| {
            let root = Authority::root();
            root.sign_issuer(authority(name), &P256)
        })
        .into();
    let anchors: Vec<TrustAnchor<'_>> = roots
        .iter()
        .map(|root| anchor(&root.certificate).unwrap())
        .collect();
    let config = TlsConfig::new(NAME, &anchors, Validity::At(now()));
    for root in &roots {
        assert_eq!(outcome(&root.identity(), &config), Ok(()));
    }
}

// Hole 2: embedded-tls takes a leaf for an issuer and any certificate for a server's.

#[test]
fn a_leaf_is_no_issuer() {
    let root = Authority::root();
    for is_ca in [IsCa::ExplicitNoCa, IsCa::NoCa] {
        let mut params = server(&["attacker.test"]);
        params.is_ca = is_ca;
        let attacker = root.sign_issuer(params, &P256);
        let identity = attacker.identity().with(&attacker.certificate);
        let result = judge(&root, &identity, NAME);
        assert_eq!(
            result,
            refused(CertificateError::LeafUsedAsIssuer),
            "{is_ca:?}"
        );
    }
}

#[test]
fn an_authority_is_no_server() {
    let authority = changed(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    assert_eq!(authority, refused(CertificateError::IssuerUsedAsLeaf));
}

#[test]
fn only_a_certificate_for_servers_is_accepted() {
    let only = |usages: Vec<ExtendedKeyUsagePurpose>| {
        changed(|params| params.extended_key_usages = usages)
    };
    use ExtendedKeyUsagePurpose::{ClientAuth, CodeSigning, ServerAuth};
    assert_eq!(
        only(vec![ClientAuth]),
        refused(CertificateError::WrongKeyUsage)
    );
    assert_eq!(
        only(vec![CodeSigning]),
        refused(CertificateError::WrongKeyUsage)
    );
    assert_eq!(only(vec![ClientAuth, ServerAuth]), Ok(()));
    assert_eq!(
        only(vec![]),
        Ok(()),
        "without the extension any usage is allowed"
    );
}

#[test]
fn an_intermediate_makes_a_path() {
    let root = Authority::root();
    let intermediate = root.sign_issuer(authority("intermediate"), &P256);
    let alone = intermediate.identity();
    assert_eq!(
        judge(&root, &alone, NAME),
        refused(CertificateError::UnknownIssuer)
    );
    let with = intermediate.identity().with(&intermediate.certificate);
    assert_eq!(judge(&root, &with, NAME), Ok(()));
    let with_root = with.with(&root.certificate);
    assert_eq!(judge(&root, &with_root, NAME), Ok(()), "root included");
    assert_eq!(
        judge(&intermediate, &alone, NAME),
        Ok(()),
        "an intermediate as the anchor"
    );
    let unrelated = Authority::root().sign_issuer(authority("unrelated"), &P256);
    let extra = intermediate
        .identity()
        .with(&unrelated.certificate)
        .with(&intermediate.certificate);
    assert_eq!(
        judge(&root, &extra, NAME),
        Ok(()),
        "out of order, with one too many"
    );
}

#[test]
fn constraints_of_an_authority_count() {
    let root = Authority::root();
    let mut params = authority("first");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let first = root.sign_issuer(params, &P256);
    let second = first.sign_issuer(authority("second"), &P256);
    let identity = second
        .identity()
        .with(&second.certificate)
        .with(&first.certificate);
    assert_eq!(
        judge(&root, &identity, NAME),
        refused(CertificateError::ConstraintViolated)
    );

    let mut params = authority("named");
    params.name_constraints = Some(rcgen::NameConstraints {
        permitted_subtrees: vec![rcgen::GeneralSubtree::DnsName("other.test".into())],
        excluded_subtrees: vec![],
    });
    let named = root.sign_issuer(params, &P256);
    let identity = named.identity().with(&named.certificate);
    assert_eq!(
        judge(&root, &identity, NAME),
        refused(CertificateError::ConstraintViolated)
    );
}

#[test]
fn a_changed_certificate_is_refused() {
    let root = Authority::root();
    let mut identity = root.identity();
    let mut bytes = identity.chain[0].to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    identity.chain[0] = CertificateDer::from(bytes);
    assert_eq!(
        judge(&root, &identity, NAME),
        refused(CertificateError::BadSignature)
    );
}

#[test]
fn an_unknown_critical_extension_is_refused() {
    let root = Authority::root();
    let mut params = server(&[NAME]);
    let mut extension = rcgen::CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
    extension.set_criticality(true);
    params.custom_extensions.push(extension);
    // rustls would not even send such a certificate.
    let mut socket = Socket::new(Hostile::new(root.sign(&params)));
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::At(now()));
    let result = handshake(&mut socket, &config);
    assert_eq!(result, refused(CertificateError::UnknownCriticalExtension));
}

#[test]
fn a_long_chain_is_accepted() {
    let root = Authority::root();
    let mut chain = vec![root.sign_issuer(authority("0"), &P256)];
    for number in 1..5 {
        let next = chain[number - 1].sign_issuer(authority(&number.to_string()), &P256);
        chain.push(next);
    }
    let identity = chain
        .iter()
        .rev()
        .fold(chain[4].identity(), |identity, link| {
            identity.with(&link.certificate)
        });
    assert_eq!(judge(&root, &identity, NAME), Ok(()));
}

#[cfg(feature = "p384")]
#[test]
fn p384_is_accepted_throughout() {
    for (root, above, leaf) in [
        (&P384, &P384, &P384),
        (&P384, &P384, &P256),
        (&P256, &P384, &P256),
        (&P384, &P256, &P384),
    ] {
        let root = Authority::root_with(root);
        let intermediate = root.sign_issuer(authority("intermediate"), above);
        let identity = intermediate
            .sign_for(&server(&[NAME]), leaf)
            .with(&intermediate.certificate);
        assert_eq!(judge(&root, &identity, NAME), Ok(()), "{leaf:?}");
    }
}

#[cfg(not(feature = "p384"))]
#[test]
fn p384_is_refused_by_name() {
    let root = Authority::root();
    let identity = root.sign_for(&server(&[NAME]), &P384);
    assert_eq!(
        judge(&root, &identity, NAME),
        refused(CertificateError::UnsupportedAlgorithm)
    );
    let root = Authority::root_with(&P384);
    let identity = root.identity();
    assert_eq!(
        judge(&root, &identity, NAME),
        refused(CertificateError::UnsupportedAlgorithm)
    );
}

#[test]
fn other_keys_are_refused_by_name() {
    let root = Authority::root();
    let identity = root.sign_for(&server(&[NAME]), &PKCS_ED25519);
    assert_eq!(
        judge(&root, &identity, NAME),
        refused(CertificateError::UnsupportedAlgorithm)
    );
}
