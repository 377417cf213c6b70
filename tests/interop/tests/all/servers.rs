//! TLS implementations, each with its own habits, and with settings that operators choose.

use heapless_tls_interop::{
    NAME,
    client::{self, fetch},
    pki::{Algorithm, Chain, Key, Profile},
    reference,
    rustls_server::{self, Options},
    servers::{
        apache, caddy, gnutls, haproxy, java, lighttpd, nginx, node, openssl, tlslite, wheel,
    },
};
use rustls::crypto::ring::kx_group::{SECP256R1, X25519};

/// A leaf with a key of `algorithm` under a P-256 root.
pub fn chain(name: &str, algorithm: Algorithm) -> Chain {
    let root_name = format!("{name}-root");
    let root = Profile::authority(&format!("/CN={root_name}")).issue(
        &root_name,
        &Key::new(&root_name, Algorithm::P256),
        None,
    );
    let leaf_name = format!("{name}-leaf");
    let key = Key::new(&leaf_name, algorithm);
    let leaf = Profile::server(&[NAME]).issue(&leaf_name, &key, Some(&root));
    Chain::new(name, &[&leaf], &[&root])
}

fn p256(name: &str) -> Chain {
    chain(name, Algorithm::P256)
}

/// Expects both clients to get a response on `port` that contains `text`.
fn responds(port: u16, chain: &Chain, text: &str) {
    let expected = |response: &[u8]| {
        let response = String::from_utf8_lossy(response);
        assert!(
            response.contains(" 200 ") && response.contains(text),
            "{response}"
        );
    };
    expected(&reference::fetch(port, chain).expect("a response to the reference client"));
    let fetched = fetch(port, chain, Default::default()).expect("a response to our client");
    expected(&fetched.response);
}

#[test]
fn openssl_3_0() {
    let chain = p256("openssl");
    responds(openssl(&chain, &[]).port, &chain, "TLSv1.3");
}

#[test]
fn openssl_with_one_group() {
    let chain = p256("openssl-groups");
    for group in ["X25519", "P-256"] {
        responds(openssl(&chain, &["-groups", group]).port, &chain, "TLSv1.3");
    }
}

#[test]
fn openssl_with_one_cipher_suite() {
    let chain = p256("openssl-suites");
    for suite in [
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
    ] {
        responds(
            openssl(&chain, &["-ciphersuites", suite]).port,
            &chain,
            suite,
        );
    }
}

#[test]
fn openssl_with_records_of_512_bytes_and_padding() {
    let chain = p256("openssl-records");
    let server = openssl(
        &chain,
        &["-max_send_frag", "512", "-split_send_frag", "512"],
    );
    responds(server.port, &chain, "TLSv1.3");
    responds(
        openssl(&chain, &["-record_padding", "16384"]).port,
        &chain,
        "TLSv1.3",
    );
}

#[test]
fn openssl_with_0_to_32_tickets() {
    let chain = p256("openssl-tickets");
    for tickets in ["0", "1", "32"] {
        responds(
            openssl(&chain, &["-num_tickets", tickets]).port,
            &chain,
            "TLSv1.3",
        );
    }
}

#[test]
fn openssl_4_by_default_and_with_hybrid_groups() {
    let chain = p256("openssl-4");
    for groups in [
        "",
        "MLKEM768:P-256",
        "X25519MLKEM768:X25519",
        "brainpoolP256r1tls13:P-256",
    ] {
        responds(
            wheel("openssl-4", &chain, groups, &[]).port,
            &chain,
            "OpenSSL 4.",
        );
    }
}

#[test]
fn openssl_3_5_by_default_and_with_hybrid_groups() {
    let chain = p256("openssl-3-5");
    for groups in [
        "",
        "MLKEM768:P-256",
        "SecP256r1MLKEM768:ffdhe2048:P-256:X25519",
    ] {
        responds(
            wheel("openssl-3.5", &chain, groups, &[]).port,
            &chain,
            "OpenSSL 3.5",
        );
    }
}

#[test]
fn nginx_with_ecdsa_and_rsa() {
    for (name, algorithm) in [
        ("nginx", Algorithm::P256),
        ("nginx-rsa", Algorithm::Rsa2048),
    ] {
        let chain = chain(name, algorithm);
        responds(nginx(&chain, "").port, &chain, "TLS_");
    }
}

#[test]
fn nginx_with_optional_client_certificate_and_small_records() {
    let chain = p256("nginx-optional");
    let directives = "ssl_verify_client optional_no_ca; ssl_buffer_size 1k;";
    responds(nginx(&chain, directives).port, &chain, "TLS_");
}

#[test]
fn gnutls_with_each_group() {
    let chain = p256("gnutls");
    for priority in [
        "NORMAL",
        "NORMAL:-GROUP-ALL:+GROUP-X25519",
        "NORMAL:-GROUP-ALL:+GROUP-SECP256R1",
    ] {
        responds(gnutls(&chain, priority).port, &chain, "GnuTLS");
    }
}

#[test]
fn apache_lighttpd_haproxy_and_caddy() {
    for (name, algorithm) in [("web", Algorithm::P256), ("web-rsa", Algorithm::Rsa2048)] {
        let chain = chain(name, algorithm);
        responds(apache(&chain, "").port, &chain, "page");
        responds(lighttpd(&chain).port, &chain, "page");
        responds(haproxy(&chain).port, &chain, "page");
        responds(caddy(&chain).port, &chain, "page");
    }
}

#[test]
fn apache_with_optional_client_certificate() {
    let chain = p256("apache-optional");
    let server = apache(&chain, "SSLVerifyClient optional_no_ca");
    responds(server.port, &chain, "page");
}

#[test]
fn tlslite_with_small_records_padding_and_one_group() {
    let chain = p256("tlslite");
    responds(tlslite(&chain, &[]).port, &chain, "tlslite");
    for setting in [
        "record_size_limit=64",
        "padding=500",
        "group=secp256r1",
        "tickets=5",
    ] {
        responds(tlslite(&chain, &[setting]).port, &chain, "tlslite");
    }
}

#[test]
fn servers_with_record_size_limit_fill_a_receive_buffer_of_4_kilobytes() {
    // RFC 8449: GnuTLS and tlslite have it; OpenSSL and rustls do not.
    let chain = p256("limit");
    for (server, text) in [
        (gnutls(&chain, "NORMAL"), "GnuTLS"),
        (tlslite(&chain, &[]), "xxxx"),
    ] {
        let options = client::Options {
            receive: Some(4096),
            ..Default::default()
        };
        let fetched = fetch(server.port, &chain, options).expect("a response");
        assert!(String::from_utf8_lossy(&fetched.response).contains(text));
    }
}

#[test]
fn node_with_ecdsa_and_rsa() {
    for (name, algorithm) in [("node", Algorithm::P256), ("node-rsa", Algorithm::Rsa2048)] {
        let chain = chain(name, algorithm);
        responds(node(&chain, &[]).port, &chain, "TLS_");
    }
}

#[test]
fn node_that_asks_for_a_client_certificate() {
    let chain = p256("node-optional");
    let options = r#"{"requestCert":true,"rejectUnauthorized":false}"#;
    responds(node(&chain, &[options]).port, &chain, "TLS_");
}

#[test]
fn java_17_with_ecdsa_and_rsa() {
    for (name, algorithm) in [("java", Algorithm::P256), ("java-rsa", Algorithm::Rsa2048)] {
        let chain = chain(name, algorithm);
        responds(java(&chain).port, &chain, "TLS_");
    }
}

#[test]
fn rustls_by_default_and_with_one_group() {
    let chain = p256("rustls");
    responds(
        rustls_server::start(&chain, Options::default()),
        &chain,
        "Full",
    );
    for group in [X25519, SECP256R1] {
        let options = Options {
            groups: vec![group],
            ..Options::default()
        };
        responds(rustls_server::start(&chain, options), &chain, "Full");
    }
}

#[test]
fn rustls_with_records_of_64_bytes() {
    let chain = p256("rustls-records");
    let options = Options {
        record: Some(64),
        body: 5_000,
        ..Options::default()
    };
    responds(rustls_server::start(&chain, options), &chain, "xxxx");
}

#[test]
fn rustls_with_key_update() {
    let chain = p256("rustls-update");
    let options = Options {
        key_update: true,
        body: 50_000,
        ..Options::default()
    };
    responds(rustls_server::start(&chain, options), &chain, "xxxx");
}

#[test]
fn rustls_with_0_and_32_tickets() {
    let chain = p256("rustls-tickets");
    for tickets in [0, 32] {
        let options = Options {
            tickets,
            ..Options::default()
        };
        responds(rustls_server::start(&chain, options), &chain, "Full");
    }
}
