//! What became of a request that failed, which webhook it was about, and all that the API said.

use gigapay_sandbox::{Cut, Fault, Sandbox, closed_address};
use serde_json::{Value, json};

use crate::common::*;

const REGISTER: [&str; 3] = [
    "register",
    "--url=https://example.com/",
    "--event=Payout.created",
];

fn refusing(sandbox: &Sandbox, status: u16, body: &str) {
    sandbox.arm(Fault::json(status, body));
}

/// The error, for a machine.
#[track_caller]
fn error(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    error_of(sandbox, arguments, 1)
}

/// The error of a run that ends with this status.
#[track_caller]
fn error_of(sandbox: &Sandbox, arguments: &[&str], status: i32) -> Value {
    run(sandbox, &[arguments, &["--json"]].concat()).refused_json(status)
}

/// A proxy that responds 502, 503 or 504 may have passed the request on.
#[test]
fn a_server_error_to_a_registration_leaves_its_outcome_unknown() {
    for status in [500, 502, 503, 504, 599] {
        let sandbox = sandbox();
        sandbox.arm(Fault::ServerError { status });
        let told = error(&sandbox, &REGISTER);
        assert_eq!(
            (&told["status"], &told["outcome"]),
            (&json!(status), &json!("unknown"))
        );
        let text = run(&sandbox, &REGISTER).refused(1);
        assert!(text.contains("unknown whether"), "{text}");
        assert!(
            text.contains("hint: `list` shows what became of it"),
            "{text}"
        );
        assert!(!text.contains("try again later"), "{text}");
    }
}

#[test]
fn a_lost_response_leaves_the_outcome_unknown() {
    let sandbox = sandbox_with(1);
    let how = Cut::Reset;
    sandbox.arm(Fault::cut_response(5, how));
    for arguments in [&REGISTER[..], &["update", "hook-1", "--new-id=hook-2"]] {
        let told = error(&sandbox, arguments);
        assert_eq!(
            (&told["status"], &told["outcome"]),
            (&json!(null), &json!("unknown"))
        );
    }
}

#[test]
fn a_refusal_and_a_refused_connection_have_changed_nothing() {
    let sandbox = sandbox_with(1);
    for (status, arguments) in [
        (400, &REGISTER[..]),
        (404, &["update", "hook-1", "--event=a"]),
        (429, &REGISTER),
        (403, &["delete", "hook-1"]),
    ] {
        refusing(&sandbox, status, "{}");
        let exit = if status == 404 { 5 } else { 1 };
        let told = error_of(&sandbox, arguments, exit);
        assert_eq!(told["outcome"], "not-carried-out", "{status}");
        sandbox.faults().clear();
    }
    let url = format!("--base-url=http://{}/v2/", closed_address());
    let told = error_of(&sandbox, &[&REGISTER[..], &[&url]].concat(), 6);
    assert_eq!(told["outcome"], "not-carried-out");
    let text = run(&sandbox, &[&REGISTER[..], &[&url]].concat()).refused(6);
    assert!(text.contains("; nothing was changed\n"), "{text}");
    // There was nothing to change.
    let text = run(&sandbox, &["retrieve", "hook-1", &url]).refused(6);
    assert!(!text.contains("nothing was changed"), "{text}");
}

#[test]
fn what_only_reads_changes_nothing_whatever_happens() {
    let sandbox = sandbox_with(1);
    sandbox.arm(Fault::ServerError { status: 504 });
    for arguments in [&["list"][..], &["retrieve", "hook-1"]] {
        assert_eq!(error(&sandbox, arguments)["outcome"], "not-carried-out");
    }
}

#[test]
fn a_webhook_too_large_to_be_read_was_registered_all_the_same() {
    let sandbox = sandbox();
    let body = format!(
        r#"{{"id":"a","url":"{}","events":["a"],"secret_key":"s","metadata":{{}}}}"#,
        "x".repeat(100_000)
    );
    refusing(&sandbox, 201, &body);
    let told = error(&sandbox, &REGISTER);
    assert_eq!(
        (&told["outcome"], &told["field"]),
        (&json!("carried-out"), &json!("url"))
    );
}

#[test]
fn every_field_at_fault_is_told() {
    let sandbox = sandbox();
    refusing(
        &sandbox,
        400,
        r#"{"url":["Enter a valid URL.","Too short."],"events":{"1":["No such event."]},
            "detail":"No."}"#,
    );
    let told = error(&sandbox, &REGISTER);
    assert_eq!(
        told["errors"],
        json!([
            {"field": "url", "message": "Enter a valid URL."},
            {"field": "url", "message": "Too short."},
            {"field": "events.1", "message": "No such event."},
            {"field": null, "message": "No."},
        ])
    );
    assert_eq!(
        (&told["field"], &told["message"]),
        (&json!("url"), &json!("Enter a valid URL."))
    );
    let text = run(&sandbox, &REGISTER).refused(1);
    let lines: Vec<_> = text.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "  url: Enter a valid URL.",
            "  url: Too short.",
            "  events.1: No such event.",
            "  No.",
        ]
    );
}

/// As the sandbox, so the API: two values that are wrong.
#[test]
fn the_fields_that_the_sandbox_refuses_are_told_together() {
    let sandbox = sandbox();
    let told = error(&sandbox, &["register", "--url=x", "--event=Nope.x"]);
    let fields: Vec<_> = told["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["field"])
        .collect();
    assert!(
        fields.contains(&&json!("url")) && fields.contains(&&json!("events.0")),
        "{told}"
    );
}

/// A loop over fifty of them can be read.
#[test]
fn errors_name_the_webhook() {
    let sandbox = sandbox();
    let target = ["--url=https://example.com/", "--event=Payout.created"];
    for arguments in [
        &["retrieve", "pump 7"][..],
        &["delete", "pump 7"],
        &["update", "pump 7", "--event=Payrun.paid"],
        &["replace", "pump 7", target[0], target[1], "--keep-secret"],
        &["rotate", "pump 7", "--secret-key=another-secret"],
    ] {
        let text = run(&sandbox, arguments).refused(5);
        assert!(text.starts_with("error: pump 7: status 404: "), "{text}");
        assert_eq!(error_of(&sandbox, arguments, 5)["id"], "pump 7");
    }
    refusing(&sandbox, 401, "{}");
    for arguments in [
        &["register", target[0], target[1], "--id=pump 7"][..],
        &["ensure", target[0], target[1], "--id=pump 7"],
    ] {
        let text = run(&sandbox, arguments).refused(1);
        assert!(text.starts_with("error: pump 7: status 401: "), "{text}");
    }
    // Those that are about none name none.
    for arguments in [&["list"][..], &REGISTER] {
        let told = error(&sandbox, arguments);
        assert!(told.get("id").is_none(), "{told}");
    }
}

#[test]
fn a_duplicate_id_gets_no_hint_about_integrations() {
    let sandbox = sandbox_with(1);
    let user = "--integration-id=";
    let register = [
        "register",
        "--url=https://example.com/",
        "--event=Registration.verified",
    ];
    let text = run(&sandbox, &[&register[..], &["--id=hook-1", user]].concat()).refused(1);
    assert!(text.contains("  id: "), "{text}");
    assert!(!text.contains("hint"), "{text}");
    // The API may find fault with more than the id.
    refusing(
        &sandbox,
        400,
        r#"{"url":["No."],"id":["This id already exists."]}"#,
    );
    let text = run(&sandbox, &[&register[..], &[user]].concat()).refused(1);
    assert!(!text.contains("hint"), "{text}");
    sandbox.faults().clear();
    let text = run(&sandbox, &[&REGISTER[..], &[user]].concat()).refused(1);
    assert!(text.contains("hint: no integration id"), "{text}");
}
