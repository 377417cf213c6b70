//! The client against the sandbox behind nginx, haproxy and caddy, and through tinyproxy; a
//! listener behind nginx and caddy, with the configurations that are shipped.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, mpsc};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gigapay_sandbox::{DEFAULT_TOKEN, Fault, Sandbox, Tls, signature};
use gigapay_webhooks_proxies::{CERTIFICATE, KEY, Kind, Proxy};
use gigapay_webhooks_std::listen::{Listener, Listening, Reply};
use gigapay_webhooks_std::rustls::crypto::ring::default_provider;
use gigapay_webhooks_std::rustls::pki_types::ServerName;
use gigapay_webhooks_std::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use gigapay_webhooks_std::{
    Cause, Client, ClientBuilder, Credentials, Error, Event, IntegrationId, NewWebhook, ProxyError,
    Replacement, ReplacementSecret, Retry, Token, WebhookUpdate,
};

const EVENTS: &[Event<'static>] = &[Event::PAYOUT_CREATED];

/// A client of the API behind this server, still to be built.
fn client(proxy: &Proxy) -> ClientBuilder {
    let token = Token::new(DEFAULT_TOKEN).unwrap();
    let integration = IntegrationId::new("integration-1").unwrap();
    Client::builder(Credentials::integration(token, integration))
        .base_url(&proxy.base_url())
        .unwrap()
}

fn new() -> NewWebhook<'static> {
    NewWebhook::new("https://example.com/hooks/å", EVENTS).id("pump 7/å")
}

#[test]
fn all_six_operations_pass_through_servers_that_compress() {
    for kind in Kind::COMPRESSING {
        let sandbox = Sandbox::builder().start().unwrap();
        let proxy = Proxy::start(kind, sandbox.addr());
        let mut client = client(&proxy).build().unwrap();
        let registered = client.register(new()).unwrap();
        assert_eq!(registered.id, "pump 7/å", "{kind:?}");
        assert_eq!(client.retrieve("pump 7/å").unwrap(), registered, "{kind:?}");
        let update = WebhookUpdate::new().url("https://example.com/new/");
        let updated = client.update("pump 7/å", update).unwrap();
        assert_eq!(updated.url, "https://example.com/new/", "{kind:?}");
        let secret = ReplacementSecret::keep(&registered.secret_key);
        let replacement = Replacement::new("https://example.com/last/", EVENTS, secret);
        let replaced = client.replace("pump 7/å", replacement).unwrap();
        assert_eq!(replaced.secret_key, registered.secret_key, "{kind:?}");
        let listed: Result<Vec<_>, _> = client.list().collect();
        assert_eq!(listed.unwrap(), [replaced], "{kind:?}");
        client.delete("pump 7/å").unwrap();
        assert_eq!(
            client.retrieve("pump 7/å").unwrap_err().status(),
            Some(404),
            "{kind:?}"
        );
        assert!(sandbox.webhooks().is_empty(), "{kind:?}");
    }
}

#[test]
fn a_list_of_several_pages_passes_through_servers_that_compress() {
    for kind in Kind::COMPRESSING {
        let sandbox = Sandbox::builder().start().unwrap();
        let proxy = Proxy::start(kind, sandbox.addr());
        let ids: Vec<_> = (0..60).map(|number| format!("hook-{number}")).collect();
        let webhook = |id: &String| {
            gigapay_sandbox::Webhook::new(id, "https://example.com/", &["Payout.created"])
                .in_integration("integration-1")
        };
        sandbox.insert(ids.iter().map(webhook)).unwrap();
        let mut client = client(&proxy).build().unwrap();
        let listed = client
            .list()
            .map(|webhook| webhook.unwrap().id.as_str().to_owned());
        assert_eq!(listed.collect::<Vec<_>>(), ids, "{kind:?}");
        assert_eq!(sandbox.requests().len(), 3, "{kind:?}");
    }
}

#[test]
fn registering_without_a_key_behind_an_impatient_gateway_has_an_unknown_outcome() {
    let sandbox = Sandbox::builder().start().unwrap();
    let time = Duration::from_secs(3600);
    sandbox.arm(Fault::Delay { time });
    let proxy = Proxy::start(Kind::NginxTimeout, sandbox.addr());
    let mut client = client(&proxy).retry(Retry::new(3)).build().unwrap();
    let error = client.register(new()).unwrap_err();
    assert!(error.is_outcome_unknown(), "{error:?}");
    assert_eq!(error.status(), Some(504));
    assert!(!error.is_retryable());
    // It was carried out, and only once.
    assert_eq!(sandbox.webhooks().len(), 1);
    assert_eq!(sandbox.requests().len(), 1);
}

#[test]
fn registering_with_a_key_and_retries_behind_an_impatient_gateway_registers_once() {
    let sandbox = Sandbox::builder().start().unwrap();
    let time = Duration::from_secs(3600);
    sandbox.arm(Fault::Delay { time }.times(1));
    let proxy = Proxy::start(Kind::NginxTimeout, sandbox.addr());
    let mut client = client(&proxy).retry(Retry::new(3)).build().unwrap();
    // Without an id of its own, a second registration would make a second webhook.
    let new = NewWebhook::new("https://example.com/", EVENTS).idempotency_key("registration-1");
    let registered = client.register(new).unwrap();
    assert_eq!(sandbox.requests().len(), 2);
    let stored = sandbox.webhooks();
    assert_eq!(stored.len(), 1);
    assert_eq!(registered.id, stored[0].id.as_str());
}

/// A client of the sandbox by TLS, through the proxy, as which it gives this user and password.
fn through(proxy: &Proxy, userinfo: &str, sandbox: &Sandbox) -> Client {
    let credentials = Credentials::user(Token::new(DEFAULT_TOKEN).unwrap());
    Client::builder(credentials)
        .base_url(&sandbox.base_url())
        .unwrap()
        .add_root_certificate_der(sandbox.ca_der().unwrap())
        .unwrap()
        .proxy(&format!("http://{userinfo}{}", proxy.addr()))
        .unwrap()
        .build()
        .unwrap()
}

fn refused(error: &Error) -> u16 {
    match error.cause() {
        Cause::Proxy {
            error: ProxyError::Refused { status, .. },
            ..
        } => *status,
        cause => panic!("{cause:?}"),
    }
}

const USER_EVENTS: &[Event<'static>] = &[Event::REGISTRATION_VERIFIED];

#[test]
fn operations_pass_through_tinyproxy_with_and_without_credentials() {
    for (kind, userinfo) in [
        (Kind::Tinyproxy, ""),
        (Kind::TinyproxyWithCredentials, "gateway:hunter2@"),
    ] {
        let sandbox = Sandbox::builder().tls(Tls::SelfMade).start().unwrap();
        let proxy = Proxy::forward(kind);
        let mut client = through(&proxy, userinfo, &sandbox);
        let new = NewWebhook::new("https://example.com/", USER_EVENTS).id("pump-7");
        client.register(new).unwrap();
        let ids: Vec<_> = client.list().map(|webhook| webhook.unwrap().id).collect();
        assert_eq!(ids, ["pump-7"]);
        client.delete("pump-7").unwrap();
        assert!(sandbox.webhooks().is_empty());
        assert_eq!(sandbox.connections(), 1);
    }
}

#[test]
fn tinyproxy_refuses_with_its_status() {
    for (kind, userinfo, status) in [
        (Kind::TinyproxyWithCredentials, "", 407),
        (Kind::TinyproxyWithCredentials, "gateway:hunter3@", 401),
        (Kind::TinyproxyPort443, "", 403),
    ] {
        let sandbox = Sandbox::builder().tls(Tls::SelfMade).start().unwrap();
        let proxy = Proxy::forward(kind);
        let error = through(&proxy, userinfo, &sandbox)
            .retrieve("a")
            .unwrap_err();
        assert_eq!(refused(&error), status, "{error}");
        assert!(!error.is_retryable());
        assert!(!format!("{error} {error:?}").contains("hunter3"));
        assert_eq!(sandbox.connections(), 0);
    }
}

#[test]
fn tinyproxy_that_finds_no_server_may_find_one_later() {
    let sandbox = Sandbox::builder().tls(Tls::SelfMade).start().unwrap();
    let proxy = Proxy::forward(Kind::Tinyproxy);
    let mut client = through(&proxy, "", &sandbox);
    drop(sandbox);
    let error = client.retrieve("a").unwrap_err();
    assert!(refused(&error) >= 500, "{error}");
    assert!(error.is_retryable());
}

const GATEWAY: &str = "gateway.example.com";
const SECRET: &str = "c1329a085d65f7757838df5920fdcc9a";
const BODY: &str = r#"{"id":"7","note":"å"}"#;

/// A listener, and the bodies that it accepts.
fn listener() -> (Listening, mpsc::Receiver<Vec<u8>>) {
    let (accepted, bodies) = mpsc::channel();
    let listening = Listener::new()
        .path("/hooks/")
        .start("127.0.0.1:0", &[SECRET], move |notification| {
            accepted.send(notification.body.to_vec()).unwrap();
            Reply::Accepted
        })
        .unwrap();
    (listening, bodies)
}

/// Posts by TLS as the API does, and returns the response's status line.
fn post(proxy: &Proxy, roots: &RootCertStore, path: &str, body: &str, signature: &str) -> String {
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots.clone())
        .with_no_client_auth();
    let name = ServerName::try_from(GATEWAY).unwrap();
    let session = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(session, TcpStream::connect(proxy.addr()).unwrap());
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {GATEWAY}\r\nContent-Type: application/json\r\n\
         Gigapay-Signature: {signature}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len(),
    );
    // A body that is too large is refused before its end, and the connection closed.
    let _ = stream.write_all(request.as_bytes());
    let mut response = Vec::new();
    // An end that TLS does not announce is an error, behind the whole response.
    let _ = stream.read_to_end(&mut response);
    let response = String::from_utf8_lossy(&response).into_owned();
    response.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn the_shipped_configurations_deliver_signed_notifications_over_tls() {
    let own = rcgen::generate_simple_self_signed(vec![GATEWAY.into()]).unwrap();
    let (certificate, key) = (own.cert.pem(), own.signing_key.serialize_pem());
    let files = [(CERTIFICATE, certificate.as_str()), (KEY, key.as_str())];
    let mut roots = RootCertStore::empty();
    roots.add(own.cert.der().clone()).unwrap();
    for kind in [Kind::NginxListen, Kind::CaddyListen] {
        let (listening, bodies) = listener();
        let proxy = Proxy::start_with(kind, listening.addr(), &files);
        // One time for all: a notification that is signed anew in another second is another one.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let status = |path: &str, body: &str, secret: &str| {
            let signature = signature(secret, now.as_secs(), body.as_bytes());
            let line = post(&proxy, &roots, path, body, &signature);
            line.split(' ').nth(1).map(str::to_owned)
        };
        let forged = "c1329a085d65f7757838df5920fdcc9b";
        for _ in 0..2 {
            let delivered = status("/hooks/", BODY, SECRET);
            assert_eq!(delivered.as_deref(), Some("200"), "{kind:?}");
        }
        assert_eq!(
            status("/hooks/", BODY, forged).as_deref(),
            Some("401"),
            "{kind:?}"
        );
        assert_eq!(
            status("/", BODY, SECRET).as_deref(),
            Some("404"),
            "{kind:?}"
        );
        let large = "x".repeat(3 << 20);
        let large = status("/hooks/", &large, SECRET);
        // The proxy, the listener, or the connection's end says so.
        let is_refused = large
            .as_deref()
            .is_none_or(|status| !status.starts_with('2'));
        assert!(is_refused, "{kind:?}: {large:?}");
        drop(proxy);
        listening.stop();
        let bodies: Vec<_> = bodies.try_iter().collect();
        assert_eq!(bodies, [BODY.as_bytes()], "{kind:?}");
    }
}
