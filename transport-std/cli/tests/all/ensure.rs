//! `ensure`

use gigapay_sandbox::{Cut, Fault};
use serde_json::json;

use crate::common::*;

const ENSURE: [&str; 4] = [
    "ensure",
    "--id=pump-7",
    "--url=https://example.com/",
    "--event=Payout.created,Payout.notified",
];

fn json<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&ENSURE[..], more, &["--json"]].concat()
}

#[test]
fn it_says_what_it_took() {
    let sandbox = sandbox();
    let created = run(&sandbox, &json(&[])).line();
    let secret = sandbox.webhooks()[0].secret_key.clone();
    let expected = |outcome: &str| {
        json!({
            "id": "pump-7",
            "url": "https://example.com/",
            "events": ["Payout.created", "Payout.notified"],
            "secret_key": secret,
            "metadata": {},
            "outcome": outcome,
        })
    };
    assert_eq!(created, expected("created"));
    assert_eq!(run(&sandbox, &json(&[])).line(), expected("unchanged"));
    let mut updated = expected("updated");
    updated["metadata"] = json!({"floor": 3});
    let metadata = ["--metadata", r#"{"floor": 3.0}"#];
    let line = run(&sandbox, &json(&metadata)).line();
    updated["metadata"] = json!({"floor": 3.0});
    assert_eq!(line, updated);
    assert_eq!(
        run(&sandbox, &json(&metadata)).line()["outcome"],
        "unchanged"
    );
    let methods: Vec<_> = sandbox
        .requests()
        .iter()
        .map(|r| r.method.clone())
        .collect();
    assert_eq!(
        methods,
        ["GET", "POST", "GET", "GET", "GET", "PATCH", "GET"]
    );
}

#[test]
fn it_says_so_to_a_person() {
    let sandbox = sandbox();
    let text = run(&sandbox, &ENSURE).done();
    assert!(
        text.contains("pump-7") && text.ends_with("\nCreated.\n"),
        "{text}"
    );
    assert!(!text.contains(&sandbox.webhooks()[0].secret_key), "{text}");
    let text = run(&sandbox, &ENSURE).done();
    assert!(
        text.ends_with("\nUnchanged: it already matched.\n"),
        "{text}"
    );
    let text = run(
        &sandbox,
        &[&ENSURE[..], &["--secret-key=s3cret-of-mine"]].concat(),
    )
    .done();
    assert!(
        text.ends_with("\nUpdated.\n") && !text.contains("s3cret"),
        "{text}"
    );
    assert_eq!(sandbox.webhooks()[0].secret_key, "s3cret-of-mine");
}

/// A lost response is an error, and doing it again is all there is to do.
#[test]
fn again_after_a_lost_response() {
    let sandbox = sandbox();
    let cut = Fault::cut_response(10, Cut::Reset);
    sandbox.arm(cut.skip(1).times(1));
    run(&sandbox, &ENSURE).refused(1);
    assert_eq!(run(&sandbox, &json(&[])).line()["outcome"], "unchanged");
    assert_eq!(sandbox.webhooks().len(), 1);
}

#[test]
fn what_the_api_refuses() {
    let sandbox = sandbox();
    let other = webhook("pump-7").in_integration("another's");
    sandbox.insert([other]).unwrap();
    let error = run(&sandbox, &json(&[])).refused_json(1);
    assert_eq!(
        (&error["status"], &error["field"]),
        (&json!(400), &json!("id"))
    );
    run(
        &sandbox,
        &["ensure", "--url=https://example.com/", "--event=a"],
    )
    .refused(2);
    assert_eq!(sandbox.requests().len(), 4);
}
