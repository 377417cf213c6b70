//! The path to a trust anchor, and what each certificate on it may do: RFC 5280 sections 4.2.1
//! and 6.

use rcgen::{BasicConstraints, ExtendedKeyUsagePurpose, IsCa};

use crate::support::verify::*;

#[test]
fn certificate_of_the_root_is_accepted() {
    assert_eq!(changed(|_| {}), Ok(()));
}

#[test]
fn other_root_is_rejected() {
    let identity = Authority::root().identity();
    assert_eq!(
        verify(&Authority::root(), &identity, NAME),
        refused(CertificateError::BadSignature),
        "of the same name"
    );
    let mut other = Authority::root();
    let params = authority("other");
    let key = rcgen::KeyPair::generate().unwrap();
    other.certificate = params.self_signed(&key).unwrap().der().clone();
    assert_eq!(
        verify(&other, &identity, NAME),
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

#[test]
fn leaf_is_rejected_as_issuer() {
    let root = Authority::root();
    for is_ca in [IsCa::ExplicitNoCa, IsCa::NoCa] {
        let mut params = server(&["attacker.test"]);
        params.is_ca = is_ca;
        params.key_usages.clear();
        let attacker = root.sign_issuer(params, &P256);
        let identity = attacker.identity().with(&attacker.certificate);
        let result = verify(&root, &identity, NAME);
        assert_eq!(
            result,
            refused(CertificateError::LeafUsedAsIssuer),
            "{is_ca:?}"
        );
    }
}

#[test]
fn authority_is_rejected_as_server() {
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
fn intermediate_completes_a_path() {
    let root = Authority::root();
    let intermediate = root.sign_issuer(authority("intermediate"), &P256);
    let alone = intermediate.identity();
    assert_eq!(
        verify(&root, &alone, NAME),
        refused(CertificateError::UnknownIssuer)
    );
    let with = intermediate.identity().with(&intermediate.certificate);
    assert_eq!(verify(&root, &with, NAME), Ok(()));
    let with_root = with.with(&root.certificate);
    assert_eq!(verify(&root, &with_root, NAME), Ok(()), "root included");
    assert_eq!(
        verify(&intermediate, &alone, NAME),
        Ok(()),
        "an intermediate as the anchor"
    );
    let unrelated = Authority::root().sign_issuer(authority("unrelated"), &P256);
    let extra = intermediate
        .identity()
        .with(&unrelated.certificate)
        .with(&intermediate.certificate);
    assert_eq!(
        verify(&root, &extra, NAME),
        Ok(()),
        "out of order, with one too many"
    );
}

#[test]
fn constraints_of_an_authority_are_checked() {
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
        verify(&root, &identity, NAME),
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
        verify(&root, &identity, NAME),
        refused(CertificateError::ConstraintViolated)
    );
}

#[test]
fn changed_certificate_is_rejected() {
    let root = Authority::root();
    let mut identity = root.identity();
    let mut bytes = identity.chain[0].to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    identity.chain[0] = CertificateDer::from(bytes);
    assert_eq!(
        verify(&root, &identity, NAME),
        refused(CertificateError::BadSignature)
    );
}

#[test]
fn long_chain_is_accepted() {
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
    assert_eq!(verify(&root, &identity, NAME), Ok(()));
}

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
        assert_eq!(verify(&root, &identity, NAME), Ok(()), "{leaf:?}");
    }
}

#[test]
fn key_usage_is_checked() {
    use rcgen::KeyUsagePurpose::{CrlSign, DigitalSignature, KeyCertSign, KeyEncipherment};
    let root = Authority::root();
    for (usages, result) in [
        (
            vec![KeyEncipherment],
            refused(CertificateError::WrongKeyUsage),
        ),
        (vec![DigitalSignature, KeyEncipherment], Ok(())),
        (vec![], Ok(())),
    ] {
        assert_eq!(changed(|params| params.key_usages = usages), result);
    }
    for (usages, result) in [
        (vec![CrlSign], refused(CertificateError::WrongKeyUsage)),
        (vec![CrlSign, KeyCertSign], Ok(())),
        (vec![], Ok(())),
    ] {
        let mut params = authority("intermediate");
        params.key_usages = usages;
        let intermediate = root.sign_issuer(params, &P256);
        let identity = intermediate.identity().with(&intermediate.certificate);
        assert_eq!(verify(&root, &identity, NAME), result);
    }
}
