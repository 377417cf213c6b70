//! Metadata is compared as a value: exactly, however a server writes it (B11, B12).

use gigapay_webhooks::{Ensure, Json, MAX_VALUE_DEPTH, Metadata, Server};
use gigapay_webhooks_tests::Roomy;
use gigapay_webhooks_tests::run::sample_api;

use super::*;

/// Whether a webhook with the metadata `present` needs no change to have `wanted`.
fn same_value(wanted: &str, present: &str) -> bool {
    let api = sample_api(Server::DEMO);
    let desired = desired().metadata(Json::new(wanted).unwrap());
    let mut webhook = Webhook::<Roomy>::default();
    webhook.id.push_str(ID).unwrap();
    webhook.url.push_str(URL).unwrap();
    for event in EVENTS {
        webhook.events.push(event).unwrap();
    }
    webhook.metadata = Metadata::new(Json::new(present).unwrap()).unwrap();
    let mut ensure = Ensure::new(&api, &desired);
    ensure.responded(&webhook).unwrap();
    ensure.next(&mut webhook).is_none()
}

#[test]
fn the_same_value_written_otherwise() {
    for (one, other) in [
        ("{}", " { } "),
        (
            r#"{"a":1,"b":[true,null]}"#,
            r#"{ "b" : [ true , null ], "a" : 1.0 }"#,
        ),
        ("1e2", "100"),
        ("-0", "0.000e9"),
        ("0.5", "5E-1"),
        (
            "123456789012345678901234567890",
            "12345678901234567890123456789.0e1",
        ),
        (r#""å""#, r#""\u00e5""#),
        (r#""\ud834\udd1e/""#, r#""𝄞\/""#),
        // Halves of surrogate pairs.
        (r#""\ud83e""#, r#""\uD83E""#),
        (r#""\ud83e\u0041""#, r#""\ud83eA""#),
        (r#""\ud83e\ud83e\udd80""#, r#""\ud83e🦀""#),
        (r#"{"å":[]}"#, r#"{"\u00E5":[]}"#),
        (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
        (r#"[{"a":{"b":"c"}},[]]"#, r#"[{"a":{"b":"\u0063"}},[]]"#),
        (r#"{"":{"":""}}"#, r#"{"": {"": ""}}"#),
        ("1e99999999999999999999", "1e99999999999999999999"),
        (r#""\b\f\n\r\t""#, r#""\u0008\u000c\u000A\u000d\u0009""#),
    ] {
        for (one, other) in [(one, other), (other, one)] {
            assert!(same_value(one, other), "{one} {other}");
        }
    }
}

#[test]
fn other_values() {
    for (one, other) in [
        ("{}", "[]"),
        ("{}", r#"{"a":null}"#),
        (r#"{"a":1,"b":1}"#, r#"{"a":1,"c":1}"#),
        (r#"{"a":1,"a":2}"#, r#"{"a":1}"#),
        (r#"{"a":1,"a":2}"#, r#"{"a":2,"b":2}"#),
        ("[1,2]", "[2,1]"),
        ("[1]", "[1,1]"),
        ("[[]]", "[[[]]]"),
        ("1", "-1"),
        ("10", "1"),
        ("1e2", "1e3"),
        ("0.10", "0.01"),
        ("1", "\"1\""),
        ("true", "false"),
        ("null", "0"),
        (r#""a""#, r#""A""#),
        (r#""a""#, r#""ab""#),
        (r#""\ud83e""#, r#""\ud83f""#),
        (r#""\ud83e\n""#, r#""\ud83f\n""#),
        (r#""\\u0061""#, r#""a""#),
        ("1e99999999999999999999", "1e99999999999999999998"),
        (r#"{"a":{"b":1}}"#, r#"{"a":{"b":2}}"#),
    ] {
        for (one, other) in [(one, other), (other, one)] {
            assert!(!same_value(one, other), "{one} {other}");
        }
    }
}

/// As deep as a checked text can be, and wide.
#[test]
fn deep_and_wide() {
    let depth = usize::from(MAX_VALUE_DEPTH);
    let nested = |inner: &str| format!("{}{inner}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(same_value(&nested("1"), &nested(" 1.0 ")));
    assert!(!same_value(&nested("1"), &nested("2")));
    let member = |n: usize| format!("\"{n}\":{n}");
    let up: String = (0..200).map(|n| member(n) + ",").collect();
    let down: String = (0..200).rev().map(|n| member(n) + ",").collect();
    assert!(same_value(
        &format!("{{{up}\"x\":0}}"),
        &format!("{{\"x\":0,{}}}", down.trim_end_matches(','))
    ));
    assert!(!same_value(
        &format!("{{{up}\"x\":0}}"),
        &format!("{{\"x\":1,{}}}", down.trim_end_matches(','))
    ));
}
