//! Responses as real servers and proxies send them, from the folder of fixtures: read as HTTP asks,
//! and refusals with every message.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use gigapay_sandbox::{RawServer, read_head};
use gigapay_webhooks_std::gigapay_webhooks::Error as CoreError;
use gigapay_webhooks_std::{Client, Error, Event, NewWebhook, OperationOutcome, Webhook};

use crate::common::to;

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    std::fs::read(folder.join(name).with_extension("http")).expect("a fixture")
}

/// What comes of an operation whose response is this, and then the connection's end.
fn with<T>(response: Vec<u8>, operation: impl FnOnce(&mut Client) -> T) -> T {
    let server = RawServer::start(1, move |_, mut stream| {
        read_head(&mut stream);
        stream.write_all(&response).unwrap();
    });
    operation(&mut to(&server.base_url()).build().unwrap())
}

fn retrieved(name: &str) -> Result<Box<Webhook<gigapay_webhooks_std::Roomy>>, Error> {
    with(fixture(name), |client| client.retrieve("a"))
}

#[test]
fn a_liberal_response_is_the_webhook() {
    for name in [
        "fields-obs-fold-small",
        "status-after-empty-line-small",
        "coding-empty",
    ] {
        assert_eq!(retrieved(name).unwrap().url.as_str(), "https://a.se/");
    }
}

#[test]
fn a_refusal_with_a_broken_head_keeps_its_status() {
    for (name, status) in [
        ("refused-obs-fold", 401),
        ("refused-no-colon", 401),
        ("refused-nul-in-value", 403),
        ("refused-cut-after-status", 401),
        ("refused-encoded", 503),
    ] {
        let error = retrieved(name).unwrap_err();
        assert_eq!(error.status(), Some(status), "{name}: {error}");
        assert!(error.faults().next().is_none(), "{name}: {error}");
        assert_eq!(error.outcome(), OperationOutcome::NotCarriedOut);
    }
}

#[test]
fn a_content_coding_is_named() {
    for (name, coding) in [
        ("broken-content-coding-gzip", "gzip"),
        ("broken-content-coding-br", "br"),
    ] {
        let error = retrieved(name).unwrap_err();
        assert!(matches!(
            error.exchange_error(),
            Some(CoreError::ContentCoding(_))
        ));
        assert!(error.to_string().contains(coding), "{error}");
        assert!(!error.is_retryable());
    }
}

#[test]
fn any_2xx_is_a_deletion() {
    for name in [
        "delete-200",
        "delete-202",
        "delete-205",
        "delete-206",
        "delete-200-with-body",
    ] {
        with(fixture(name), |client| client.delete("a")).expect(name);
    }
}

fn refused(body: &str) -> Error {
    let length = body.len();
    let response = format!("HTTP/1.1 400 x\r\nContent-Length: {length}\r\n\r\n{body}");
    with(response.into_bytes(), |client| client.retrieve("a")).unwrap_err()
}

fn pairs(error: &Error) -> Vec<(Option<&str>, &str)> {
    error
        .faults()
        .map(|fault| (fault.field, fault.message))
        .collect()
}

/// B22.
#[test]
fn every_message_of_a_refusal_is_kept() {
    let error = refused(
        r#"{"url":["Enter \u00e5.","Too\nshort."],"detail":"All.","events":{"1":["No."],"2":[]},
            "deep":{"a":[[{"b":"\ud83e"}]],"":"Empty name."},"n":1,
            "non_field_errors":["","End."]}"#,
    );
    let expected = [
        (Some("url"), "Enter å."),
        (Some("url"), "Too\nshort."),
        (None, "All."),
        (Some("events.1"), "No."),
        (Some("deep.a.b"), "\u{FFFD}"),
        (Some("deep"), "Empty name."),
        (None, "End."),
    ];
    assert_eq!(pairs(&error), expected);
    let text = error.to_string();
    assert!(
        text.ends_with(
            "it says: url: Enter å.; url: Too\\nshort.; All.; events.1: No.; deep.a.b: \u{FFFD}; \
             deep: Empty name.; End."
        ),
        "{text}"
    );
}

#[test]
fn a_long_field_and_a_long_message_are_kept_whole() {
    let (field, message) = ("f".repeat(1000), "m".repeat(20_000));
    let error = refused(&format!(r#"{{"{field}":"{message}","b":"c"}}"#));
    assert_eq!(
        pairs(&error),
        [(Some(field.as_str()), message.as_str()), (Some("b"), "c")]
    );
}

/// 64 KiB in all, to the byte, and then no more of whatever size.
#[test]
fn a_flood_of_messages_is_cut() {
    const LIMIT: usize = 64 * 1024;
    let error = refused(&format!(r#"["{}"]"#, "x".repeat(LIMIT)));
    assert_eq!(pairs(&error), [(None, "x".repeat(LIMIT).as_str())]);
    for surplus in [1, 100_000] {
        let error = refused(&format!(r#"["{}"]"#, "x".repeat(LIMIT + surplus)));
        assert_eq!(
            pairs(&error),
            [(None, format!("{}…", "x".repeat(LIMIT)).as_str())]
        );
    }
    // A character is kept whole or not at all.
    let error = refused(&format!(r#"["{}å"]"#, "x".repeat(LIMIT - 1)));
    assert_eq!(
        pairs(&error),
        [(None, format!("{}…", "x".repeat(LIMIT - 1)).as_str())]
    );
    let mut many = String::from("[");
    for number in 0..100_000 {
        write!(many, r#""{number}","#).unwrap();
    }
    let error = refused(&(many + r#""last"]"#));
    let count = error.faults().count();
    assert!((900..1100).contains(&count), "{count}");
    assert!(error.faults().last().unwrap().message.ends_with('…'));
}

#[test]
fn a_message_that_is_cut_off_says_so() {
    let body = r#"{"url":["Enter a valid URL.","Half"#;
    let response = format!("HTTP/1.1 400 x\r\nContent-Length: 999\r\n\r\n{body}");
    let error = with(response.into_bytes(), |client| client.retrieve("a")).unwrap_err();
    assert_eq!(
        pairs(&error),
        [(Some("url"), "Enter a valid URL."), (Some("url"), "Half…")]
    );
}

/// What one refusal said is not told of the next.
#[test]
fn each_refusal_has_its_own_messages() {
    let server = RawServer::start(2, |number, mut stream| {
        read_head(&mut stream);
        let body = ["[\"First\"", "[]"][number];
        write!(stream, "HTTP/1.1 400 x\r\nContent-Length: 9\r\n\r\n{body}").unwrap();
    });
    let mut client = to(&server.base_url()).build().unwrap();
    assert_eq!(pairs(&client.retrieve("a").unwrap_err()), [(None, "First")]);
    assert_eq!(pairs(&client.retrieve("a").unwrap_err()), []);
}

/// B21: a proxy may have passed it on.
#[test]
fn a_5xx_to_a_registration_leaves_the_outcome_unknown() {
    for status in [500, 501, 502, 503, 504, 505, 599] {
        let response = format!("HTTP/1.1 {status} x\r\nContent-Length: 0\r\n\r\n");
        let new = NewWebhook::new("https://a.se/", &[Event::PAYOUT_CREATED]);
        let error = with(response.clone().into_bytes(), |client| client.register(new));
        let error = error.unwrap_err();
        assert!(
            error.is_outcome_unknown() && !error.is_retryable(),
            "{error}"
        );
        assert_eq!(error.outcome(), OperationOutcome::Unknown);
        let text = error.to_string();
        assert!(
            text.contains("look first") && text.contains("idempotency key"),
            "{text}"
        );
        assert!(!text.contains("try again later"), "{text}");
        let keyed = new.idempotency_key("k");
        let error = with(response.into_bytes(), |client| client.register(keyed));
        let error = error.unwrap_err();
        assert!(!error.is_outcome_unknown(), "{error}");
        assert_eq!(error.outcome(), OperationOutcome::Unknown);
    }
}
