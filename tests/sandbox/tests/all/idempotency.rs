//! Idempotency keys: B21.

use std::time::Duration;

use gigapay_sandbox::{Cut, Fault, Sandbox};

use crate::client::{Client, HOOKS, NEW, good, sandbox, start};

const KEY: &str = "Idempotency-Key: k1";

#[test]
fn b21_a_key_replays_the_first_response_and_does_nothing_again() {
    let (sandbox, mut client) = sandbox();
    let first = client.call_with("POST", HOOKS, KEY, NEW);
    assert_eq!(first.status, 201);
    let again = client.call_with("POST", HOOKS, KEY, "{}");
    again.is(201, &first.body);
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(sandbox.webhooks().len(), 1);
    let other = client.call_with("POST", HOOKS, "idempotency-key: k2", NEW);
    assert_ne!(other.body, first.body);
}

#[test]
fn b21_the_response_is_replayed_even_when_the_webhook_is_gone() {
    let (sandbox, mut client) = sandbox();
    let first = client.call_with("POST", HOOKS, KEY, NEW);
    let id = sandbox.webhooks()[0].id.clone();
    client.call("DELETE", &format!("{HOOKS}{id}/"), "");
    client
        .call_with("POST", HOOKS, KEY, NEW)
        .is(201, &first.body);
    assert!(sandbox.webhooks().is_empty());
}

#[test]
fn b21_errors_are_replayed_too() {
    let (sandbox, mut client) = sandbox();
    let first = client.call_with("POST", HOOKS, KEY, "{}");
    assert_eq!(first.status, 400);
    client
        .call_with("POST", HOOKS, KEY, NEW)
        .is(400, &first.body);
    assert!(sandbox.webhooks().is_empty());
}

#[test]
fn b21_refused_credentials_and_errors_in_front_of_the_api_are_not_stored() {
    let (sandbox, mut client) = sandbox();
    assert_eq!(
        client
            .bare("POST", HOOKS, &format!("{KEY}\r\n"), NEW)
            .status,
        401
    );
    sandbox.arm(Fault::ServerError { status: 503 }.times(1));
    assert_eq!(client.call_with("POST", HOOKS, KEY, NEW).status, 503);
    assert_eq!(client.call_with("POST", HOOKS, KEY, NEW).status, 201);
}

#[test]
fn b21_after_24_hours_a_key_is_new() {
    let (sandbox, mut client) = sandbox();
    client.call_with("POST", HOOKS, KEY, NEW);
    sandbox.advance_clock(Duration::from_secs(23 * 60 * 60));
    client.call_with("POST", HOOKS, KEY, NEW);
    assert_eq!(sandbox.webhooks().len(), 1);
    sandbox.advance_clock(Duration::from_secs(60 * 60));
    client.call_with("POST", HOOKS, KEY, NEW);
    assert_eq!(sandbox.webhooks().len(), 2);
}

#[test]
fn b21_the_time_can_be_set() {
    let (sandbox, mut client) = start(Sandbox::builder().idempotency_time(Duration::ZERO));
    client.call_with("POST", HOOKS, KEY, NEW);
    client.call_with("POST", HOOKS, KEY, NEW);
    assert_eq!(sandbox.webhooks().len(), 2);
}

#[test]
fn b21_keys_of_different_tokens_are_different() {
    let (sandbox, mut client) = start(Sandbox::builder().token("sandbox-token").token("two"));
    client.call_with("POST", HOOKS, KEY, NEW);
    let headers = good("Integration-ID: i1\r\n").replace("sandbox-token", "two");
    client.bare("POST", HOOKS, &format!("{headers}{KEY}\r\n"), NEW);
    assert_eq!(sandbox.webhooks().len(), 2);
}

#[test]
fn b21_a_lost_response_is_had_by_asking_again() {
    let (sandbox, mut client) = sandbox();
    sandbox.arm(Fault::cut_response(0, Cut::Reset).times(1));
    client.send(
        "POST",
        HOOKS,
        &good(&format!("Integration-ID: i1\r\n{KEY}\r\n")),
        NEW,
    );
    assert!(client.reply("POST").is_err());
    assert_eq!(sandbox.webhooks().len(), 1);
    let mut client = Client::new(&sandbox);
    let reply = client.call_with("POST", HOOKS, KEY, NEW);
    assert_eq!(reply.json()["id"], sandbox.webhooks()[0].id.as_str());
    assert_eq!(sandbox.webhooks().len(), 1);
}

#[test]
fn b21_an_empty_key_is_none() {
    let (sandbox, mut client) = sandbox();
    client.call_with("POST", HOOKS, "Idempotency-Key:", NEW);
    client.call_with("POST", HOOKS, "Idempotency-Key:", NEW);
    assert_eq!(sandbox.webhooks().len(), 2);
}
