//! Which servers the client trusts, and ends that were not announced.

use std::io::{self, Write};
use std::sync::Arc;

use gigapay_sandbox::{Cut, Fault, RawServer, Sandbox, Tls, read_head};
use gigapay_webhooks_std::{BuildError, Cause, Error};

use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::version::TLS12;
use rustls::{ALL_VERSIONS, ServerConfig, ServerConnection, SupportedProtocolVersion};

use crate::common::{client, encrypted, fill, ids, of, plain, response, to};

fn refused(error: &Error, sandbox: &Sandbox) {
    assert!(matches!(error.cause(), Cause::Tls { .. }), "{error:?}");
    assert!(!error.is_retryable());
    assert!(std::error::Error::source(error).is_some());
    assert!(sandbox.requests().is_empty());
}

#[test]
fn an_unknown_root_is_refused() {
    let sandbox = encrypted();
    let mut client = to(&sandbox.base_url()).build().unwrap();
    let error = client.retrieve("w000").unwrap_err();
    refused(&error, &sandbox);
    assert!(error.to_string().contains("UnknownIssuer"), "{error}");
}

#[test]
fn another_sandboxes_root_is_refused() {
    let (sandbox, other) = (encrypted(), encrypted());
    let mut client = to(&sandbox.base_url())
        .add_root_certificate_der(other.ca_der().unwrap())
        .unwrap()
        .only_added_roots()
        .build()
        .unwrap();
    refused(&client.retrieve("w000").unwrap_err(), &sandbox);
}

#[test]
fn another_hosts_certificate_is_refused() {
    let sandbox = Sandbox::builder()
        .listen("0.0.0.0:0")
        .tls(Tls::SelfMade)
        .start()
        .unwrap();
    let url = format!("https://127.0.0.2:{}/v2/", sandbox.addr().port());
    let mut client = of(&sandbox).base_url(&url).unwrap().build().unwrap();
    let error = client.retrieve("w000").unwrap_err();
    refused(&error, &sandbox);
    assert!(error.to_string().contains("not valid for name"), "{error}");
}

#[test]
fn addresses_are_names_too() {
    for (listen, host) in [("127.0.0.1:0", "127.0.0.1"), ("[::1]:0", "[::1]")] {
        let builder = Sandbox::builder().listen(listen).tls(Tls::SelfMade);
        let Ok(sandbox) = builder.start() else {
            assert_eq!(host, "[::1]", "this machine has no IPv4");
            continue;
        };
        fill(&sandbox, 1);
        let url = format!("https://{host}:{}/v2/", sandbox.addr().port());
        let mut client = of(&sandbox).base_url(&url).unwrap().build().unwrap();
        assert!(client.retrieve("w000").is_ok());
    }
}

#[test]
fn roots_come_in_pem_too() {
    let sandbox = encrypted();
    fill(&sandbox, 1);
    let pem = format!("# a comment\n{}", sandbox.ca_pem().unwrap());
    let mut client = to(&sandbox.base_url())
        .add_root_certificates_pem(pem.as_bytes())
        .unwrap()
        .only_added_roots()
        .build()
        .unwrap();
    assert!(client.retrieve("w000").is_ok());
}

#[test]
fn what_is_no_root_is_refused() {
    let builder = || to("https://localhost/");
    for pem in [
        "",
        "junk",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let result = builder().add_root_certificates_pem(pem.as_bytes());
        assert!(matches!(result, Err(BuildError::Certificate(_))), "{pem}");
    }
    let result = builder().add_root_certificate_der(b"junk");
    assert!(matches!(result, Err(BuildError::Certificate(_))));
    let result = builder().only_added_roots().build();
    assert!(matches!(result, Err(BuildError::NoRoots)));
}

/// The configuration of a server with this certificate.
fn serving(
    own: &rcgen::Certificate,
    key: &rcgen::KeyPair,
    versions: &[&'static SupportedProtocolVersion],
) -> Arc<ServerConfig> {
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.der().clone()], key.into())
        .unwrap();
    Arc::new(config)
}

/// A certificate that signs itself as an authority is no server's, not even where it is trusted.
#[test]
fn an_authoritys_own_certificate_is_refused_in_words() {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(vec!["localhost".into()]).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let own = params.self_signed(&key).unwrap();
    let tls = Tls::Custom(serving(&own, &key, ALL_VERSIONS));
    let sandbox = Sandbox::builder().tls(tls).start().unwrap();
    for is_trusted in [false, true] {
        let mut builder = to(&sandbox.base_url());
        if is_trusted {
            builder = builder.add_root_certificate_der(own.der()).unwrap();
        }
        let error = builder.build().unwrap().retrieve("a").unwrap_err();
        assert!(matches!(error.cause(), Cause::Tls { .. }), "{error:?}");
        let text = error.to_string();
        assert!(text.contains("cannot be the server's own"), "{text}");
        assert!(!text.contains("Other"), "{text}");
    }
    assert!(sandbox.requests().is_empty());
}

/// The older version is enough for a server in front of which something old stands.
#[test]
fn tls_1_2_is_spoken() {
    let own = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let tls = Tls::Custom(serving(&own.cert, &own.signing_key, &[&TLS12]));
    let sandbox = Sandbox::builder().tls(tls).start().unwrap();
    let expected = fill(&sandbox, 30);
    let mut client = to(&sandbox.base_url())
        .add_root_certificate_der(own.cert.der())
        .unwrap()
        .build()
        .unwrap();
    assert_eq!(ids(&mut client), expected);
    assert_eq!(sandbox.connections(), 1);
}

/// A response that only its connection's end ends must not be cut short by a third party: TCP's
/// end without TLS's is none.
#[test]
fn an_end_that_tls_did_not_announce_is_no_end() {
    for (how, is_end) in [(Cut::Close, true), (Cut::Fin, false)] {
        let sandbox = encrypted();
        fill(&sandbox, 1);
        let faults = sandbox.faults();
        faults.arm(Fault::CloseDelimited { http_1_0: false });
        faults.arm(Fault::cut_response(100_000, how));
        match client(&sandbox).retrieve("w000") {
            Ok(webhook) => assert!(is_end && webhook.id.as_str() == "w000"),
            Err(error) => {
                let Cause::Receive(source) = error.cause() else {
                    panic!("{error:?}");
                };
                assert!(!is_end);
                assert_eq!(source.kind(), io::ErrorKind::UnexpectedEof);
            }
        }
    }
}

/// Plain HTTP on a TLS port, and the other way round.
#[test]
fn the_wrong_scheme_is_an_error() {
    let sandbox = encrypted();
    let url = format!("http://localhost:{}/v2/", sandbox.addr().port());
    let error = to(&url).build().unwrap().retrieve("w000").unwrap_err();
    assert!(error.exchange_error().is_some() || matches!(error.cause(), Cause::Receive(_)));

    let sandbox = plain();
    let url = format!("https://localhost:{}/v2/", sandbox.addr().port());
    let error = to(&url).build().unwrap().retrieve("w000").unwrap_err();
    assert!(matches!(error.cause(), Cause::Tls { .. }), "{error:?}");
}

/// The responses to two retrievals, over two connections: right behind the first response, `more`
/// is sent, so the first connection is not used again.
fn not_used_again(more: impl Fn(&mut ServerConnection) + Send + 'static) {
    let own = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let config = serving(&own.cert, &own.signing_key, ALL_VERSIONS);
    let server = RawServer::start(2, move |_, mut stream| {
        let mut session = ServerConnection::new(config.clone()).unwrap();
        assert!(read_head(&mut rustls::Stream::new(&mut session, &mut stream)).is_some());
        let response = response("200 OK");
        session.writer().write_all(response.as_bytes()).unwrap();
        more(&mut session);
        let mut both = Vec::new();
        while session.wants_write() {
            session.write_tls(&mut both).unwrap();
        }
        stream.write_all(&both).unwrap();
        // The client gives the connection up without another request.
        let read = session.read_tls(&mut stream);
        let received = session.process_new_packets().unwrap();
        assert!(read.is_err() || received.plaintext_bytes_to_read() == 0);
    });
    let url = format!("https://localhost:{}/v2/", server.addr().port());
    let mut client = to(&url)
        .add_root_certificate_der(own.cert.der())
        .unwrap()
        .retry_dead_connection(false)
        .build()
        .unwrap();
    for _ in 0..2 {
        assert_eq!(client.retrieve("pump-7").unwrap().id.as_str(), "pump-7");
    }
}

#[test]
fn a_connection_whose_end_tls_announced_is_not_used_again() {
    not_used_again(|session| session.send_close_notify());
}

/// Some, and more than rustls reads at a time.
#[test]
fn a_connection_with_bytes_behind_the_response_is_not_used_again() {
    for length in [1, 4000, 10_000] {
        not_used_again(move |session| {
            session.writer().write_all(&vec![b'x'; length]).unwrap();
        });
    }
}
