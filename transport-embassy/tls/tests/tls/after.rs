//! What may follow a handshake: resumption, tickets, KeyUpdate, client certificates.

use std::sync::Arc;

use embedded_io_0_7::{Read as _, Write as _};
use heapless_tls::{
    ClientCertificate, MAX_SIGNATURE, Session, Signer, TlsConfig, Validity, anchor,
};
use rcgen::KeyPair;
use rustls::ServerConfig;
use rustls::crypto::ring::{self, kx_group};
use rustls::server::WebPkiClientVerifier;

use crate::support::certs::DAY;
use crate::support::rustls_server::config;
use crate::support::{At, Authority, Identity, NAME, NOW, RustlsServer, Socket, echo, with_stream};

/// A server that can be connected to again and again.
struct Server {
    root: Authority,
    config: Arc<ServerConfig>,
}

impl Server {
    fn new(change: impl FnOnce(&mut ServerConfig)) -> Self {
        let root = Authority::root();
        let identity = root.identity();
        let config = config(
            &identity,
            |_| {},
            |config| {
                config.ticketer = ring::Ticketer::new().unwrap();
                change(config);
            },
        );
        Self { root, config }
    }

    /// Connects at `now` and returns whether the handshake resumed the session.
    fn connect(&self, name: &str, now: u64, session: &mut Session) -> bool {
        let clock = At(Some(now));
        self.connect_when(name, Validity::At(&clock), now, session)
    }

    /// The same with dates checked in this way, and a clock for sessions.
    fn connect_when(
        &self,
        name: &str,
        validity: Validity<'_>,
        now: u64,
        session: &mut Session,
    ) -> bool {
        let anchors = [anchor(&self.root.certificate).unwrap()];
        let clock = At(Some(now));
        let config = TlsConfig::new(name, &anchors, validity).with_session_clock(&clock);
        let mut socket = Socket::new(RustlsServer::from_config(self.config.clone()));
        with_stream(&mut socket, &config, Some(session), |mut stream| {
            echo(&mut stream)?;
            Ok(stream.connection().is_resumed())
        })
        .unwrap()
    }
}

#[test]
fn session_is_resumed_once_and_renewed() {
    let server = Server::new(|_| {});
    let mut session = Session::new();
    assert!(!server.connect(NAME, NOW, &mut session));
    for later in 1..5 {
        assert!(!session.is_empty());
        assert!(server.connect(NAME, NOW + later, &mut session), "{later}");
    }
}

#[test]
fn session_is_resumed_after_a_hello_retry_request() {
    let server = Server::new(|_| {});
    let mut session = Session::new();
    assert!(!server.connect(NAME, NOW, &mut session));
    let mut retrying = Server {
        root: server.root,
        config: server.config,
    };
    let mut config = (*retrying.config).clone();
    let mut provider = ring::default_provider();
    provider.kx_groups = vec![kx_group::SECP256R1];
    let mut other = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(config.cert_resolver.clone());
    std::mem::swap(&mut other.ticketer, &mut config.ticketer);
    retrying.config = Arc::new(other);
    assert!(retrying.connect(NAME, NOW, &mut session));
}

#[test]
fn session_survives_storage_and_nothing_else_does() {
    let server = Server::new(|_| {});
    let mut session = Session::new();
    server.connect(NAME, NOW, &mut session);
    let stored = session.as_bytes().to_vec();
    assert!(stored.len() > 100 && stored.len() <= Session::MAX_BYTES);
    assert!(std::mem::size_of::<Session>() <= 1024);

    let mut restored = Session::new();
    restored.restore(&stored).unwrap();
    assert!(server.connect(NAME, NOW + 1, &mut restored));

    for at in 0..stored.len() {
        let mut damaged = stored.clone();
        damaged[at] ^= 1;
        assert!(restored.restore(&damaged).is_err(), "{at}");
        assert!(restored.is_empty());
        assert!(restored.restore(&stored[..at]).is_err() || at == 0, "{at}");
    }
    assert!(restored.restore(&[1; Session::MAX_BYTES + 1]).is_err());
    restored.restore(&[]).unwrap();
    assert!(restored.is_empty());
}

#[test]
fn session_is_not_offered_to_another_name_or_too_late_or_twice() {
    let root = Authority::root();
    let identity = root.sign(&crate::support::certs::server(&[NAME, "b.example.com"]));
    let server = Server {
        config: config(
            &identity,
            |_| {},
            |config| {
                config.ticketer = ring::Ticketer::new().unwrap();
            },
        ),
        root,
    };
    let mut session = Session::new();
    server.connect(NAME, NOW, &mut session);
    let stored = session.as_bytes().to_vec();
    for (name, now) in [
        ("b.example.com", NOW),
        (NAME, NOW - 1),
        (NAME, NOW + 7 * 86_400),
    ] {
        session.restore(&stored).unwrap();
        assert!(!server.connect(name, now, &mut session), "{name} {now}");
        assert!(!session.is_empty(), "there is a ticket of this connection");
    }
    // A connection that ends before ServerHello has used the session up.
    session.restore(&stored).unwrap();
    let anchors = [anchor(&server.root.certificate).unwrap()];
    let clock = At(Some(NOW));
    let config = TlsConfig::new(NAME, &anchors, Validity::At(&clock));
    let mut socket = Socket::new(RustlsServer::from_config(server.config.clone()));
    socket.cut_at = 0;
    with_stream(&mut socket, &config, Some(&mut session), |_| Ok(())).unwrap_err();
    assert!(session.is_empty() && session.as_bytes().is_empty());
    assert!(!server.connect(NAME, NOW, &mut session));
}

#[test]
fn session_is_not_offered_where_dates_are_checked_otherwise() {
    let server = Server::new(|_| {});
    let (present, unset) = (At(Some(NOW)), At(None));
    for (first, second, is_resumed) in [
        (Validity::SkipDates, Validity::At(&present), false),
        (Validity::SkipDates, Validity::Since(NOW), false),
        (Validity::Since(NOW - 1), Validity::Since(NOW), false),
        (Validity::Since(NOW), Validity::At(&present), false),
        (
            Validity::AtOrSince(&unset, NOW),
            Validity::AtOrSince(&present, NOW),
            false,
        ),
        (Validity::SkipDates, Validity::SkipDates, true),
        (Validity::Since(NOW), Validity::Since(NOW), true),
        (
            Validity::AtOrSince(&unset, NOW),
            Validity::AtOrSince(&unset, NOW),
            true,
        ),
        (
            Validity::AtOrSince(&present, NOW),
            Validity::At(&present),
            true,
        ),
    ] {
        let mut session = Session::new();
        server.connect_when(NAME, first, NOW, &mut session);
        assert!(!session.is_empty());
        let resumed = server.connect_when(NAME, second, NOW, &mut session);
        assert_eq!(resumed, is_resumed, "{first:?} {second:?}");
    }
}

#[test]
fn resumption_ends_seven_days_after_the_last_full_handshake() {
    let server = Server::new(|_| {});
    let mut session = Session::new();
    assert!(!server.connect(NAME, NOW, &mut session));
    // Less than the 12 hours that rustls gives a ticket.
    let renewals = (1..=15).map(|count| count * 11 * 3_600);
    for age in renewals.chain([7 * DAY - 1]) {
        let mut restored = Session::new();
        restored.restore(session.as_bytes()).unwrap();
        session = restored;
        assert!(server.connect(NAME, NOW + age, &mut session), "{age}");
    }
    assert!(!server.connect(NAME, NOW + 7 * DAY, &mut session));
    assert!(server.connect(NAME, NOW + 7 * DAY + 3_600, &mut session));
}

#[test]
fn refused_ticket_falls_back_to_a_full_handshake() {
    let first = Server::new(|_| {});
    let mut session = Session::new();
    first.connect(NAME, NOW, &mut session);
    let key = Server::new(|_| {});
    let other = Server {
        root: first.root,
        config: {
            let mut config = (*first.config).clone();
            config.ticketer = key.config.ticketer.clone();
            Arc::new(config)
        },
    };
    assert!(!other.connect(NAME, NOW, &mut session));
    assert!(other.connect(NAME, NOW, &mut session));
}

#[test]
fn keys_are_updated_both_ways() {
    crate::support::talk(
        |identity| {
            let mut server = RustlsServer::new(identity);
            server.before = Some(|connection| connection.refresh_traffic_keys().unwrap());
            server
        },
        |_, config| config,
        |mut stream| {
            for request in [false, true, true, false] {
                stream.write_all(b"one")?;
                stream.update_keys(request)?;
                stream.flush()?;
                stream.write_all(b"two")?;
                stream.flush()?;
                let mut response = [0; 6];
                stream.read_exact(&mut response).unwrap();
                assert_eq!(&response, b"onetwo");
            }
            echo(&mut stream)
        },
    )
    .unwrap();
}

struct Key(Arc<dyn rustls::sign::SigningKey>);

impl Key {
    fn new(key: &KeyPair) -> Self {
        let der = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        Self(ring::sign::any_supported_type(&der).unwrap())
    }
}

impl Signer for Key {
    fn sign(&self, message: &[u8], signature: &mut [u8; MAX_SIGNATURE]) -> Option<usize> {
        let scheme = rustls::SignatureScheme::ECDSA_NISTP256_SHA256;
        let signed = self.0.choose_scheme(&[scheme])?.sign(message).ok()?;
        signature.get_mut(..signed.len())?.copy_from_slice(&signed);
        Some(signed.len())
    }
}

/// Connects to a server that wants, or accepts, a client certificate.
fn connect_with(client: Option<(&Identity, &Key)>, is_optional: bool) -> (bool, Option<usize>) {
    let root = Authority::root();
    let clients = Authority::root();
    let identity = root.identity();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(clients.certificate.clone()).unwrap();
    let own = clients.sign(&client_params());
    let own_key = Key::new(&own.key);
    let chosen = client.unwrap_or((&own, &own_key));
    let verifier = WebPkiClientVerifier::builder_with_provider(
        Arc::new(roots),
        Arc::new(ring::default_provider()),
    );
    let verifier = if is_optional {
        verifier.allow_unauthenticated()
    } else {
        verifier
    };
    let provider = Arc::new(ring::default_provider());
    let der = rustls::pki_types::PrivateKeyDer::try_from(identity.key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(identity.chain.clone(), der)
        .unwrap();
    let mut socket = Socket::new(RustlsServer::from_config(Arc::new(config)));
    let anchors = [anchor(&root.certificate).unwrap()];
    let clock = At(Some(NOW));
    let mut config = TlsConfig::new(NAME, &anchors, Validity::At(&clock));
    let chain: Vec<&[u8]> = chosen.0.chain.iter().map(|der| &der[..]).collect();
    let certificate = ClientCertificate::new(&chain, chosen.1);
    if client.is_some() || !is_optional {
        config = config.with_client_certificate(&certificate);
    }
    let result = with_stream(&mut socket, &config, None, |mut stream| echo(&mut stream));
    let shown = socket.peer.connection.peer_certificates().map(<[_]>::len);
    (result.is_ok(), shown)
}

fn client_params() -> rcgen::CertificateParams {
    let mut params = crate::support::certs::params(&["client"]);
    params
        .key_usages
        .push(rcgen::KeyUsagePurpose::DigitalSignature);
    params
        .extended_key_usages
        .push(rcgen::ExtendedKeyUsagePurpose::ClientAuth);
    params
}

#[test]
fn client_certificate_is_shown_when_asked_for() {
    assert_eq!(connect_with(None, false), (true, Some(1)));
    assert_eq!(connect_with(None, true), (true, None));
    let untrusted = Authority::root();
    let other = untrusted.sign(&client_params());
    let key = Key::new(&other.key);
    assert!(!connect_with(Some((&other, &key)), false).0);
}
