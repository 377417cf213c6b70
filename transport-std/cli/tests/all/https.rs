//! `trigger` and `listen --forward-to` over TLS, and to every address of a name.
#![cfg(unix)]

use std::path::PathBuf;
use std::sync::Arc;

use gigapay_sandbox::{Request, Sandbox, Tls, Webhook, signature};
use gigapay_webhooks_std::listen::{Listening as Taker, Reply, listen};
use gigapay_webhooks_std::rustls;
use rustls::pki_types::PrivatePkcs8KeyDer;
use serde_json::{Value, json};

use crate::common::*;
use crate::listener::*;

/// A server over TLS that responds to a notification with 404 and remembers it, and the file with
/// its root.
fn encrypted(name: &str) -> (Sandbox, String) {
    let sandbox = builder().tls(Tls::SelfMade).start().unwrap();
    let file: PathBuf = scratch(name).join("ca.pem");
    std::fs::write(&file, sandbox.ca_pem().unwrap()).unwrap();
    (sandbox, format!("--ca-file={}", file.display()))
}

fn trigger(to: &str, more: &[&str]) -> Run {
    let mut command = program();
    let (to, key) = (format!("--to={to}"), format!("--secret-key={KEY}"));
    command.args(["trigger", EVENT, &to, &key]).args(more);
    finish(command)
}

/// The status and the error of a notification that was posted.
fn told(to: &str, more: &[&str]) -> (Value, String) {
    let run = trigger(to, &[more, &["--json"]].concat());
    let line: Value = serde_json::from_str(&run.stdout).unwrap();
    (line["status"].clone(), line["error"].to_string())
}

fn is_authentic(request: &Request) -> bool {
    let value = request.header("gigapay-signature").unwrap();
    let time = value[2..].split(',').next().unwrap().parse().unwrap();
    value == signature(KEY, time, &request.body)
}

#[test]
fn trigger_posts_over_tls_to_a_server_that_is_trusted() {
    let (server, ca_file) = encrypted("trigger-tls");
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("https://{host}:{}/hook", server.addr().port());
        let (status, error) = told(&url, &[]);
        assert_eq!(status, json!(null));
        assert!(
            error.contains("certificate") && error.contains("--ca-file"),
            "{error}"
        );
        assert!(
            server.requests().is_empty(),
            "it was sent to an unknown server"
        );
        for trust in [ca_file.as_str(), "--insecure-tls"] {
            assert_eq!(told(&url, &[trust]).0, json!(404), "{trust}");
            let request = server.requests().pop().unwrap();
            assert_eq!((&*request.method, &*request.target), ("POST", "/hook"));
            assert!(is_authentic(&request));
        }
        server.clear_requests();
    }
}

#[test]
fn the_wrong_scheme_for_a_port_is_recognised() {
    let (server, ca_file) = encrypted("wrong-scheme");
    let http = format!("http://{}/", server.addr());
    let (_, error) = told(&http, &[]);
    assert!(
        error.contains("the port speaks TLS: try https://"),
        "{error}"
    );
    let plain = sandbox();
    let https = format!("https://{}/", plain.addr());
    let (_, error) = told(&https, &[&ca_file]);
    assert!(
        error.contains("does not speak TLS at this port: try http://"),
        "{error}"
    );
}

/// Whose certificate is not verified must have its key all the same, in both versions of TLS.
#[test]
fn insecure_tls_is_spoken_in_both_versions() {
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let own = rcgen::generate_simple_self_signed(vec!["other.example".into()]).unwrap();
        let key = PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key.into())
            .unwrap();
        let server = builder()
            .tls(Tls::Custom(Arc::new(config)))
            .start()
            .unwrap();
        let url = format!("https://{}/hook", server.addr());
        let (status, error) = told(&url, &["--insecure-tls"]);
        assert_eq!(status, json!(404), "{version:?}: {error}");
        assert!(is_authentic(&server.requests().pop().unwrap()));
    }
}

#[test]
fn a_file_of_roots_without_a_certificate_is_refused() {
    let file = scratch("no-roots").join("ca.pem");
    let to = "https://127.0.0.1:1/";
    for (text, why) in [
        (Some("no PEM\n"), "no certificate in the PEM"),
        (
            Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            "certificate",
        ),
        (None, ""),
    ] {
        match text {
            Some(text) => std::fs::write(&file, text).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        let argument = format!("--ca-file={}", file.display());
        let text = trigger(to, &[&argument]).refused(2);
        let expected = format!("cannot use {}: ", file.display());
        assert!(text.contains(&expected) && text.contains(why), "{text}");
    }
}

#[test]
fn a_sandbox_over_tls_is_asked_to_notify() {
    let (sandbox, ca_file) = encrypted("trigger-sandbox-tls");
    let text = run(&sandbox, &["trigger", EVENT]).refused(6);
    assert!(text.contains("--ca-file"), "{text}");
    let text = run(&sandbox, &["trigger", EVENT, &ca_file]).refused(1);
    assert!(text.contains("no webhook is subscribed"), "{text}");
    run(&sandbox, &["trigger", EVENT, "--insecure-tls"]).refused(1);
}

#[test]
fn notifications_are_forwarded_over_tls_and_the_response_returned() {
    let (server, ca_file) = encrypted("forward-tls");
    let forward = format!("--forward-to=https://{}/in/", server.addr());
    for (trust, status) in [
        (Some(ca_file.as_str()), 404),
        (Some("--insecure-tls"), 404),
        (None, 502),
    ] {
        server.clear_requests();
        let arguments: Vec<_> = [forward.as_str()].into_iter().chain(trust).collect();
        let mut listening = Listening::start(&arguments);
        let sandbox = notifying(&listening.url);
        sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
        let line = listening.line();
        assert!(line.starts_with(&format!("{status}  authentic")), "{line}");
        let requests = server.requests();
        assert_eq!(requests.is_empty(), trust.is_none(), "{line}");
        assert!(requests.iter().all(is_authentic));
    }
}

/// A receiver that accepts everything at this address.
fn taker(address: &str) -> Taker {
    listen(address, &[KEY], |_| Reply::Accepted).unwrap()
}

#[test]
fn localhost_without_a_scheme_is_found_at_each_of_its_addresses() {
    for address in ["127.0.0.1:0", "[::1]:0"] {
        let taker = taker(address);
        let to = format!("localhost:{}/", taker.addr().port());
        let text = trigger(&to, &[]).done();
        assert_eq!(text, format!("200  http://{to}\n"));
        let mut listening = Listening::start(&[&format!("--forward-to={to}")]);
        let sandbox = notifying(&listening.url);
        sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
        let line = listening.line();
        assert!(
            line.starts_with("200  authentic") && line.contains("forwarded"),
            "{line}"
        );
    }
    let text = trigger(&format!("[::1]:{}", taker("[::1]:0").addr().port()), &[]);
    assert_eq!(text.status, 1, "{text:?}");
}

#[test]
fn verbose_shows_what_is_posted_with_its_signature_cut() {
    let taker = taker("127.0.0.1:0");
    let ended = trigger(&format!("http://{}/", taker.addr()), &["-v"]);
    assert_eq!(ended.status, 0, "{ended:?}");
    let text = &ended.stderr;
    assert!(
        text.starts_with("→ POST / HTTP/1.1\n    Host: 127.0.0.1:"),
        "{text}"
    );
    assert!(text.contains("\n← HTTP/1.1 200  "), "{text}");
    let signature = text.split("Gigapay-Signature: ").nth(1).unwrap();
    let signature = signature.lines().next().unwrap();
    assert!(
        signature.ends_with('…') && signature.chars().count() == 21,
        "{signature}"
    );
    let webhook = Webhook::new("w", &format!("http://{}/", taker.addr()), &[EVENT]);
    let sandbox = sandbox();
    sandbox
        .insert([webhook.in_integration(INTEGRATION)])
        .unwrap();
    let ended = run(&sandbox, &["trigger", EVENT, "-v"]);
    assert!(
        ended
            .stderr
            .contains("→ POST /sandbox/notifications HTTP/1.1"),
        "{ended:?}"
    );
}
