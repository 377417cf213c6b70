//! `replace`, and what becomes of the secret key.

use serde_json::{Value, json};

use crate::common::*;

const REPLACE: [&str; 4] = [
    "replace",
    "hook-1",
    "--url=https://example.com/new/",
    "--event=Payrun.paid",
];

#[test]
fn a_kept_secret_is_the_same_before_and_after() {
    let sandbox = sandbox_with(1);
    let before = sandbox.webhooks()[0].secret_key.clone();
    let text = run(&sandbox, &[&REPLACE[..], &["--keep-secret"]].concat()).done();
    assert!(!text.contains(&before), "{text}");
    let after = &sandbox.webhooks()[0];
    assert_eq!(after.secret_key, before);
    assert_eq!(after.url, "https://example.com/new/");
    assert_eq!(after.events, ["Payrun.paid"]);
    let methods: Vec<_> = sandbox.requests().into_iter().map(|r| r.method).collect();
    assert_eq!(methods, ["GET", "PUT"]);
}

#[test]
fn a_new_secret_is_another() {
    let sandbox = sandbox_with(1);
    let before = sandbox.webhooks()[0].secret_key.clone();
    let line = run(
        &sandbox,
        &[&REPLACE[..], &["--new-secret", "--json"]].concat(),
    )
    .line();
    let after = &sandbox.webhooks()[0];
    assert_ne!(after.secret_key, before);
    assert_eq!(line["secret_key"], json!(after.secret_key));
    assert_eq!(sandbox.requests().len(), 1);
    let sent: Value = serde_json::from_slice(&sandbox.requests()[0].body).unwrap();
    assert!(sent.get("secret_key").is_none());
}

#[test]
fn a_secret_is_set_and_metadata_with_it() {
    let sandbox = sandbox_with(1);
    let rest = ["--secret-key=set-by-the-test", "--metadata=[1]", "--json"];
    let line = run(&sandbox, &[&REPLACE[..], &rest].concat()).line();
    assert_eq!(line["secret_key"], "set-by-the-test");
    assert_eq!(line["metadata"], json!([1]));
    assert_eq!(line["id"], "hook-1");
}

#[test]
fn a_secret_that_cannot_be_had_is_not_replaced() {
    let sandbox = sandbox_with(1);
    let before = sandbox.webhooks()[0].secret_key.clone();
    let body = concat!(
        r#"{"id":"hook-1","url":"https://example.com/","events":[],"secret_key":null,"#,
        r#""metadata":{}}"#
    );
    sandbox.arm(gigapay_sandbox::Fault::json(200, body).times(1));
    let error = run(
        &sandbox,
        &[&REPLACE[..], &["--keep-secret", "--json"]].concat(),
    )
    .refused_json(1);
    assert_eq!(error["field"], "secret_key");
    assert_eq!(sandbox.requests().len(), 1);
    assert_eq!(sandbox.webhooks()[0].secret_key, before);
}

#[test]
fn the_fate_of_the_secret_must_be_said_once() {
    let sandbox = sandbox_with(1);
    for rest in [
        &[][..],
        &["--keep-secret", "--new-secret"],
        &["--new-secret", "--secret-key=k"],
    ] {
        run(&sandbox, &[&REPLACE[..], rest].concat()).refused(2);
    }
    assert!(sandbox.requests().is_empty());
}
