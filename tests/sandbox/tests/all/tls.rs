//! The same over TLS: B1, B19, and cuts that truncate.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::sync::Arc;

use gigapay_sandbox::{Cut, Fault, Sandbox, Tls, Webhook};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
};

use crate::client::{Client, HOOKS, NEW, good};

type TlsClient = Client<StreamOwned<ClientConnection, TcpStream>>;

fn connect(
    sandbox: &Sandbox,
    ca: &[u8],
    name: &str,
    versions: &[&'static SupportedProtocolVersion],
) -> TlsClient {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(ca.to_vec())).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let tls = ClientConnection::new(Arc::new(config), name).unwrap();
    Client::over(StreamOwned::new(
        tls,
        TcpStream::connect(sandbox.addr()).unwrap(),
    ))
}

fn start() -> Sandbox {
    Sandbox::builder()
        .tls(Tls::SelfMade)
        .tls_name("10.0.2.2")
        .start()
        .unwrap()
}

fn client(sandbox: &Sandbox) -> TlsClient {
    connect(
        sandbox,
        sandbox.ca_der().unwrap(),
        "localhost",
        rustls::ALL_VERSIONS,
    )
}

#[test]
fn b1_https_under_every_name_of_the_certificate_and_both_versions() {
    let sandbox = start();
    assert_eq!(
        sandbox.base_url(),
        format!("https://localhost:{}/v2/", sandbox.addr().port())
    );
    for version in rustls::ALL_VERSIONS {
        for name in ["localhost", "127.0.0.1", "::1", "10.0.2.2"] {
            let mut client = connect(&sandbox, sandbox.ca_der().unwrap(), name, &[version]);
            assert_eq!(
                client.call("GET", HOOKS, "").status,
                200,
                "{name} {version:?}"
            );
        }
    }
}

#[test]
fn each_sandbox_has_a_root_of_its_own_as_pem_and_der() {
    let (one, two) = (start(), start());
    assert!(
        one.ca_pem()
            .unwrap()
            .starts_with("-----BEGIN CERTIFICATE-----")
    );
    assert_ne!(one.ca_der(), two.ca_der());
    let mut client = connect(
        &one,
        two.ca_der().unwrap(),
        "localhost",
        rustls::ALL_VERSIONS,
    );
    let tls = client.stream.get_mut();
    assert!(
        tls.conn.complete_io(&mut tls.sock).is_err(),
        "the other's root is not trusted"
    );
    assert_eq!(self::client(&one).call("GET", HOOKS, "").status, 200);
}

#[test]
fn a_plain_sandbox_has_no_root() {
    let sandbox = Sandbox::builder().start().unwrap();
    assert!(sandbox.ca_pem().is_none() && sandbox.ca_der().is_none());
}

#[test]
fn a_bad_name_for_the_certificate_is_an_error() {
    let error = Sandbox::builder()
        .tls(Tls::SelfMade)
        .tls_name("nö")
        .start()
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("cannot make the certificates"),
        "{error}"
    );
}

#[test]
fn tls_as_the_caller_set_it_up() {
    let key = rcgen::generate_simple_self_signed(["custom.test".to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![key.cert.der().clone()],
            rustls::pki_types::PrivatePkcs8KeyDer::from(key.signing_key.serialize_der()).into(),
        )
        .unwrap();
    let sandbox = Sandbox::builder()
        .tls(Tls::Custom(Arc::new(config)))
        .start()
        .unwrap();
    assert!(sandbox.ca_der().is_none());
    let mut client = connect(
        &sandbox,
        key.cert.der(),
        "custom.test",
        rustls::ALL_VERSIONS,
    );
    assert_eq!(client.call("POST", HOOKS, NEW).status, 201);
}

#[test]
fn b19_links_name_https_or_with_the_fault_plain_http() {
    let sandbox = start();
    let hook = |id| Webhook::new(id, "https://e.com/", &["Registration.verified"]);
    sandbox.insert([hook("1"), hook("2")]).unwrap();
    let mut client = client(&sandbox);
    let json = client.call("GET", "/v2/webhooks/?page_size=1", "").json();
    assert_eq!(
        json["next"],
        "https://example.test/v2/webhooks/?page=2&page_size=1"
    );
    sandbox.arm(Fault::LinksNamePlainHttp);
    let json = client.call("GET", "/v2/webhooks/?page_size=1", "").json();
    assert_eq!(
        json["next"],
        "http://example.test/v2/webhooks/?page=2&page_size=1"
    );
}

#[test]
fn a_cut_response_is_truncated_unless_it_is_closed_orderly() {
    let sandbox = start();
    for (how, expected) in [
        (Cut::Fin, Some(ErrorKind::UnexpectedEof)),
        (Cut::Reset, Some(ErrorKind::ConnectionReset)),
        (Cut::Close, None),
    ] {
        let mut client = client(&sandbox);
        sandbox.arm(Fault::cut_response(40, how).times(1));
        client.send("GET", HOOKS, &good(""), "");
        match client.rest() {
            Ok(rest) => assert_eq!((rest.len(), None), (40, expected)),
            Err(error) => assert_eq!(Some(error.kind()), expected),
        }
    }
}

#[test]
fn body_faults_work_over_tls() {
    let sandbox = start();
    let mut client = client(&sandbox);
    let every = std::time::Duration::from_millis(1);
    sandbox.arm(Fault::Chunked {
        size: 5,
        extension: None,
        trailers: Vec::new(),
    });
    sandbox.arm(Fault::Drip { bytes: 50, every });
    sandbox.arm(Fault::CutIdle { how: Cut::Close }.skip(1));
    assert_eq!(client.call("GET", HOOKS, "").json()["count"], 0);
    assert_eq!(client.call("GET", HOOKS, "").json()["count"], 0);
    assert_eq!(client.rest().unwrap(), b"");
}

#[test]
fn a_client_that_speaks_no_tls_does_no_harm() {
    let sandbox = start();
    let mut plain = Client::new(&sandbox);
    plain.write(b"GET /v2/webhooks/ HTTP/1.1\r\nHost: h\r\n\r\n");
    let _ = plain.rest();
    assert_eq!(client(&sandbox).call("GET", HOOKS, "").status, 200);
}
