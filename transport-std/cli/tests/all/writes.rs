//! `register`, `update` and `delete`.

use serde_json::{Value, json};

use crate::common::*;

#[test]
fn registering_sends_what_is_said_and_shows_what_comes() {
    let sandbox = sandbox();
    let line = run(
        &sandbox,
        &[
            "register",
            "--url",
            "https://example.com/a/",
            "--event",
            "Payout.created,Payout.notified",
            "--event=Payrun.paid",
            "--id=a",
            "--secret-key",
            "-k9-och-åäö-0123456789",
            "--metadata",
            "-5",
            "--idempotency-key",
            "once",
            "--json",
        ],
    )
    .line();
    let expected = json!({
        "id": "a",
        "url": "https://example.com/a/",
        "events": ["Payout.created", "Payout.notified", "Payrun.paid"],
        "secret_key": "-k9-och-åäö-0123456789",
        "metadata": -5,
    });
    assert_eq!(line, expected);
    let request = &sandbox.requests()[0];
    assert_eq!(request.header("idempotency-key"), Some("once"));
    assert_eq!(
        serde_json::from_slice::<Value>(&request.body).unwrap(),
        expected
    );
}

#[test]
fn only_what_is_said_is_sent() {
    let sandbox = sandbox();
    let text = run(
        &sandbox,
        &[
            "register",
            "--url=https://example.com/",
            "--event=Payout.created",
        ],
    )
    .done();
    let stored = &sandbox.webhooks()[0];
    assert!(text.contains(&stored.id), "{text}");
    let request = &sandbox.requests()[0];
    assert_eq!(request.header("idempotency-key"), None);
    let sent: Value = serde_json::from_slice(&request.body).unwrap();
    let expected = json!({"url": "https://example.com/", "events": ["Payout.created"]});
    assert_eq!(sent, expected);
}

#[test]
fn an_idempotency_key_registers_once() {
    let sandbox = sandbox();
    let arguments = [
        "register",
        "--url=https://example.com/",
        "--event=Payout.created",
        "--idempotency-key=k",
        "--json",
    ];
    let first = run(&sandbox, &arguments).line();
    assert_eq!(run(&sandbox, &arguments).line(), first);
    assert_eq!(sandbox.webhooks().len(), 1);
}

#[test]
fn an_unknown_event_is_sent_as_it_is() {
    let sandbox = builder().event("Payout.teleported").start().unwrap();
    let line = run(
        &sandbox,
        &[
            "register",
            "--url=https://example.com/",
            "--event= Payout.teleported",
            "--json",
        ],
    )
    .line();
    assert_eq!(line["events"], json!(["Payout.teleported"]));
}

#[test]
fn a_webhook_of_the_users_is_registered_without_an_integration() {
    let sandbox = sandbox();
    let arguments = [
        "register",
        "--url=https://example.com/",
        "--event=Registration.verified",
    ];
    let outcome = run(&sandbox, &arguments);
    assert_eq!(outcome.status, 0);
    assert!(outcome.stderr.starts_with("warning: "), "{outcome:#?}");
    assert_eq!(
        run(&sandbox, &[&arguments[..], &["--json"]].concat()).stderr,
        ""
    );

    let arguments = [&arguments[..], &["--integration-id", "", "--json"]].concat();
    run(&sandbox, &arguments).line();
    assert_eq!(sandbox.requests()[2].header("integration-id"), None);
}

#[test]
fn an_update_sends_the_changes_alone() {
    let sandbox = sandbox_with(1);
    let before = sandbox.webhooks()[0].clone();
    let line = run(
        &sandbox,
        &[
            "update",
            "hook-1",
            "--event=Payrun.paid",
            "--event=Payrun.created",
            "--json",
        ],
    )
    .line();
    assert_eq!(line["events"], json!(["Payrun.paid", "Payrun.created"]));
    assert_eq!(line["secret_key"], json!(before.secret_key));
    assert_eq!(
        sandbox.requests()[0].body,
        br#"{"events":["Payrun.paid","Payrun.created"]}"#
    );

    let arguments = [
        "update",
        "hook-1",
        "--new-id=hook-2",
        "--url=https://example.com/å/",
        "--secret-key=another-secret-key",
        "--metadata={}",
    ];
    let text = run(&sandbox, &arguments).done();
    assert!(text.contains("hook-2"), "{text}");
    let after = &sandbox.webhooks()[0];
    assert_eq!(
        (&*after.id, &*after.secret_key),
        ("hook-2", "another-secret-key")
    );
    assert_eq!(after.events, ["Payrun.paid", "Payrun.created"]);
}

#[test]
fn deleting_says_so_to_people_only() {
    let sandbox = sandbox_with(2);
    assert_eq!(
        run(&sandbox, &["delete", "hook-1"]).done(),
        "Deleted hook-1.\n"
    );
    assert_eq!(run(&sandbox, &["delete", "hook-2", "--json"]).done(), "");
    assert!(sandbox.webhooks().is_empty());
    let error = run(&sandbox, &["delete", "hook-2", "--json"]).refused_json(5);
    assert_eq!(error["status"], 404);
}
