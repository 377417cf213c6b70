//! Errors: which of them may pass, and what they say to do (B3, B4, B23).

use std::collections::BTreeSet;
use std::error::Error as _;

use gigapay_webhooks::{
    ConfigError, ContentCoding, Error, Exchange, Field, ProtocolError, Retrieve, Server, Webhook,
};
use gigapay_webhooks_tests::run::{run, sample_api};
use gigapay_webhooks_tests::{Canned, End, Pieces};

/// What an exchange makes of this status.
fn refused(status: u16) -> Error {
    let api = sample_api(Server::DEMO);
    let mut webhook: Webhook = Webhook::default();
    let mut buffer = [0; 64];
    let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
    let response = format!("HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\n\r\n");
    let outcome = run(
        &mut exchange,
        &mut Canned::new(response.as_bytes(), Pieces::Whole),
    );
    assert_eq!(outcome.end, End::Refused(status, None));
    exchange.poll().expect_err("it is final")
}

/// Every status but 1xx and 2xx is a refusal, redirects among them.
#[test]
fn which_refusals_may_pass() {
    let may_pass: BTreeSet<u16> = (300..=999)
        .filter(|&status| refused(status).is_retryable())
        .collect();
    let expected = [408, 425, 429, 500, 502, 503, 504, 507, 508, 509]
        .into_iter()
        .chain(520..=599);
    assert_eq!(may_pass, expected.collect());
}

#[test]
fn refusals_say_what_to_do() {
    for (status, words) in [
        (301, "https"),
        (302, "slash"),
        (304, "check caches"),
        (307, "slash"),
        (308, "https"),
        (401, "token"),
        (403, "whitelist"),
        (404, "no such webhook"),
        (405, "base URL"),
        (415, "content type"),
        (429, "wait"),
        (500, "proxy"),
        (502, "proxy"),
    ] {
        let text = refused(status).to_string();
        assert!(text.contains(words), "{text}");
        assert!(text.contains(&status.to_string()), "{text}");
    }
    for status in 300..=999 {
        assert!(refused(status).to_string().len() > 20);
    }
}

const PROTOCOL: [ProtocolError; 20] = [
    ProtocolError::ClosedBeforeResponse,
    ProtocolError::Truncated,
    ProtocolError::StatusLine,
    ProtocolError::FieldLine,
    ProtocolError::UnexpectedStatus,
    ProtocolError::ContentLength,
    ProtocolError::BothLengths,
    ProtocolError::TransferCoding,
    ProtocolError::Chunk,
    ProtocolError::Upgrade,
    ProtocolError::Json,
    ProtocolError::TooDeep,
    ProtocolError::NotAWebhook,
    ProtocolError::Missing(Field::SecretKey),
    ProtocolError::WrongType(Field::SecretKey),
    ProtocolError::Duplicate(Field::SecretKey),
    ProtocolError::NextPage,
    ProtocolError::EmptyBody,
    ProtocolError::TooLong,
    ProtocolError::Missing(Field::Id),
];

/// Only a connection that ended may be another the next time.
#[test]
fn faults_of_the_peer() {
    let mut texts = BTreeSet::new();
    for fault in PROTOCOL {
        let error = Error::from(fault);
        let ended = matches!(
            fault,
            ProtocolError::ClosedBeforeResponse | ProtocolError::Truncated
        );
        assert_eq!(error.is_retryable(), ended, "{fault:?}");
        assert_eq!(error.to_string(), fault.to_string());
        assert!(error.source().is_some_and(|s| s.is::<ProtocolError>()));
        texts.insert(error.to_string());
    }
    assert_eq!(texts.len(), PROTOCOL.len(), "each says something else");
    let endless = ProtocolError::TooLong.to_string();
    assert!(
        endless.ends_with("or raise `Api::max_response`"),
        "{endless}"
    );
}

#[test]
fn faults_of_the_set_up_and_of_capacity() {
    for fault in [
        ConfigError::BufferTooSmall,
        ConfigError::InvalidServer,
        ConfigError::InvalidToken,
        ConfigError::InvalidIntegrationId,
        ConfigError::EmptySecretKey,
        ConfigError::InvalidIdempotencyKey,
        ConfigError::InvalidLanguage,
        ConfigError::InvalidId,
        ConfigError::InvalidPage,
        ConfigError::InvalidJson,
        ConfigError::TooLong,
        ConfigError::TooManyBytes,
    ] {
        let error = Error::from(fault);
        assert!(!error.is_retryable());
        assert_eq!(error.to_string(), fault.to_string());
        assert!(error.source().is_some_and(|s| s.is::<ConfigError>()));
    }
    for (field, name) in [
        (Field::Id, "id"),
        (Field::Url, "url"),
        (Field::Events, "events"),
        (Field::SecretKey, "secret_key"),
        (Field::Metadata, "metadata"),
    ] {
        let error = Error::Capacity(field);
        assert!(!error.is_retryable());
        assert!(error.to_string().contains(name), "{error}");
        assert!(error.source().is_none());
    }
}

#[test]
fn a_content_coding_is_named() {
    let error = Error::ContentCoding(ContentCoding::new("gzip"));
    assert!(!error.is_retryable());
    let text = error.to_string();
    assert!(text.contains("encoded with gzip, unrequested"), "{text}");
    assert_eq!(format!("{error:?}"), "ContentCoding(ContentCoding(gzip))");
    assert!(error.source().is_none());
}

#[test]
fn eight_bytes_of_a_coding_are_shown() {
    for (name, shown) in [
        ("", ""),
        ("br", "br"),
        ("gzip", "gzip"),
        ("pack2", "pack2"),
        ("compres", "compres"),
        ("compress", "compress"),
        ("x-compress", "x-compre"),
        ("a\x7f\u{e5}", "a???"),
    ] {
        assert_eq!(ContentCoding::new(name).to_string(), shown);
    }
    assert_ne!(ContentCoding::new("br"), ContentCoding::new("rb"));
}
