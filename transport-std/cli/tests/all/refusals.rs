//! What the API refuses, and what fails on the way.

use std::time::Duration;

use gigapay_sandbox::{Fault, closed_address};
use serde_json::json;

use crate::common::*;

const REGISTER: [&str; 3] = ["register", "--url=https://example.com/", "--json"];

#[test]
fn a_wrong_token_is_401() {
    let sandbox = sandbox();
    for token in ["not-the-token-at-all", "short"] {
        let mut command = program_for(&sandbox);
        let outcome = finish({
            command.args(["list", "--json", "--token", token]);
            command
        });
        assert!(!outcome.stderr.contains(token), "{outcome:#?}");
        assert_eq!(outcome.refused_json(1)["status"], 401);
    }
    let text = run(&sandbox, &["list", "--token=not-the-token-at-all"]).refused(1);
    assert!(text.starts_with("error: status 401: "), "{text}");
}

#[test]
fn a_token_in_the_servers_words_is_taken_out() {
    let sandbox = sandbox();
    sandbox.arm(Fault::json(
        403,
        format!(r#"{{"detail":"{TOKEN} may not."}}"#),
    ));
    let error = run(&sandbox, &["list", "--json"]).refused_json(1);
    assert_eq!(
        error,
        json!({
            "status": 403,
            "field": null,
            "message": "*** may not.",
            "outcome": "not-carried-out",
            "errors": [{"field": null, "message": "*** may not."}],
        })
    );
    run(&sandbox, &["list"]).refused(1);
}

#[test]
fn what_is_not_there_is_404() {
    let sandbox = sandbox();
    let error = run(&sandbox, &["retrieve", "unknown", "--json"]).refused_json(5);
    assert_eq!(
        (&error["status"], &error["field"]),
        (&json!(404), &json!(null))
    );
    let text = run(&sandbox, &["retrieve", "unknown"]).refused(5);
    assert!(!text.contains("hint"), "{text}");
    let text = run(&sandbox, &["retrieve", "unknown", "--integration-id="]).refused(5);
    assert!(
        text.contains("hint: ") && text.contains("--integration-id"),
        "{text}"
    );
}

#[test]
fn a_list_that_is_not_there_is_at_another_address() {
    let sandbox = sandbox();
    let elsewhere = format!("--base-url={}elsewhere/", sandbox.base_url());
    for rest in [&[][..], &["--integration-id="]] {
        let arguments = [&["list", &elsewhere], rest].concat();
        let text = run(&sandbox, &arguments).refused(1);
        assert!(text.contains("check the base URL"), "{text}");
        assert!(!text.contains("no such webhook"), "{text}");
        assert!(!text.contains("hint"), "{text}");
        let arguments = [&arguments[..], &["--json"]].concat();
        assert_eq!(run(&sandbox, &arguments).refused_json(1)["status"], 404);
    }
}

#[test]
fn the_field_to_blame_is_named_as_deep_as_it_is() {
    let sandbox = sandbox();
    let event = ["--event=Payout.created,Nope.x"];
    let error = run(&sandbox, &[&REGISTER[..], &event].concat()).refused_json(1);
    assert_eq!(error["status"], 400);
    assert_eq!(error["field"], "events.1");
    assert!(
        error["message"].as_str().unwrap().contains("Nope.x"),
        "{error}"
    );
    let text = run(&sandbox, &[&REGISTER[..2], &event].concat()).refused(1);
    assert!(
        text.contains("events.1") && text.contains("Nope.x"),
        "{text}"
    );
}

#[test]
fn a_known_id_is_refused() {
    let sandbox = sandbox_with(1);
    let rest = ["--event=Payout.created", "--id=hook-1"];
    let error = run(&sandbox, &[&REGISTER[..], &rest].concat()).refused_json(1);
    assert_eq!(
        (&error["status"], &error["field"]),
        (&json!(400), &json!("id"))
    );
}

#[test]
fn a_redirect_is_an_error_and_is_not_followed() {
    let sandbox = sandbox();
    let elsewhere = self::sandbox();
    for (status, word) in [(307, "slash"), (301, "https")] {
        sandbox.arm(
            Fault::Reply {
                status,
                headers: vec![("Location".into(), elsewhere.base_url())],
                body: String::new(),
            }
            .times(2),
        );
        let error = run(&sandbox, &["list", "--json"]).refused_json(1);
        assert_eq!(error["status"], status);
        let text = run(&sandbox, &["list"]).refused(1);
        assert!(text.contains(word), "{text}");
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn too_many_requests_say_how_long_to_wait() {
    let sandbox = sandbox();
    sandbox.arm(Fault::Throttled { retry_after: 17 });
    let error = run(&sandbox, &["list", "--json"]).refused_json(1);
    assert_eq!(
        (&error["status"], &error["retry_after"]),
        (&json!(429), &json!(17))
    );
    let text = run(&sandbox, &["list"]).refused(1);
    assert!(text.contains("17"), "{text}");
}

#[test]
fn an_error_page_is_a_status_all_the_same() {
    let sandbox = sandbox();
    sandbox.arm(Fault::ServerError { status: 503 });
    let error = run(&sandbox, &["list", "--json"]).refused_json(1);
    assert_eq!(error["status"], 503);
    assert!(!error["message"].as_str().unwrap().is_empty());
}

#[test]
fn a_refused_connection_is_an_error_without_status() {
    let address = closed_address();
    let mut command = program();
    command.args(["list", "--json", "--token", TOKEN]);
    command.arg(format!("--base-url=http://{address}/v2/"));
    let error = finish(command).refused_json(6);
    assert_eq!(
        (&error["status"], &error["field"]),
        (&json!(null), &json!(null))
    );
}

#[test]
fn a_response_that_does_not_come_is_not_waited_for() {
    let sandbox = sandbox();
    let time = Duration::from_secs(3600);
    sandbox.arm(Fault::Delay { time });
    let error = run(&sandbox, &["list", "--json", "--timeout=0.1"]).refused_json(1);
    assert_eq!(error["status"], json!(null));
}
