//! What a test sees of the traffic.

use std::sync::mpsc;

use gigapay_sandbox::Sandbox;

use crate::client::{Client, HOOKS, NEW, sandbox, start};

#[test]
fn requests_are_recorded_as_they_came() {
    let (sandbox, mut client) = sandbox();
    client.call("POST", "/v2/webhooks/?x=%20", NEW);
    let mut other = Client::new(&sandbox);
    other.bare("GET", "/nowhere", "X-Odd: Value \r\n", "");
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!((requests[0].connection, requests[1].connection), (1, 2));
    assert_eq!(requests[0].to_string(), "#1 POST /v2/webhooks/?x=%20 201");
    assert_eq!(requests[0].body, NEW.as_bytes());
    assert_eq!(
        requests[0].header("AUTHORIZATION"),
        Some("Token sandbox-token")
    );
    assert_eq!(requests[1].header("x-odd"), Some("Value"));
    assert_eq!(
        (requests[1].method.as_str(), requests[1].status),
        ("GET", 404)
    );
    assert_eq!(sandbox.connections(), 2);
    sandbox.clear_requests();
    assert!(sandbox.requests().is_empty());
}

#[test]
fn a_callback_sees_every_request_before_its_response_leaves() {
    let (sender, receiver) = mpsc::channel();
    let (_sandbox, mut client) = start(
        Sandbox::builder().on_request(move |request| sender.send(request.to_string()).unwrap()),
    );
    client.call("GET", HOOKS, "");
    assert_eq!(receiver.try_recv().unwrap(), "#1 GET /v2/webhooks/ 200");
}

#[test]
fn nothing_that_is_printed_shows_a_token_or_a_secret() {
    let (sandbox, mut client) = sandbox();
    client.call(
        "POST",
        HOOKS,
        &NEW.replacen('{', r#"{"secret_key":"hush","#, 1),
    );
    let printed = format!(
        "{sandbox:?} {:?} {:?}",
        sandbox.requests(),
        sandbox.webhooks()
    );
    let builder = format!("{:?}", Sandbox::builder().token("hush"));
    assert!(
        !printed.contains("hush") && !printed.contains("sandbox-token"),
        "{printed}"
    );
    assert!(!builder.contains("hush"), "{builder}");
}

#[test]
fn a_dropped_sandbox_is_gone_and_its_address_free() {
    let (sandbox, mut client) = sandbox();
    client.call("GET", HOOKS, "");
    let address = sandbox.addr();
    drop(sandbox);
    assert!(std::net::TcpStream::connect(address).is_err());
    assert!(client.rest().is_ok_and(|rest| rest.is_empty()));
}

#[test]
fn a_base_url_is_that_of_the_listener() {
    let (sandbox, _client) = sandbox();
    assert_eq!(sandbox.base_url(), format!("http://{}/v2/", sandbox.addr()));
    let sandbox = Sandbox::builder().listen("0.0.0.0:0").start().unwrap();
    assert!(sandbox.base_url().starts_with("http://127.0.0.1:"));
}
