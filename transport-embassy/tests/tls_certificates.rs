//! Which certificates are believed: RFC 5280 and RFC 6125, against rustls with chains made for each case.

mod support;

use std::net::IpAddr;
use std::sync::Arc;

use embedded_io_async_0_7::{ErrorKind, Read as _, Write as _};
use gigapay_webhooks_embassy::tls::{
    Alert, CertificateDer, CertificateError, Clock, ConfigError, DateClock, Pin, RECEIVE_BUFFER,
    SEND_BUFFER, TlsConfig, TlsError, TrustAnchor, Validity, anchor, connect,
};
use rand_core_0_6::OsRng;
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, SanType};
use rcgen::{PKCS_ECDSA_P256_SHA256 as P256, PKCS_ECDSA_P384_SHA384 as P384, PKCS_ED25519};
use sha2::{Digest as _, Sha256};

use support::certs::{
    At, Authority, DAY, Identity, NAME, NOW, YEAR, authority, dates, params, server,
};
use support::honest::Honest;
use support::hostile::Hostile;
use support::wire::{Socket, block_on};
use support::{handshake, with_stream};

type Refused = TlsError<ErrorKind>;

/// Shakes hands with rustls; when refused, it may not have seen a request.
fn outcome(identity: &Identity, config: &TlsConfig<'_>) -> Result<(), Refused> {
    let mut socket = Socket::new(Honest::new(identity));
    let result = with_stream(&mut socket, config, async |mut stream| {
        stream.write_all(b"request").await?;
        stream.flush().await?;
        let mut reply = [0; 10];
        let length = stream.read(&mut reply).await?;
        assert_eq!(&reply[..length], b"7");
        stream.close().await
    });
    let expected = if result.is_ok() { &b"request"[..] } else { b"" };
    assert_eq!(socket.peer.received, expected);
    result
}

fn now() -> &'static At {
    &At(Some(NOW))
}

/// The same for a name and one root, at the present.
fn judge(root: &Authority, identity: &Identity, name: &str) -> Result<(), Refused> {
    judge_when(root, identity, name, Validity::At(now()))
}

fn judge_when(
    root: &Authority,
    identity: &Identity,
    name: &str,
    validity: Validity<'_>,
) -> Result<(), Refused> {
    let anchors = [anchor(&root.certificate).unwrap()];
    outcome(identity, &TlsConfig::new(name, &anchors, validity))
}

/// A certificate of the root's for the usual name, otherwise as `change` makes it.
fn changed(change: impl FnOnce(&mut CertificateParams)) -> Result<(), Refused> {
    let root = Authority::root();
    let mut params = server(&[NAME]);
    change(&mut params);
    judge(&root, &root.sign(&params), NAME)
}

fn refused(error: CertificateError) -> Result<(), Refused> {
    Err(TlsError::Certificate(error))
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[test]
fn a_certificate_of_the_root_is_accepted() {
    assert_eq!(changed(|_| {}), Ok(()));
}

#[test]
fn the_name_asked_for_is_sent_without_its_dot() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    for (name, sent) in [
        (NAME, Some(NAME)),
        ("api.example.com.", Some(NAME)),
        ("192.0.2.1", None),
        ("2001:db8::1", None),
    ] {
        let identity = root.sign(&server(&[NAME, "192.0.2.1", "2001:db8::1"]));
        let mut socket = Socket::new(Honest::new(&identity));
        let config = TlsConfig::new(name, &anchors, Validity::SkipDates);
        assert_eq!(handshake(&mut socket, &config), Ok(()), "{name}");
        assert_eq!(socket.peer.asked_for.as_deref(), sent);
        assert!(socket.peer.closed, "rustls saw close_notify");
        assert_eq!(socket.peer.error, None);
    }
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

#[test]
fn names_have_to_match() {
    let root = Authority::root();
    let mismatch = refused(CertificateError::NameMismatch);
    let identity = root.sign(&server(&[
        "*.example.com",
        "a.test",
        "b.test",
        "c.test",
        "fifth.test",
    ]));
    for name in [NAME, "API.EXAMPLE.COM", "fifth.test", "a.test"] {
        assert_eq!(judge(&root, &identity, name), Ok(()), "{name}");
    }
    for name in [
        "example.com",
        "a.b.example.com",
        "d.test",
        "evil-example.com",
        "192.0.2.1",
    ] {
        assert_eq!(judge(&root, &identity, name), mismatch, "{name}");
    }
}

#[test]
fn addresses_have_to_match() {
    let root = Authority::root();
    let mut params = server(&[]);
    let addresses: [IpAddr; 2] = ["192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap()];
    params.subject_alt_names = addresses.map(SanType::IpAddress).into();
    let identity = root.sign(&params);
    for name in ["192.0.2.1", "2001:db8::1", "2001:db8:0:0::1"] {
        assert_eq!(judge(&root, &identity, name), Ok(()), "{name}");
    }
    for name in ["192.0.2.2", "2001:db8::2", NAME] {
        assert_eq!(
            judge(&root, &identity, name),
            refused(CertificateError::NameMismatch),
            "{name}"
        );
    }
}

#[test]
fn a_common_name_does_not_count() {
    let root = Authority::root();
    for others in [&["other.test"][..], &[]] {
        let mut params = server(others);
        params.distinguished_name.push(DnType::CommonName, NAME);
        let result = judge(&root, &root.sign(&params), NAME);
        assert_eq!(
            result,
            refused(CertificateError::NameMismatch),
            "{others:?}"
        );
    }
}

#[test]
fn dates_count_at_the_present() {
    let expired = changed(|params| dates(params, NOW - YEAR, NOW - 1));
    assert_eq!(expired, refused(CertificateError::Expired));
    let early = changed(|params| dates(params, NOW + 1, NOW + YEAR));
    assert_eq!(early, refused(CertificateError::NotYetValid));
    assert_eq!(
        changed(|params| dates(params, NOW, NOW)),
        Ok(()),
        "for this very second"
    );
}

#[test]
fn an_intermediate_s_dates_count_too() {
    let root = Authority::root();
    for (from, to, error) in [
        (NOW - YEAR, NOW - 1, CertificateError::Expired),
        (NOW + 1, NOW + YEAR, CertificateError::NotYetValid),
    ] {
        let mut params = authority("intermediate");
        dates(&mut params, from, to);
        let intermediate = root.sign_issuer(params, &P256);
        let identity = intermediate.identity().with(&intermediate.certificate);
        assert_eq!(judge(&root, &identity, NAME), refused(error));
    }
}

#[test]
fn dates_are_skipped_only_when_asked() {
    let root = Authority::root();
    for (from, to) in [
        (NOW - 9 * YEAR, NOW - 8 * YEAR),
        (NOW + YEAR, NOW + 2 * YEAR),
        (0, 1),
    ] {
        let mut params = server(&[NAME]);
        dates(&mut params, from, to);
        let identity = root.sign(&params);
        assert_eq!(
            judge_when(&root, &identity, NAME, Validity::SkipDates),
            Ok(()),
            "{from}"
        );
        assert!(judge(&root, &identity, NAME).is_err());
    }
}

#[test]
fn without_a_clock_the_build_is_the_least() {
    let root = Authority::root();
    for (from, to, result) in [
        (NOW - YEAR, NOW - 1, refused(CertificateError::Expired)),
        (NOW - YEAR, NOW, Ok(())),
        (NOW + YEAR, NOW + 2 * YEAR, Ok(())),
    ] {
        let mut params = server(&[NAME]);
        dates(&mut params, from, to);
        let judged = judge_when(&root, &root.sign(&params), NAME, Validity::Since(NOW));
        assert_eq!(judged, result, "{from}");
    }
}

#[test]
fn certificates_must_once_have_been_valid_together() {
    let root = Authority::root();
    let chain = |leaf: (u64, u64), above: (u64, u64)| {
        let mut params = authority("intermediate");
        dates(&mut params, above.0, above.1);
        let intermediate = root.sign_issuer(params, &P256);
        let mut params = server(&[NAME]);
        dates(&mut params, leaf.0, leaf.1);
        intermediate.sign(&params).with(&intermediate.certificate)
    };
    let skip = |identity| judge_when(&root, &identity, NAME, Validity::SkipDates);
    assert_eq!(skip(chain((2 * YEAR, 4 * YEAR), (YEAR, 3 * YEAR))), Ok(()));
    assert_eq!(skip(chain((YEAR, 3 * YEAR), (2 * YEAR, 4 * YEAR))), Ok(()));
    let apart = refused(CertificateError::NeverValidTogether);
    assert_eq!(skip(chain((YEAR, 2 * YEAR), (3 * YEAR, 4 * YEAR))), apart);
    assert_eq!(skip(chain((3 * YEAR, 4 * YEAR), (YEAR, 2 * YEAR))), apart);
}

#[test]
fn a_clock_that_is_not_set_is_no_reason_to_skip() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let mut socket = Socket::new(Honest::new(&root.identity()));
    let config = TlsConfig::new(NAME, &anchors, Validity::At(&At(None)));
    assert_eq!(
        handshake(&mut socket, &config),
        Err(TlsError::Config(ConfigError::ClockNotSet))
    );
    assert_eq!(socket.written, 0);
}

#[test]
fn a_clock_set_from_an_answer_counts() {
    let root = Authority::root();
    let clock = DateClock::new(|| 1_000);
    let identity = root.identity();
    let config = Validity::At(&clock);
    let unset = judge_when(&root, &identity, NAME, config);
    assert_eq!(unset, Err(TlsError::Config(ConfigError::ClockNotSet)));
    assert!(clock.set(b"Wed, 01 Jul 2026 00:00:00 GMT"));
    assert_eq!(clock.now(), Some(NOW));
    assert_eq!(judge_when(&root, &identity, NAME, config), Ok(()));
    assert!(clock.set_unix(NOW + YEAR));
    let later = judge_when(&root, &identity, NAME, config);
    assert_eq!(later, refused(CertificateError::Expired));
}

// Hole 2: embedded-tls takes a leaf for an issuer and any certificate for a server's.

#[test]
fn a_leaf_is_no_issuer() {
    let root = Authority::root();
    for is_ca in [IsCa::ExplicitNoCa, IsCa::NoCa] {
        let mut params = server(&["attacker.test"]);
        params.is_ca = is_ca.clone();
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

#[test]
fn a_pin_has_to_match_as_well() {
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
fn a_pin_can_stand_instead_of_a_path() {
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
    // Somebody who only sends the pinned certificate along has proved nothing.
    let attacker = Authority::root().identity().with(&identity.chain[0]);
    let result = outcome(&attacker, &TlsConfig::pinned_only(NAME, &[whole]));
    assert_eq!(result, refused(CertificateError::PinMismatch));
}

#[test]
fn a_server_of_tls_1_2_is_refused() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let peer = Honest::with(&root.identity(), &[&rustls::version::TLS12], |_| {});
    let mut socket = Socket::new(peer);
    let result = handshake(
        &mut socket,
        &TlsConfig::new(NAME, &anchors, Validity::SkipDates),
    );
    assert_eq!(result, Err(TlsError::Alert(Alert::PROTOCOL_VERSION)));
}

#[test]
fn a_request_for_a_client_certificate_is_answered_with_none() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let mut roots = rustls::RootCertStore::empty();
    roots.add(root.certificate.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let ask = rustls::server::WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
    for (verifier, refused) in [
        (ask.clone().allow_unauthenticated().build().unwrap(), false),
        (ask.build().unwrap(), true),
    ] {
        let key = rustls::pki_types::PrivateKeyDer::try_from;
        let identity = root.identity();
        let peer = Honest::with(&identity, rustls::ALL_VERSIONS, |config| {
            *config = rustls::ServerConfig::builder_with_provider(config.crypto_provider().clone())
                .with_protocol_versions(rustls::ALL_VERSIONS)
                .unwrap()
                .with_client_cert_verifier(verifier)
                .with_single_cert(
                    identity.chain.clone(),
                    key(identity.key.serialize_der()).unwrap(),
                )
                .unwrap();
        });
        let mut socket = Socket::new(peer);
        let result = handshake(&mut socket, &config);
        assert_eq!(result, Ok(()));
        assert_eq!(
            socket.peer.error.is_some(),
            refused,
            "{:?}",
            socket.peer.error
        );
    }
}

#[test]
fn a_configuration_that_cannot_work_is_refused_before_anything_is_sent() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let attempt = |config: &TlsConfig<'_>, receive: usize, send: usize| {
        let mut socket = Socket::new(Honest::new(&root.identity()));
        let (mut receive, mut send) = (vec![0; receive], vec![0; send]);
        let rng = &mut OsRng;
        let connected = connect(&mut socket, config, &mut receive, &mut send, rng);
        let result = block_on(connected).map(drop);
        assert_eq!(
            socket.written == 0,
            matches!(result, Err(TlsError::Config(_)))
        );
        result
    };
    let refused = |error| Err(TlsError::Config(error));
    for name in [
        "",
        "https://api.example.com",
        "api.example.com:443",
        "a b",
        "1.2.3",
    ] {
        let config = TlsConfig::new(name, &anchors, Validity::SkipDates);
        let result = attempt(&config, RECEIVE_BUFFER, SEND_BUFFER);
        assert_eq!(result, refused(ConfigError::ServerName), "{name}");
    }
    let none = TlsConfig::new(NAME, &[], Validity::SkipDates);
    assert_eq!(
        attempt(&none, RECEIVE_BUFFER, SEND_BUFFER),
        refused(ConfigError::NoAnchors)
    );
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let no_pins = config.with_pins(&[]);
    assert_eq!(
        attempt(&no_pins, RECEIVE_BUFFER, SEND_BUFFER),
        refused(ConfigError::NoPins)
    );
    let no_pins = TlsConfig::pinned_only(NAME, &[]);
    assert_eq!(
        attempt(&no_pins, RECEIVE_BUFFER, SEND_BUFFER),
        refused(ConfigError::NoPins)
    );
    assert_eq!(
        attempt(&config, 100, SEND_BUFFER),
        refused(ConfigError::ReceiveBuffer)
    );
    // What is said to be needed is exactly enough.
    let label = "a".repeat(63);
    for name in [
        "a.test",
        NAME,
        "192.0.2.1",
        &[label.as_str(); 3].join("."),
        &"a.".repeat(41),
    ] {
        let root = Authority::root();
        let identity = root.sign(&server(&[name.trim_end_matches('.')]));
        let anchors = [anchor(&root.certificate).unwrap()];
        for config in [
            TlsConfig::new(name, &anchors, Validity::SkipDates),
            TlsConfig::new(name, &anchors, Validity::SkipDates)
                .with_fragment_length(gigapay_webhooks_embassy::tls::FragmentLength::Bytes4096),
        ] {
            let Err(TlsError::Config(ConfigError::SendBuffer { needed })) =
                attempt(&config, RECEIVE_BUFFER, 0)
            else {
                panic!("an empty send buffer");
            };
            let needed = usize::from(needed);
            let refused = attempt(&config, RECEIVE_BUFFER, needed - 1);
            assert!(matches!(
                refused,
                Err(TlsError::Config(ConfigError::SendBuffer { .. }))
            ));
            let mut socket = Socket::new(Honest::new(&identity));
            let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; needed]);
            let rng = &mut OsRng;
            let connected = connect(&mut socket, &config, &mut receive, &mut send, rng);
            assert_eq!(block_on(connected).map(drop), Ok(()), "{name}");
        }
    }
    // And the constant is enough for names as long as it says.
    let name = "a".repeat(61) + "." + &"b".repeat(20);
    assert_eq!(name.len(), 82);
    let config = TlsConfig::new(&name, &anchors, Validity::SkipDates);
    let result = attempt(&config, RECEIVE_BUFFER, SEND_BUFFER);
    assert_ne!(
        result.map_err(|error| matches!(error, TlsError::Config(_))),
        Err(true)
    );
    let junk = CertificateDer::from(&b"-----BEGIN CERTIFICATE-----"[..]);
    assert_eq!(anchor(&junk).err(), Some(ConfigError::Anchor));
}

#[test]
fn a_generator_that_is_stuck_is_refused() {
    struct Stuck;
    impl rand_core_0_6::RngCore for Stuck {
        fn next_u32(&mut self) -> u32 {
            u32::MAX
        }
        fn next_u64(&mut self) -> u64 {
            u64::MAX
        }
        fn fill_bytes(&mut self, bytes: &mut [u8]) {
            bytes.fill(u8::MAX);
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core_0_6::Error> {
            bytes.fill(u8::MAX);
            Ok(())
        }
    }
    impl rand_core_0_6::CryptoRng for Stuck {}

    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let mut socket = Socket::new(Honest::new(&root.identity()));
    let (mut receive, mut send) = ([0; 600], [0; SEND_BUFFER]);
    let result = block_on(connect(
        &mut socket,
        &config,
        &mut receive,
        &mut send,
        &mut Stuck,
    ));
    assert_eq!(result.map(drop), Err(TlsError::Config(ConfigError::Rng)));
    assert_eq!(socket.written, 0);
}
