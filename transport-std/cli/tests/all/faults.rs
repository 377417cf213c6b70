//! Responses that come otherwise than usual.

use gigapay_sandbox::{Cut, Fault};
use serde_json::json;

use crate::common::*;

#[test]
fn however_the_response_is_framed_the_output_is_the_same() {
    let sandbox = sandbox_with(60);
    let plain = run(&sandbox, &["list", "--json"]).done();
    for fault in [
        Fault::Chunked {
            size: 1,
            extension: Some("a=b".into()),
            trailers: vec![("X-Sum".into(), "1".into())],
        },
        Fault::CloseDelimited { http_1_0: true },
        Fault::Close,
        Fault::Interim {
            status: 103,
            count: 2,
        },
        Fault::LinksNamePlainHttp,
        Fault::LinksDropPageSize,
        Fault::CutIdle { how: Cut::Close },
    ] {
        sandbox.arm(fault.clone());
        assert_eq!(
            run(&sandbox, &["list", "--json"]).done(),
            plain,
            "{fault:?}"
        );
        sandbox.faults().clear();
    }
}

#[test]
fn a_connection_may_end_after_each_response() {
    let sandbox = sandbox_with(1);
    sandbox.arm(Fault::Close);
    let replace = [
        "replace",
        "hook-1",
        "--url=https://example.com/",
        "--event=Payrun.paid",
        "--keep-secret",
    ];
    run(&sandbox, &replace).done();
    assert_eq!(sandbox.connections(), 2);
}

#[test]
fn a_length_on_a_deletion_does_no_harm() {
    let sandbox = sandbox_with(1);
    sandbox.arm(Fault::LengthOnEmptyBody);
    run(&sandbox, &["delete", "hook-1"]).done();
}

#[test]
fn a_lost_response_fails_and_says_that_the_outcome_is_unknown() {
    let sandbox = sandbox();
    sandbox.arm(Fault::cut_response(40, Cut::Reset));
    let register = [
        "register",
        "--url=https://example.com/",
        "--event=Payout.created",
        "--json",
    ];
    let error = run(&sandbox, &register).refused_json(1);
    assert_eq!(
        (&error["status"], &error["field"]),
        (&json!(null), &json!(null))
    );
    assert!(
        error["message"].as_str().unwrap().contains("unknown"),
        "{error}"
    );
}

#[test]
fn an_idempotency_key_is_advised_where_there_is_one() {
    let sandbox = sandbox_with(1);
    let fault = Fault::cut_response(40, Cut::Reset);
    sandbox.arm(fault);
    let register = [
        "register",
        "--url=https://example.com/",
        "--event=Payout.created",
    ];
    let text = run(&sandbox, &register).refused(1);
    assert!(text.contains("--idempotency-key"), "{text}");
    let text = run(&sandbox, &["update", "hook-1", "--new-id=hook-2"]).refused(1);
    assert!(text.contains("hint: `list` shows"), "{text}");
    assert!(!text.contains("--idempotency-key"), "{text}");
}

#[test]
fn a_list_that_breaks_off_shows_what_came_and_fails() {
    let sandbox = sandbox_with(5);
    sandbox.arm(Fault::ServerError { status: 502 }.skip(1));
    let outcome = run(&sandbox, &["list", "--page-size=3", "--json"]);
    assert_eq!(outcome.status, 1);
    assert_eq!(outcome.stdout.lines().count(), 3);
    let error: serde_json::Value = serde_json::from_str(&outcome.stderr).unwrap();
    assert_eq!(error["status"], 502);
}
