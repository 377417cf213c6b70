//! Servers that ask for a client certificate, and such that require one.

use heapless_tls_interop::{
    client::{Fetched, Options, fetch},
    pki::{Algorithm, Certificate, Chain, Key, Profile},
    rustls_server,
    servers::{apache, gnutls_that_requires, nginx, node, openssl, wheel},
};

use crate::servers::chain;

/// An authority of client certificates and a client's certificate under it.
fn identity(name: &str) -> (Certificate, Certificate) {
    let root_name = format!("{name}-clients");
    let root = Profile::authority(&format!("/CN={root_name}")).issue(
        &root_name,
        &Key::new(&root_name, Algorithm::P256),
        None,
    );
    let client_name = format!("{name}-client");
    let client = Profile::client(&format!("/CN={client_name}")).issue(
        &client_name,
        &Key::new(&client_name, Algorithm::P256),
        Some(&root),
    );
    (root, client)
}

fn with(port: u16, chain: &Chain, identity: Option<&Certificate>) -> Result<Fetched, String> {
    fetch(
        port,
        chain,
        Options {
            identity,
            ..Options::default()
        },
    )
}

/// Expects a response only with the certificate.
fn requires(port: u16, chain: &Chain, client: &Certificate) {
    let fetched = with(port, chain, Some(client)).expect("a response with the certificate");
    let response = String::from_utf8_lossy(&fetched.response);
    assert!(response.contains(" 200 "), "{response}");
    let error = with(port, chain, None).expect_err("no response without it");
    // A server that closes with bytes unread resets the connection, and its alert may be lost.
    assert!(
        error.contains("Tls(Alert(") || error.starts_with("Io("),
        "{error}"
    );
}

#[test]
fn required_certificates() {
    let chain = chain("required", Algorithm::P256);
    let (root, client) = identity("required");
    let ca = root.pem.to_str().expect("a path in UTF-8");
    let server = openssl(
        &chain,
        &["-Verify", "2", "-verify_return_error", "-CAfile", ca],
    );
    requires(server.port, &chain, &client);
    requires(wheel("openssl-4", &chain, "", &[ca]).port, &chain, &client);
    requires(gnutls_that_requires(&chain, ca).port, &chain, &client);
    let directives = format!("SSLVerifyClient require\nSSLCACertificateFile {ca}");
    requires(apache(&chain, &directives).port, &chain, &client);
    let authority = std::fs::read_to_string(&root.pem).expect("a certificate");
    let authority = authority.replace('\n', "\\n");
    let options = format!(r#"{{"requestCert":true,"rejectUnauthorized":true,"ca":"{authority}"}}"#);
    requires(node(&chain, &[&options]).port, &chain, &client);
    let options = rustls_server::Options {
        client_authorities: Some((&root.pem, true)),
        ..rustls_server::Options::default()
    };
    requires(rustls_server::start(&chain, options), &chain, &client);
}

#[test]
fn optional_certificates() {
    let chain = chain("optional", Algorithm::P256);
    let (root, client) = identity("optional");
    let options = rustls_server::Options {
        client_authorities: Some((&root.pem, false)),
        ..rustls_server::Options::default()
    };
    let port = rustls_server::start(&chain, options);
    for (certificate, text) in [
        (Some(&client), "identified=true"),
        (None, "identified=false"),
    ] {
        let fetched = with(port, &chain, certificate).expect("a response");
        let response = String::from_utf8_lossy(&fetched.response);
        assert!(response.contains(text), "{response}");
    }
    let server = openssl(&chain, &["-verify", "2"]);
    with(server.port, &chain, None).expect("a response without a certificate");
}

#[test]
fn nginx_reports_a_missing_certificate_over_http() {
    let chain = chain("nginx-required", Algorithm::P256);
    let (root, client) = identity("nginx-required");
    let directives = format!(
        "ssl_verify_client on; ssl_client_certificate {};",
        root.pem.display()
    );
    let server = nginx(&chain, &directives);
    for (certificate, status) in [(Some(&client), " 200 "), (None, " 400 ")] {
        let fetched = with(server.port, &chain, certificate).expect("a response");
        let response = String::from_utf8_lossy(&fetched.response);
        assert!(response.contains(status), "{response}");
    }
}
