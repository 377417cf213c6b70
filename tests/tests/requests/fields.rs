//! Targets and field lines, case by case.

use gigapay_webhooks::{
    Api, Credentials, Delete, IntegrationId, NewWebhook, Register, Server, Token, Webhook,
};
use gigapay_webhooks_tests::request::{self, Parsed};

fn user() -> Credentials {
    Credentials::user(Token::new("t0ken").unwrap())
}

fn sent(server: &str, id: &str) -> Parsed {
    let credentials = user();
    let api = Api::new(Server::parse(server).unwrap(), &credentials);
    Parsed::new(&request::bytes(&api, Delete::new(id), 100).unwrap())
}

/// B1, and RFC 9110 section 7.2: the port, unless it is the scheme's own.
#[test]
fn host_names_the_port_where_it_must() {
    for (server, host) in [
        ("https://api.gigapay.se/v2/", "api.gigapay.se"),
        ("https://api.gigapay.se:443/v2/", "api.gigapay.se"),
        ("https://api.gigapay.se:80/v2/", "api.gigapay.se:80"),
        ("http://localhost/v2/", "localhost"),
        ("http://localhost:80/v2/", "localhost"),
        ("http://localhost:443/v2/", "localhost:443"),
        ("http://127.0.0.1:65535", "127.0.0.1:65535"),
        ("http://[::1]/", "[::1]"),
        ("http://[2001:db8::1]:8000/", "[2001:db8::1]:8000"),
    ] {
        assert_eq!(sent(server, "x").field("Host"), Some(host), "{server}");
    }
    let credentials = user();
    let api = Api::new(Server::DEMO, &credentials);
    let demo = Parsed::new(&request::bytes(&api, Delete::new("x"), 100).unwrap());
    assert_eq!(demo.field("Host"), Some("api.demo.gigapay.se"));
    assert_eq!(demo.target, "/v2/webhooks/x/");
}

/// B4: with a trailing slash, whatever the base URL ends in.
#[test]
fn the_prefix_is_that_of_the_base_url() {
    for (server, target) in [
        ("https://h", "/webhooks/x/"),
        ("https://h/", "/webhooks/x/"),
        ("https://h/v2", "/v2/webhooks/x/"),
        ("https://h/v2/", "/v2/webhooks/x/"),
        ("https://h/a/b%20c/v2/", "/a/b%20c/v2/webhooks/x/"),
    ] {
        assert_eq!(sent(server, "x").target, target, "{server}");
    }
}

/// B9: any string, as one path segment.
#[test]
fn ids_are_percent_encoded() {
    for (id, segment) in [
        (
            "38a93e19-886a-4246-9cfe-471214ff6739",
            "38a93e19-886a-4246-9cfe-471214ff6739",
        ),
        ("azAZ09-._~", "azAZ09-._~"),
        ("a/b", "a%2Fb"),
        ("../users", "..%2Fusers"),
        ("...", "..."),
        ("a?b=c&d#e", "a%3Fb%3Dc%26d%23e"),
        ("100%", "100%25"),
        ("%2e%2e", "%252e%252e"),
        ("två ord", "tv%C3%A5%20ord"),
        ("🦀", "%F0%9F%A6%80"),
        ("a\r\nb\0", "a%0D%0Ab%00"),
        (":@!$'()*+,;=", "%3A%40%21%24%27%28%29%2A%2B%2C%3B%3D"),
        ("\u{7f}", "%7F"),
    ] {
        let target = format!("/v2/webhooks/{segment}/");
        assert_eq!(sent("https://h/v2/", id).target, target, "{id:?}");
    }
}

/// B14: integration-scoped or not; and nothing else that was not asked for.
#[test]
fn optional_fields_are_sent_only_when_set() {
    const ALWAYS: [&str; 5] = [
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Encoding",
        "Authorization",
    ];
    let user = user();
    let integration = Credentials::integration(
        Token::new("t0ken").unwrap(),
        IntegrationId::new("int-1").unwrap(),
    );
    let plain = Api::new(Server::DEMO, &user);
    let parsed = Parsed::new(&request::bytes(&plain, Delete::new("x"), 100).unwrap());
    assert_eq!(parsed.names(), ALWAYS);
    assert_eq!(parsed.field("Authorization"), Some("Token t0ken"));
    assert_eq!(parsed.field("Accept"), Some("application/json"));
    assert_eq!(parsed.field("Accept-Encoding"), Some("identity"));

    // B6, B7, B21.
    let all = Api::new(Server::DEMO, &integration)
        .language("sv-SE, en;q=0.5")
        .unwrap();
    let mut webhook: Webhook = Webhook::default();
    let new = NewWebhook::new("u", &[]).idempotency_key("3b7e#!~");
    let parsed = Parsed::new(&request::bytes(&all, Register::new(new, &mut webhook), 100).unwrap());
    let more = [
        "Integration-ID",
        "Accept-Language",
        "Idempotency-Key",
        "Content-Type",
        "Content-Length",
    ];
    assert_eq!(parsed.names(), [ALWAYS.as_slice(), &more].concat());
    assert_eq!(parsed.field("Integration-ID"), Some("int-1"));
    assert_eq!(parsed.field("Accept-Language"), Some("sv-SE, en;q=0.5"));
    assert_eq!(parsed.field("Idempotency-Key"), Some("3b7e#!~"));
    assert_eq!(parsed.field("Content-Type"), Some("application/json"));
    assert_eq!(parsed.body, br#"{"url":"u","events":[]}"#);
}

/// The API's own tokens are 40 characters; the longest of both kinds go through whole.
#[test]
fn the_longest_credentials_are_sent_whole() {
    let token = "t".repeat(Token::CAPACITY);
    let id = "i".repeat(IntegrationId::CAPACITY);
    let credentials = Credentials::integration(
        Token::new(&token).unwrap(),
        IntegrationId::new(&id).unwrap(),
    );
    let api = Api::new(Server::DEMO, &credentials);
    let parsed = Parsed::new(&request::bytes(&api, Delete::new("x"), 64).unwrap());
    let authorization = format!("Token {token}");
    assert_eq!(parsed.field("Authorization"), Some(authorization.as_str()));
    assert_eq!(parsed.field("Integration-ID"), Some(id.as_str()));
}
