//! What can be wrong before a handshake, and servers that want something else.

use std::sync::Arc;

use gigapay_webhooks_embassy::tls::{
    Alert, ConfigError, FragmentLength, RECEIVE_BUFFER, SEND_BUFFER, connect,
};
use rand_core_0_6::OsRng;

use crate::support::hostile::Hostile;
use crate::support::judge::*;

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
#[test]
fn a_fragment_length_is_asked_for() {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    for (length, code) in [
        (FragmentLength::Bytes512, 1),
        (FragmentLength::Bytes1024, 2),
        (FragmentLength::Bytes2048, 3),
        (FragmentLength::Bytes4096, 4),
    ] {
        let mut socket = Socket::new(Hostile::new(root.identity()));
        assert_eq!(
            handshake(&mut socket, &config.with_fragment_length(length)),
            Ok(())
        );
        let asked = |code| {
            socket
                .peer
                .session
                .transcript
                .windows(5)
                .any(|window| window == [0, 1, 0, 1, code])
        };
        assert!(asked(code));
    }
}
