//! Faults in how a body is framed and encoded: B12, B18, and the framings of HTTP.

use std::time::Duration;

use gigapay_sandbox::Fault;

use crate::client::{HOOKS, NEW, sandbox};

fn chunked(size: usize) -> Fault {
    Fault::Chunked {
        size,
        extension: None,
        trailers: Vec::new(),
    }
}

#[test]
fn chunks_have_the_size_that_was_asked_for() {
    let (sandbox, mut client) = sandbox();
    let plain = client.call("GET", HOOKS, "").body;
    assert_eq!(plain.len(), 52);
    for size in [1, 7, 51, 52, 1000] {
        sandbox.arm(chunked(size).times(1));
        let reply = client.call("GET", HOOKS, "");
        reply.is(200, &plain);
        assert_eq!(reply.header("content-length"), None);
        assert_eq!(reply.chunks[0], size.min(52));
        assert_eq!(reply.chunks.iter().sum::<usize>(), 52);
    }
    assert!(client.call("GET", HOOKS, "").chunks.is_empty());
}

#[test]
fn chunks_can_have_extensions_and_trailers() {
    let (sandbox, mut client) = sandbox();
    sandbox.arm(Fault::Chunked {
        size: 16,
        extension: Some("name=\"a;b\"".into()),
        trailers: vec![
            ("X-Checksum".into(), "1".into()),
            ("X-More".into(), "2".into()),
        ],
    });
    let reply = client.call("GET", HOOKS, "");
    assert_eq!(reply.header("trailer"), Some("X-Checksum, X-More"));
    assert_eq!(reply.trailers, ["X-Checksum: 1", "X-More: 2"]);
    client.send(
        "GET",
        HOOKS,
        &crate::client::good("Connection: close\r\n"),
        "",
    );
    let raw = String::from_utf8(client.rest().unwrap()).unwrap();
    assert!(raw.contains("\r\n10;name=\"a;b\"\r\n"), "{raw}");
}

#[test]
fn responses_without_body_keep_their_framing() {
    let (sandbox, mut client) = sandbox();
    client.call("POST", HOOKS, &NEW.replacen('{', r#"{"id":"a","#, 1));
    sandbox.arm(chunked(3));
    client.call("HEAD", HOOKS, "").is(200, "");
    let reply = client.call("DELETE", "/v2/webhooks/a/", "");
    reply.is(204, "");
    assert_eq!(reply.header("transfer-encoding"), None);
    assert_eq!(client.call("GET", HOOKS, "").status, 200);
}

#[test]
fn b18_a_204_may_carry_a_length() {
    let (sandbox, mut client) = sandbox();
    client.call("POST", HOOKS, &NEW.replacen('{', r#"{"id":"a","#, 1));
    sandbox.arm(Fault::LengthOnEmptyBody);
    let reply = client.call("DELETE", "/v2/webhooks/a/", "");
    assert_eq!(
        (reply.status, reply.header("content-length")),
        (204, Some("0"))
    );
    assert_eq!(client.call("GET", HOOKS, "").status, 200);
}

#[test]
fn body_can_end_with_the_connection() {
    for http_1_0 in [false, true] {
        let (sandbox, mut client) = sandbox();
        sandbox.arm(Fault::CloseDelimited { http_1_0 });
        let reply = client.call("GET", HOOKS, "");
        assert_eq!(reply.header("content-length"), None);
        assert_eq!(reply.header("transfer-encoding"), None);
        assert_eq!(
            reply.version,
            if http_1_0 { "HTTP/1.0" } else { "HTTP/1.1" }
        );
        reply.is(
            200,
            r#"{"count":0,"next":null,"previous":null,"results":[]}"#,
        );
    }
}

#[test]
fn interim_responses_come_before_the_response() {
    let (sandbox, mut client) = sandbox();
    for status in [100, 102, 103, 199] {
        sandbox.arm(Fault::Interim { status, count: 2 }.times(1));
        let reply = client.call("POST", HOOKS, NEW);
        assert_eq!((reply.interim, reply.status), (vec![status; 2], 201));
    }
}

#[test]
fn a_dripped_response_is_whole_and_so_is_the_next() {
    let (sandbox, mut client) = sandbox();
    let every = Duration::from_millis(1);
    sandbox.arm(Fault::Drip { bytes: 9, every }.times(2));
    for _ in 0..3 {
        assert_eq!(client.call("GET", HOOKS, "").json()["count"], 0);
    }
}

#[test]
fn a_late_response_comes_and_the_request_was_carried_out_before() {
    let (sandbox, mut client) = sandbox();
    sandbox.arm(
        Fault::Delay {
            time: Duration::from_millis(20),
        }
        .times(1),
    );
    assert_eq!(client.call("POST", HOOKS, NEW).status, 201);
    sandbox.arm(
        Fault::Delay {
            time: Duration::from_secs(3600),
        }
        .times(1),
    );
    client.send(
        "POST",
        HOOKS,
        &crate::client::good("Integration-ID: i1\r\n"),
        NEW,
    );
    while sandbox.webhooks().len() < 2 {
        std::thread::yield_now();
    }
    drop(sandbox); // It does not wait an hour.
    assert!(client.reply("POST").is_err());
}

#[test]
fn b12_other_encoders_escape_everything_outside_ascii() {
    let (sandbox, mut client) = sandbox();
    sandbox.arm(Fault::EscapeNonAscii);
    let new = NEW.replacen('{', r#"{"metadata":{"å":"😀"},"#, 1);
    let reply = client.call("POST", HOOKS, &new);
    assert!(
        reply.body.contains(r#"{"\u00e5":"\ud83d\ude00"}"#),
        "{}",
        reply.body
    );
    assert!(reply.body.is_ascii());
    sandbox.faults().clear();
    assert!(client.call("GET", HOOKS, "").body.contains(r#"{"å":"😀"}"#));
}
