//! What a client refuses before it sends anything, and what it shows of itself.

use std::time::Duration;

use gigapay_webhooks_std::{
    BuildError, Cause, Client, ConfigError, Credentials, Error, Listing, NewWebhook, Roomy, Server,
    Standard, Token, Webhook,
};

use crate::common::{credentials, plain, to};

const fn assert_send<T: Send>() {}

const _: () = {
    assert_send::<Client>();
    assert_send::<Client<Standard>>();
    assert_send::<Listing<'static>>();
    assert_send::<Error>();
};

const _: () = {
    const fn assert_sync<T: Sync + std::error::Error>() {}
    assert_sync::<Error>();
    assert_sync::<BuildError>();
};

/// B4: the token would travel in clear.
#[test]
fn plain_http_stays_on_this_machine() {
    for url in [
        "http://api.gigapay.se/v2/",
        "http://10.0.0.1/",
        "http://[2001:db8::1]/",
        "http://localhost.example.com/",
        "http://127.0.0.1.example.com/",
        "http://0.0.0.0/",
    ] {
        match to(url).build() {
            Err(error @ BuildError::PlainHttp(_)) => {
                assert!(error.to_string().contains("use https"), "{error}");
            }
            other => panic!("{url}: {other:?}"),
        }
        assert!(to(url).insecure_http(true).build().is_ok());
    }
    for url in [
        "http://localhost/",
        "http://127.0.0.1:8080/",
        "http://[::1]/",
    ] {
        assert!(to(url).build().is_ok(), "{url}");
    }
}

#[test]
fn a_setting_of_no_use_is_refused() {
    let builder = || to("https://localhost/");
    let config = |error| matches!(error, BuildError::Config(_));
    assert!(config(
        Client::builder(credentials())
            .base_url("ftp://x/")
            .unwrap_err()
    ));
    assert!(config(builder().buffer_size(0).build().unwrap_err()));
    assert!(config(
        builder().accept_language("s\r\nv").build().unwrap_err()
    ));
    let host = Client::builder(credentials())
        .base_url("https://a..b/")
        .unwrap();
    assert!(matches!(host.build(), Err(BuildError::ServerName(_))));

    let zero = Duration::ZERO;
    for (name, builder) in [
        ("connect_timeout", builder().connect_timeout(zero)),
        ("read_timeout", builder().read_timeout(zero)),
        ("write_timeout", builder().write_timeout(zero)),
        ("deadline", builder().deadline(zero)),
    ] {
        match builder.build() {
            Err(BuildError::ZeroTime(setting)) => assert_eq!(setting, name),
            other => panic!("{name}: {other:?}"),
        }
    }
    assert!(builder().idle_timeout(zero).build().is_ok());
}

/// B1.
#[test]
fn production_is_the_default() {
    let client = Client::builder(credentials()).build().unwrap();
    assert_eq!(client.base_url(), "https://api.gigapay.se/v2/");
    let demo = Client::builder(credentials()).server(Server::DEMO).build();
    assert_eq!(demo.unwrap().base_url(), "https://api.demo.gigapay.se/v2/");
}

/// B9: an id that has no address, among others. No connection is made for them.
#[test]
fn a_request_that_cannot_be_sent_is_not_sent() {
    let sandbox = plain();
    let mut client = crate::common::client(&sandbox);
    for id in ["", ".", ".."] {
        let error = client.retrieve(id).unwrap_err();
        assert!(matches!(
            error.cause(),
            Cause::Config(ConfigError::InvalidId)
        ));
        assert!(!error.is_retryable());
        assert!(client.delete(id).is_err());
    }
    let new = NewWebhook::new("https://example.com/", &[]).idempotency_key("å");
    assert!(matches!(
        client.register(new).unwrap_err().cause(),
        Cause::Config(_)
    ));
    assert_eq!(sandbox.connections(), 0);
}

#[test]
fn no_secret_is_shown() {
    let user = || Credentials::user(Token::new("very-secret").unwrap());
    let shown = format!(
        "{:?}{:?}",
        Client::builder(user()),
        Client::builder(user()).build().unwrap()
    );
    assert!(shown.contains("api.gigapay.se"), "{shown}");
    assert!(!shown.contains("very-secret"), "{shown}");
}

/// A small stack is enough for the operations of a client with room for much.
#[test]
fn large_capacities_stay_on_the_heap() {
    assert!(size_of::<Client>() < 1024);
    assert!(size_of::<Listing<'_>>() < 1024);
    assert!(size_of::<Error>() <= 64);
    assert!(size_of::<Webhook<Roomy>>() > 16 * 1024);
}
