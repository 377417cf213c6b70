//! `trigger`: notifications on request.

use gigapay_webhooks_std::listen::{Reply, listen};
use serde_json::{Value, json};

use crate::common::*;
use crate::listener::*;

/// A receiver that verifies and accepts everything, and its address.
fn taker() -> (gigapay_webhooks_std::listen::Listening, String) {
    let listening = listen("127.0.0.1:0", &[KEY], |_| Reply::Accepted).unwrap();
    let url = format!("http://{}/", listening.addr());
    (listening, url)
}

#[test]
fn a_sandbox_notifies_every_webhook_that_is_subscribed() {
    let (_taker, url) = taker();
    let sandbox = notifying(&url);
    let text = run(&sandbox, &["trigger", EVENT]).done();
    assert_eq!(text, format!("200  w  {url}\n"));
    let line = run(
        &sandbox,
        &["trigger", EVENT, "--data={ \"id\": 7 }", "--json"],
    )
    .line();
    assert_eq!(
        line,
        json!({"webhook": "w", "url": url, "status": 200, "error": null})
    );
    let bodies: Vec<_> = sandbox
        .deliveries()
        .into_iter()
        .map(|one| one.body)
        .collect();
    let sample: Value = serde_json::from_str(&bodies[0]).unwrap();
    assert!(sample["id"].is_string());
    assert_eq!(&*bodies[1], "{ \"id\": 7 }");
}

#[test]
fn no_subscriber_or_a_refusing_one_is_a_failure() {
    let sandbox = notifying("http://127.0.0.1:1/");
    let text = run(&sandbox, &["trigger", "Payrun.paid"]).refused(1);
    assert!(
        text.contains("no webhook is subscribed to Payrun.paid"),
        "{text}"
    );
    let outcome = run(&sandbox, &["trigger", EVENT]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (1, ""));
    assert!(
        outcome.stdout.starts_with("---  w  http://127.0.0.1:1/  "),
        "{outcome:?}"
    );
    // B14: it happens in an integration.
    let text = run(&sandbox, &["trigger", EVENT, "--integration-id="]).refused(1);
    assert!(
        text.contains("the sandbox refuses") && text.contains("Registration.*"),
        "{text}"
    );
    let error = run(&sandbox, &["trigger", EVENT, "--integration-id=", "--json"]).refused_json(1);
    assert_eq!(error["status"], 400);
}

#[test]
fn trigger_at_a_server_that_is_not_a_sandbox_is_an_error() {
    let (_taker, url) = taker();
    let mut command = program();
    command.args(["trigger", EVENT, "--base-url", &url]);
    let text = finish(command).refused(1);
    assert!(
        text.contains("there is no sandbox at this address"),
        "{text}"
    );
    let mut command = program();
    command.args(["trigger", EVENT, "--base-url=http://127.0.0.1:1/"]);
    assert!(
        finish(command)
            .refused(6)
            .contains("the response of the sandbox")
    );
    let mut command = program();
    command.args(["trigger", EVENT]);
    assert!(finish(command).refused(2).contains("--sandbox"));
}

#[test]
fn it_signs_and_posts_by_itself_too() {
    let (_taker, url) = taker();
    let to = |key: Option<&str>, variable: Option<&str>| {
        let mut command = program();
        command.args(["trigger", EVENT, "--to", &url]);
        command.args(key.map(|key| format!("--secret-key={key}")));
        command.envs(variable.map(|keys| ("GIGAPAY_SECRET_KEY", keys)));
        finish(command)
    };
    assert_eq!(to(Some(KEY), None).done(), format!("200  {url}\n"));
    let keys = format!("a former one\n{KEY}\n");
    assert_eq!(
        to(None, Some(&keys)).done(),
        format!("200  {url}\n"),
        "the newest"
    );
    let wrong = to(Some("wrong"), None);
    assert_eq!((wrong.status, wrong.stdout), (1, format!("401  {url}\n")));
    assert!(to(None, None).refused(2).contains("GIGAPAY_SECRET_KEY"));
}

#[test]
fn an_object_that_is_no_json_is_blamed_on_its_argument() {
    let arguments = ["trigger", EVENT, "--data={", "--json"];
    let error = run(&sandbox(), &arguments).refused_json(2);
    assert_eq!(error["field"], "data");
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("--data must be"), "{message}");
}
