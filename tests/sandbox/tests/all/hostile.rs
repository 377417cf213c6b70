//! Hostile and broken input: an error or an end, never a crash or a hang.

use std::net::Shutdown;
use std::time::Duration;

use gigapay_sandbox::Sandbox;

use crate::client::{Client, HOOKS, NEW, good, sandbox, start};

#[test]
fn body_beyond_the_limit_is_413() {
    let (sandbox, mut client) = start(Sandbox::builder().body_max(100));
    let reply = client.call("POST", HOOKS, &" ".repeat(101));
    assert_eq!(
        (reply.status, reply.header("connection")),
        (413, Some("close"))
    );
    let mut client = Client::new(&sandbox);
    assert_eq!(
        client.call("POST", HOOKS, &format!("{NEW:100}")).status,
        201
    );
    let headers = good("Content-Length: 99999999999999\r\nHost: h\r\nExpect: 100-continue\r\n");
    client.write(format!("POST {HOOKS} HTTP/1.1\r\n{headers}\r\n").as_bytes());
    let reply = client.reply("POST").unwrap();
    assert_eq!(
        (reply.status, reply.interim.len()),
        (413, 0),
        "no client asks for that much"
    );
    let mut client = Client::new(&sandbox);
    client.write(format!("POST {HOOKS} HTTP/1.1\r\n{}", good("Host: h\r\n")).as_bytes());
    client.write(b"Transfer-Encoding: chunked\r\n\r\nc8\r\n");
    client.write(&[b' '; 200]);
    client.write(b"\r\n0\r\n\r\n");
    assert_eq!(client.reply("POST").unwrap().status, 413);
}

#[test]
fn a_request_in_chunks_is_as_good_as_another() {
    let (_sandbox, mut client) = sandbox();
    let headers = good("Host: h\r\nIntegration-ID: i1\r\nTransfer-Encoding: chunked\r\n");
    client.write(format!("POST {HOOKS} HTTP/1.1\r\n{headers}\r\n").as_bytes());
    for byte in NEW.bytes() {
        client.write(&[b'1', b';', b'x', b'\r', b'\n', byte, b'\r', b'\n']);
    }
    client.write(b"0\r\nT: v\r\n\r\n");
    assert_eq!(client.reply("POST").unwrap().status, 201);
}

#[test]
fn an_expected_100_is_sent() {
    let (_sandbox, mut client) = sandbox();
    let length = format!("Content-Length: {}\r\n", NEW.len());
    let headers = good("Host: h\r\nIntegration-ID: i1\r\nExpect: 100-continue\r\n");
    client.write(format!("POST {HOOKS} HTTP/1.1\r\n{headers}{length}\r\n").as_bytes());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut client.stream, &mut line).unwrap();
    assert_eq!(line, "HTTP/1.1 100 Continue\r\n");
    std::io::BufRead::read_line(&mut client.stream, &mut line).unwrap();
    client.write(NEW.as_bytes());
    assert_eq!(client.reply("POST").unwrap().status, 201);
}

#[test]
fn what_is_no_http_is_400_and_the_server_goes_on() {
    let (sandbox, _client) = sandbox();
    for bytes in [
        &b"nonsense\r\n\r\n"[..],
        b"GET /v2/webhooks/ HTTP/9.9\r\n\r\n",
        b"GET /v2/webhooks/ HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        b"GET /v2/webhooks/ HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /v2/webhooks/ HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"GET /v2/webhooks/ HTTP/1.1\r\n\r\n",
        b"GET /v2/webhooks/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /v2/webhooks/ HTTP/1.1\r\nHost: a/b\r\n\r\n",
        b"\x16\x03\x01\x00\xa5\x01\x00\x00",
        b"\x00\x00\x00\x00\r\n\r\n",
    ] {
        let mut client = Client::new(&sandbox);
        client.write(bytes);
        let reply = client.reply("GET").unwrap();
        assert_eq!(reply.status, 400, "{:?}", String::from_utf8_lossy(bytes));
    }
    let mut client = Client::new(&sandbox);
    assert_eq!(client.call("GET", HOOKS, "").status, 200);
}

#[test]
fn a_head_without_end_is_refused() {
    let (sandbox, mut client) = sandbox();
    let long = format!("X: {}\r\n", "y".repeat(1000));
    client.write(b"GET /v2/webhooks/ HTTP/1.1\r\nHost: h\r\n");
    client.write("A: b\r\n".repeat(200).as_bytes());
    client.write(b"\r\n");
    assert_eq!(client.reply("GET").unwrap().status, 431);
    let mut client = Client::new(&sandbox);
    assert_eq!(client.bare("GET", HOOKS, &good(&long), "").status, 200);
}

#[test]
fn idle_connections_and_slow_heads_end() {
    let (sandbox, mut idle) = start(Sandbox::builder().read_time(Duration::from_millis(100)));
    let mut slow = Client::new(&sandbox);
    slow.write(b"GET /v2/webhooks/ HTT");
    assert_eq!(idle.rest().unwrap(), b"");
    assert_eq!(slow.rest().unwrap(), b"");
    assert!(sandbox.requests().is_empty());
}

#[test]
fn slow_body_is_408() {
    let sandbox = Sandbox::builder()
        .read_time(Duration::from_millis(300))
        .start()
        .unwrap();
    let headers = good("Host: h\r\nContent-Length: 10\r\n");
    // On a busy machine the head itself may be late; then the connection ends without a response.
    let reply = std::iter::repeat_with(|| {
        let mut client = Client::new(&sandbox);
        client.write(format!("POST {HOOKS} HTTP/1.1\r\n{headers}\r\n{{").as_bytes());
        client
            .reply("POST")
            .map(|reply| (reply, client.rest().unwrap()))
    });
    let (reply, rest) = reply.take(20).find_map(Result::ok).unwrap();
    assert_eq!(
        (reply.status, reply.header("connection")),
        (408, Some("close"))
    );
    assert_eq!(rest, b"");
}

#[test]
fn a_client_that_leaves_in_the_middle_changes_nothing() {
    let (sandbox, _client) = sandbox();
    let headers = good(&format!(
        "Host: h\r\nIntegration-ID: i1\r\nContent-Length: {}\r\n",
        NEW.len()
    ));
    let whole = format!("POST {HOOKS} HTTP/1.1\r\n{headers}\r\n{NEW}");
    for length in 0..whole.len() {
        let mut client = Client::new(&sandbox);
        client.write(&whole.as_bytes()[..length]);
        client.stream.get_ref().shutdown(Shutdown::Write).unwrap();
        let rest = client.rest().unwrap();
        assert!(
            rest.is_empty() || rest.starts_with(b"HTTP/1.1 4"),
            "{length}"
        );
    }
    assert!(sandbox.webhooks().is_empty());
}

#[test]
fn deep_and_odd_json_is_responded() {
    let (_sandbox, mut client) = sandbox();
    let deep = format!(
        "{{\"metadata\":{}{}}}",
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    assert_eq!(client.call("POST", HOOKS, &deep).status, 400);
    assert_eq!(client.call("POST", HOOKS, &"[".repeat(100_000)).status, 400);
    let members = "\"a\":1,".repeat(10_000);
    assert_eq!(
        client
            .call(
                "POST",
                HOOKS,
                &NEW.replacen('{', &format!("{{{members}"), 1)
            )
            .status,
        201
    );
    for target in [
        "/v2/webhooks/%/",
        "/v2/webhooks/%ff/",
        "/v2/webhooks/%00/",
        "/v2/webhooks/?%ff=%zz&&=&page=1",
    ] {
        let status = client.call("GET", target, "").status;
        assert!([200, 404].contains(&status), "{target}: {status}");
    }
}

#[test]
fn pipelined_requests_are_responded_in_their_order() {
    let (_sandbox, mut client) = sandbox();
    let get = |target: &str| format!("GET {target} HTTP/1.1\r\n{}\r\n", good("Host: h\r\n"));
    client.write(format!("{}{}{}", get(HOOKS), get("/v2/webhooks/x/"), get("/")).as_bytes());
    let statuses: Vec<_> = (0..3)
        .map(|_| client.reply("GET").unwrap().status)
        .collect();
    assert_eq!(statuses, [200, 404, 404]);
}

#[test]
fn http_1_0_is_served() {
    let (_sandbox, mut client) = sandbox();
    client.write(format!("GET {HOOKS} HTTP/1.0\r\n{}\r\n", good("")).as_bytes());
    assert_eq!(client.reply("GET").unwrap().status, 200);
    assert_eq!(client.rest().unwrap(), b"");
}
