//! Resumption by tickets of each server.

use heapless_tls::{Group, Session};
use heapless_tls_interop::{
    client::{Fetched, Options, fetch},
    pki::{Algorithm, Chain},
    rustls_server,
    servers::{
        apache, caddy, gnutls, haproxy, java, lighttpd, nginx, node, openssl, tlslite, wheel,
    },
};

use crate::servers::chain;

fn p256(name: &str) -> Chain {
    chain(name, Algorithm::P256)
}

fn with_session(port: u16, chain: &Chain, session: &mut Session) -> Fetched {
    fetch(
        port,
        chain,
        Options {
            session: Some(session),
            ..Options::default()
        },
    )
    .expect("a response")
}

/// Expects the second and the third connection to resume the one before, and the server to say so.
fn resumes(port: u16, chain: &Chain, text: &str) {
    let mut session = Session::new();
    assert!(!with_session(port, chain, &mut session).resumed);
    for _ in 0..2 {
        session = resumes_once(port, chain, session, text);
        assert!(
            !session.is_empty(),
            "a ticket came with the resumption, {text}"
        );
    }
}

/// Expects a connection to resume a session that was stored and restored. Returns the next one.
fn resumes_once(port: u16, chain: &Chain, session: Session, text: &str) -> Session {
    assert!(!session.is_empty(), "a ticket came, {text}");
    let mut restored = Session::new();
    restored
        .restore(session.as_bytes())
        .expect("what was stored");
    let fetched = with_session(port, chain, &mut restored);
    assert!(fetched.resumed, "the client's view, {text}");
    let response = String::from_utf8_lossy(&fetched.response);
    assert!(response.contains(text), "the server's view: {response}");
    restored
}

#[test]
fn each_server_resumes() {
    let chain = p256("resume");
    resumes(openssl(&chain, &[]).port, &chain, "Reused, TLSv1.3");
    resumes(nginx(&chain, "").port, &chain, "r TLS_");
    resumes(apache(&chain, "").port, &chain, "page");
    resumes(haproxy(&chain).port, &chain, "page");
    resumes(caddy(&chain).port, &chain, "page");
    resumes(gnutls(&chain, "NORMAL").port, &chain, "GnuTLS");
    resumes(java(&chain).port, &chain, "TLS_");
    resumes(tlslite(&chain, &[]).port, &chain, "tlslite");
    resumes(wheel("openssl-4", &chain, "", &[]).port, &chain, "reused=1");
    resumes(
        wheel("openssl-3.5", &chain, "", &[]).port,
        &chain,
        "reused=1",
    );
    let port = rustls_server::start(&chain, rustls_server::Options::default());
    resumes(port, &chain, "Resumed");
}

#[test]
fn servers_that_send_no_ticket_with_a_resumption_resume_every_other_connection() {
    let chain = p256("resume-once");
    for (server, text) in [(lighttpd(&chain), "page"), (node(&chain, &[]), "true TLS_")] {
        let mut session = Session::new();
        assert!(!with_session(server.port, &chain, &mut session).resumed);
        session = resumes_once(server.port, &chain, session, text);
        assert!(session.is_empty(), "a ticket is offered once, RFC 8446 C.4");
        assert!(!with_session(server.port, &chain, &mut session).resumed);
        assert!(!session.is_empty());
    }
}

#[test]
fn session_is_resumed_after_a_retry() {
    let chain = p256("resume-retry");
    let server = openssl(&chain, &["-groups", "P-256"]);
    resumes(server.port, &chain, "Reused, TLSv1.3");
    let options = Options {
        groups: &[Group::X25519, Group::P256],
        ..Options::default()
    };
    let fetched = fetch(server.port, &chain, options).expect("a response");
    assert_eq!(fetched.group, Some(Group::P256));
}

#[test]
fn server_that_forgot_the_session_gets_a_full_handshake() {
    let chain = p256("forgotten");
    let mut session = Session::new();
    with_session(openssl(&chain, &[]).port, &chain, &mut session);
    assert!(!session.is_empty());
    let fetched = with_session(openssl(&chain, &[]).port, &chain, &mut session);
    assert!(!fetched.resumed);
    assert!(!session.is_empty(), "the new server's ticket");
}

#[test]
fn server_without_tickets_leaves_the_session_empty() {
    let chain = p256("no-tickets");
    let mut session = Session::new();
    let server = openssl(&chain, &["-num_tickets", "0"]);
    for _ in 0..2 {
        assert!(!with_session(server.port, &chain, &mut session).resumed);
        assert!(session.is_empty());
    }
}

#[test]
fn session_is_not_offered_to_another_trust() {
    let (one, other) = (p256("trust-one"), p256("trust-other"));
    let mut session = Session::new();
    with_session(openssl(&one, &[]).port, &one, &mut session);
    assert!(!session.is_empty());
    assert!(!with_session(openssl(&other, &[]).port, &other, &mut session).resumed);
}
