//! What is too large to be read back.

use gigapay_sandbox::Fault;
use serde_json::json;

use crate::common::*;

/// The commands that write, each with a webhook that it takes.
const WRITING: [&[&str]; 4] = [
    &[
        "register",
        "--url=https://example.com/",
        "--event=Payout.created",
    ],
    &[
        "ensure",
        "--id=hook-1",
        "--url=https://example.com/",
        "--event=Payout.created",
    ],
    &[
        "replace",
        "hook-1",
        "--url=https://example.com/",
        "--event=Payout.created",
        "--new-secret",
    ],
    &["update", "hook-1", "--event=Payout.created"],
];

/// The arguments, the one with this start changed, or added.
fn with(arguments: &[&str], start: &str, value: &str) -> Vec<String> {
    let kept = arguments.iter().filter(|one| !one.starts_with(start));
    let mut all: Vec<String> = kept.map(|one| (*one).into()).collect();
    all.push(format!("{start}{value}"));
    all.push("--json".into());
    all
}

/// It would be carried out, and the id and the secret key that were drawn be lost.
#[test]
fn what_could_not_be_read_back_is_not_sent() {
    let sandbox = sandbox_with(1);
    let text = |length: usize| "x".repeat(length);
    let metadata = |length: usize| format!("\"{}\"", text(length - 2));
    let url = |length: usize| format!("https://example.com/{}", text(length - 20));
    for arguments in WRITING {
        for (start, field, value) in [
            ("--metadata=", "metadata", metadata(16 * 1024 + 1)),
            ("--url=", "url", url(2049)),
            ("--event=", "events", [text(500), text(523)].join(",")),
        ] {
            let error = run(&sandbox, &with(arguments, start, &value)).refused_json(2);
            assert_eq!(
                (&error["field"], &error["status"]),
                (&json!(field), &json!(null))
            );
            let message = error["message"].as_str().unwrap();
            let name = start.trim_end_matches('=');
            assert!(
                message.contains(name) && message.contains("nothing was sent"),
                "{message}"
            );
        }
    }
    for (arguments, start) in [
        (WRITING[0], "--id="),
        (WRITING[1], "--id="),
        (WRITING[3], "--new-id="),
    ] {
        let error = run(&sandbox, &with(arguments, start, &text(256))).refused_json(2);
        assert_eq!(error["field"], "id");
    }
    for arguments in &WRITING[2..] {
        let mut arguments = with(arguments, "--event=", "Payout.created");
        arguments[1] = text(256);
        assert_eq!(run(&sandbox, &arguments).refused_json(2)["field"], "id");
    }
    assert_eq!(sandbox.connections(), 0);
}

#[test]
fn what_just_fits_is_sent_and_read_back() {
    let sandbox = sandbox_with(1);
    let metadata = format!("--metadata=\"{}\"", "x".repeat(16 * 1024 - 2));
    let names = [500, 522].map(|length| "x".repeat(length)).join(",");
    let url = format!("--url=https://example.com/{}", "x".repeat(2048 - 20));
    let id = "x".repeat(255);
    let more = [&*metadata, &*url, "--event=Payout.created", "--json"];
    let register = [&["register", "--id", &id][..], &more].concat();
    assert_eq!(run(&sandbox, &register).line()["id"], *id);
    // The API knows no such names, but they get there.
    let update = ["update", &*id, "--event", &*names, "--json"];
    assert_eq!(run(&sandbox, &update).refused_json(1)["status"], 400);
}

/// What the API makes of it may be larger than what was sent.
#[test]
fn the_id_of_what_came_back_too_large_is_named() {
    let sandbox = sandbox_with(1);
    let metadata = "x".repeat(20_000);
    let body = format!(
        r#"{{"id":"drawn-there","url":"https://example.com/","events":["Payout.created"],
            "secret_key":"k","metadata":"{metadata}"}}"#
    );
    for (arguments, status) in WRITING.into_iter().zip([201, 200, 200, 200]) {
        sandbox.arm(Fault::json(status, body.clone()).times(1));
        let text = run(&sandbox, arguments).refused(1);
        assert!(
            text.contains("metadata") && text.contains("its id is drawn-there"),
            "{text}"
        );
        let is_carried_out = arguments[0] != "ensure";
        assert_eq!(
            text.contains("carried out nevertheless"),
            is_carried_out,
            "{text}"
        );
    }
    let mut large = webhook("hook-2");
    large.metadata = format!("\"{metadata}\"");
    sandbox.insert([large, webhook("hook-3")]).unwrap();
    let outcome = run(&sandbox, &["list"]);
    assert_eq!(outcome.status, 1);
    assert!(
        outcome
            .stderr
            .contains("its id is hook-2; it comes after hook-1"),
        "{outcome:#?}"
    );
    let text = run(&sandbox, &["retrieve", "hook-2"]).refused(1);
    assert!(text.contains("its id is hook-2"), "{text}");
}
