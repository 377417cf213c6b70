//! `listen --forward-to` and `trigger --to`: targets that respond in every way, and none at all.
#![cfg(unix)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use gigapay_sandbox::{closed_address, read_head};
use serde_json::{Value, json};

use crate::common::*;
use crate::listener::*;

/// Only ends a test that hangs.
const WATCHDOG: Duration = Duration::from_secs(60);

/// A target that gives each connection this response, ends it, and is there for one connection.
fn target(response: &[u8]) -> String {
    let response = response.to_vec();
    serving(move |mut stream| {
        read_request(&mut stream);
        // Who has seen enough may have closed it.
        let _ = stream.write_all(&response);
    })
}

fn serving(serve: impl FnOnce(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/in/", listener.local_addr().unwrap());
    thread::spawn(move || serve(listener.accept().unwrap().0));
    url
}

/// Reads a request with a `Content-Length`.
fn read_request(stream: &mut TcpStream) {
    let head = read_head(stream).unwrap().to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1).unwrap();
    let length = length.split("\r\n").next().unwrap().parse().unwrap();
    stream.read_exact(&mut vec![0; length]).unwrap();
}

/// What `trigger --to` a target says: its status, and the error.
fn told(url: &str, more: &[&str]) -> (Value, Value) {
    let to = format!("--to={url}");
    let key = format!("--secret-key={KEY}");
    let mut command = program();
    command
        .args(["trigger", EVENT, &to, &key, "--json"])
        .args(more);
    let run = finish(command);
    let line: Value = serde_json::from_str(&run.stdout).unwrap();
    (line["status"].clone(), line["error"].clone())
}

#[test]
fn the_status_counts_however_the_body_is_framed() {
    for (response, status) in [
        (&b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"[..], 200),
        (
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
            202,
        ),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204),
        (
            b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            201,
        ),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", 200),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nuntil the end",
            200,
        ),
        // What is wrong with a body that is not read does not matter.
        (b"HTTP/1.1 500 No\r\nContent-Length: 9\r\n\r\ncut", 500),
        (
            b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
            500,
        ),
        (
            b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ncut",
            500,
        ),
    ] {
        let text = String::from_utf8_lossy(response);
        assert_eq!(
            told(&target(response), &[]),
            (json!(status), json!(null)),
            "{text}"
        );
    }
}

#[test]
fn a_body_without_end_is_given_up_and_the_status_counts() {
    let url = serving(|mut stream| {
        read_request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 65_536]).is_ok() {}
    });
    assert_eq!(told(&url, &[]).0, 200);
}

#[test]
fn no_response_is_an_error_that_says_which() {
    let (over, is_over) = channel::<()>();
    let silent = serving(move |mut stream| {
        read_request(&mut stream);
        let _ = is_over.recv();
    });
    let endless = serving(|mut stream| {
        read_request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream
            .write_all(&[b"X: ", &[b'x'; 8192][..], b"\r\n"].concat())
            .is_ok()
        {}
    });
    for (url, more, part) in [
        (target(b""), &[][..], "closed before"),
        (target(b"HTTP/1.1 200 OK\r\nX: y"), &[], "closed before"),
        (target(b"SSH-2.0-x\r\n"), &[], "invalid"),
        (endless, &[], "is too long"),
        (silent, &["--timeout=0.2"], "in time"),
        ("http://127.0.0.1:1/".into(), &[], "refused"),
    ] {
        let (status, error) = told(&url, more);
        assert_eq!(status, json!(null), "{part}");
        let error = error.as_str().unwrap();
        assert!(error.contains(part), "{part}: {error}");
    }
    drop(over);
}

/// Over plain http the host must be one of this computer, unless the caller allows any other.
#[test]
fn another_host_is_posted_to_where_the_caller_allows_it() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        read_request(&mut stream);
        stream
            .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
            .unwrap();
    });
    // The system takes it for this computer; the program does not.
    let url = format!("http://0.0.0.0:{port}/");
    assert_eq!(told(&url, &["--insecure-http"]).0, 204);
    serving.join().unwrap();
    let mut command = program();
    command.args(["trigger", EVENT, "--secret-key=k", "--to", &url]);
    let text = finish(command).refused(2);
    assert!(text.contains("--insecure-http"), "{text}");
}

#[test]
fn verbose_says_that_there_is_no_response() {
    let mut command = program();
    command.args(["trigger", EVENT, "-v", "--secret-key=k", "--to"]);
    let ended = finish({
        command.arg(target(b""));
        command
    });
    assert_eq!(ended.status, 1, "{ended:?}");
    let expected = "← no response  the connection was closed before a response";
    assert!(ended.stderr.contains(expected), "{ended:?}");
}

#[test]
fn an_object_of_the_callers_own_is_posted_as_it_is() {
    let (sender, bodies) = channel();
    let taker = gigapay_webhooks_std::listen::listen("127.0.0.1:0", &[KEY], move |one| {
        sender.send(one.body.to_vec()).unwrap();
        gigapay_webhooks_std::listen::Reply::Accepted
    })
    .unwrap();
    let url = format!("http://{}/", taker.addr());
    assert_eq!(told(&url, &["--data={ \"id\":\t7 }"]).0, 200);
    assert_eq!(bodies.recv().unwrap(), b"{ \"id\":\t7 }");
}

#[test]
fn what_is_no_sandbox_is_named_as_such() {
    for response in [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"[..],
        b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n[]",
    ] {
        let mut command = program();
        command.env("GIGAPAY_BASE_URL", target(response));
        command.args(["trigger", EVENT, "--integration-id=a"]);
        let text = finish(command).refused(1);
        assert!(text.contains("no sandbox"), "{text}");
    }
    // There was a connection, so it is not the exit status for none.
    let mut command = program();
    command.env("GIGAPAY_BASE_URL", target(b""));
    command.args(["trigger", EVENT, "--integration-id=a"]);
    let text = finish(command).refused(1);
    assert!(
        text.contains("cannot get the response of the sandbox") && text.contains("closed before"),
        "{text}"
    );
    let mut command = program();
    command.env("GIGAPAY_BASE_URL", "http://127.0.0.1:1/");
    let text = finish({
        command.args(["trigger", EVENT, "--integration-id=a"]);
        command
    })
    .refused(6);
    assert!(
        text.contains("of the sandbox") && text.contains("refused"),
        "{text}"
    );
}

#[test]
fn a_notification_not_attempted_in_time_is_told_so() {
    let (over, is_over) = channel::<()>();
    let slow = serving(move |_stream| {
        let _ = is_over.recv();
    });
    let sandbox = notifying(&slow);
    let line = run(&sandbox, &["trigger", EVENT, "--timeout=0.4", "--json"]);
    drop(over);
    assert_eq!(line.status, 1, "{line:?}");
    assert!(line.stdout.contains("not attempted yet"), "{line:?}");
}

/// An address where nothing listens, as an argument.
fn nowhere() -> String {
    format!("--forward-to=http://{}/", closed_address())
}

/// The API is to send again what could not be passed on.
#[test]
fn a_failed_forward_is_502_and_says_why() {
    let mut listening = Listening::start(&[&nowhere()]);
    let sandbox = notifying(&listening.url);
    assert_eq!(first_status(&sandbox), Some(502));
    let line = listening.line();
    assert!(line.starts_with("502  authentic"), "{line}");
    assert!(line.contains("not forwarded: "), "{line}");
}

#[test]
fn a_failed_forward_is_told_to_a_machine_too() {
    let sandbox = builder().retry_unit(Duration::ZERO).start().unwrap();
    let arguments = ["--json", "--register=Payout.created", &nowhere()];
    let mut listening = Listening::quiet(program_for(&sandbox), &arguments);
    while sandbox.webhooks().is_empty() {
        assert!(listening.child.try_wait().unwrap().is_none(), "it ended");
        thread::yield_now();
    }
    assert_eq!(first_status(&sandbox), Some(502));
    let line: Value = serde_json::from_str(&listening.line()).unwrap();
    assert_eq!(
        (&line["status"], &line["verdict"]),
        (&json!(502), &json!("authentic"))
    );
    let reason = line["reason"].as_str().unwrap();
    assert!(reason.starts_with("not forwarded: "), "{line}");
}

/// While the target takes its time, the first signal waits for it; the second does not.
#[test]
fn a_second_interrupt_ends_it_at_once() {
    let (over, is_over) = channel::<()>();
    let (reached, is_reached) = channel();
    let slow = serving(move |mut stream| {
        read_request(&mut stream);
        reached.send(()).unwrap();
        let _ = is_over.recv();
    });
    let mut listening = Listening::start(&[&format!("--forward-to={slow}"), "--timeout=3600"]);
    let sandbox = notifying(&listening.url);
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    is_reached.recv().unwrap();
    // A signal that comes while another one waits to be taken is the same one, so it is sent again.
    let status = loop {
        listening.signal("-INT");
        match listening.child.try_wait().unwrap() {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(10)),
        }
    };
    assert_eq!(status.code(), Some(130));
    drop(over);
}

/// Where the system has no room for another connection, the listener goes on once it has.
#[cfg(target_os = "linux")]
#[test]
fn connections_that_cannot_be_accepted_for_now_are_accepted_later() {
    let mut shell = std::process::Command::new("sh");
    shell.args([
        "-c",
        "ulimit -n 20; exec \"$0\" \"$@\"",
        env!("CARGO_BIN_EXE_gigapay-webhooks"),
    ]);
    shell.env("GIGAPAY_SECRET_KEY", KEY);
    let mut listening = Listening::run(shell, &[]);
    let address = listening.url.strip_prefix("http://").unwrap();
    let address = address.trim_end_matches('/').to_owned();
    // Each takes two descriptors, so not all of them are accepted.
    let begun: Vec<_> = (0..20)
        .map(|_| {
            let mut stream = TcpStream::connect(&address).unwrap();
            stream.write_all(b"POST / HTTP/1.1\r\n").unwrap();
            stream
        })
        .collect();
    let descriptors = || {
        let path = format!("/proc/{}/fd", listening.child.id());
        std::fs::read_dir(path).unwrap().count()
    };
    let begun_at = Instant::now();
    while descriptors() < 19 {
        assert!(begun_at.elapsed() < WATCHDOG, "it has room for more");
        thread::yield_now();
    }
    drop(begun);
    let sandbox = notifying(&listening.url);
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    let attempts = &sandbox.deliveries()[0].attempts;
    assert_eq!(attempts.last().unwrap().status, Some(200), "{attempts:?}");
    loop {
        let line = listening.line();
        if line.starts_with("200  authentic") {
            break;
        }
        assert!(line.starts_with("---  cut"), "{line}");
    }
}

/// The status of the first attempt to deliver an event.
fn first_status(sandbox: &gigapay_sandbox::Sandbox) -> Option<u16> {
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    sandbox.deliveries()[0].attempts[0].status
}
