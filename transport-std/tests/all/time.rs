//! Servers that are slow, silent or not there. No test measures time: each ends, and says why.

use std::io::{self, Write};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use gigapay_sandbox::{Fault, RawServer, closed_address, read_head};
use gigapay_webhooks_std::{Cause, Error, Event, NewWebhook, Stage, TimeLimit};

use crate::common::{client, encrypted, fill, of, plain, to};

const SHORT: Duration = Duration::from_millis(150);

fn is_timeout(error: &Error, stage: Stage, limit: TimeLimit) {
    match error.cause() {
        Cause::Timeout {
            stage: s, limit: l, ..
        } => assert_eq!((*s, *l), (stage, limit)),
        cause => panic!("{cause:?}"),
    }
}

/// Takes a connection and does nothing with it until the test is over.
fn silent() -> (RawServer, mpsc::Sender<()>) {
    let (over, is_over) = mpsc::channel();
    let server = RawServer::start(1, move |_, stream| {
        let _ = is_over.recv();
        drop(stream);
    });
    (server, over)
}

#[test]
fn a_silent_server_meets_the_read_timeout() {
    let (server, _over) = silent();
    let mut client = to(&server.base_url()).read_timeout(SHORT).build().unwrap();
    let error = client.retrieve("pump-7").unwrap_err();
    is_timeout(&error, Stage::Receive, TimeLimit::Read);
    assert_eq!(
        error.to_string(),
        "the read time-out passed while waiting for the response"
    );
    assert!(!client.is_connected());
}

#[test]
fn a_silent_server_meets_the_deadline() {
    let (server, _over) = silent();
    let mut client = to(&server.base_url()).deadline(SHORT).build().unwrap();
    let error = client.list().next().unwrap().unwrap_err();
    is_timeout(&error, Stage::Receive, TimeLimit::Deadline);
}

#[test]
fn a_silent_server_meets_the_connect_timeout_when_it_should_shake_hands() {
    let (server, _over) = silent();
    let url = server.base_url().replace("http:", "https:");
    let mut client = to(&url).connect_timeout(SHORT).build().unwrap();
    let error = client.retrieve("pump-7").unwrap_err();
    is_timeout(&error, Stage::Tls, TimeLimit::Connect);
}

/// B21: when a response is late, the outcome of a request without a key is unknown.
#[test]
fn a_late_response_leaves_the_outcome_unknown() {
    let sandbox = plain();
    let mut client = of(&sandbox).read_timeout(SHORT).build().unwrap();
    let time = Duration::from_secs(2);
    sandbox.arm(Fault::Delay { time }.times(1));
    let new = NewWebhook::new("https://example.com/", &[Event::PAYOUT_CREATED]);
    let error = client.register(new).unwrap_err();
    is_timeout(&error, Stage::Receive, TimeLimit::Read);
    assert!(error.is_outcome_unknown() && !error.is_retryable());
}

/// Each byte is in time, all together are not.
#[test]
fn a_slow_drip_meets_the_deadline() {
    let server = RawServer::start(1, |_, mut stream| {
        read_head(&mut stream);
        let endless = b"HTTP/1.1 200 OK\r\nX: "
            .iter()
            .chain([b'x'].iter().cycle());
        for byte in endless {
            if stream.write_all(&[*byte]).is_err() {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
    });
    let mut client = to(&server.base_url()).deadline(SHORT).build().unwrap();
    let error = client.retrieve("pump-7").unwrap_err();
    is_timeout(&error, Stage::Receive, TimeLimit::Deadline);
}

#[test]
fn a_slow_drip_over_tls_meets_the_deadline() {
    let sandbox = encrypted();
    fill(&sandbox, 20);
    let mut client = of(&sandbox)
        .deadline(Duration::from_millis(600))
        .build()
        .unwrap();
    // So that a slow handshake does not count.
    client.retrieve("w000").unwrap();
    let every = Duration::from_millis(10);
    sandbox.arm(Fault::Drip { bytes: 1, every });
    let error = client.retrieve("w000").unwrap_err();
    is_timeout(&error, Stage::Receive, TimeLimit::Deadline);
}

/// More than any system's buffers hold.
#[test]
fn a_server_that_takes_nothing_meets_the_write_timeout() {
    let (server, _over) = silent();
    let mut client = to(&server.base_url())
        .write_timeout(SHORT)
        .buffer_size(12 << 20)
        .build()
        .unwrap();
    let key = "x".repeat(12 << 20);
    let new = NewWebhook::new("https://example.com/", &[]).idempotency_key(&key);
    let error = client.register(new).unwrap_err();
    is_timeout(&error, Stage::Send, TimeLimit::Write);
}

/// The deadline of a list is for each step.
#[test]
fn the_caller_may_take_its_time_with_a_list() {
    let sandbox = plain();
    fill(&sandbox, 30);
    let mut client = of(&sandbox)
        .deadline(Duration::from_secs(1))
        .build()
        .unwrap();
    let mut listing = client.list();
    listing.next().unwrap().unwrap();
    thread::sleep(Duration::from_millis(1100));
    assert_eq!(listing.map(Result::unwrap).count(), 29);
}

#[test]
fn times_without_end_are_fine() {
    let sandbox = encrypted();
    fill(&sandbox, 1);
    let mut client = of(&sandbox)
        .connect_timeout(Duration::MAX)
        .read_timeout(Duration::MAX)
        .write_timeout(Duration::MAX)
        .deadline(Duration::MAX)
        .idle_timeout(Duration::MAX)
        .build()
        .unwrap();
    client.retrieve("w000").unwrap();
    client.retrieve("w000").unwrap();
    assert_eq!(sandbox.connections(), 1);
}

#[test]
fn a_refused_connection_is_an_error_of_connecting() {
    let address = closed_address();
    for url in [
        format!("http://{address}/v2/"),
        format!("https://{address}/v2/"),
    ] {
        let error = to(&url).build().unwrap().retrieve("w000").unwrap_err();
        let Cause::Connect { host, source, .. } = error.cause() else {
            panic!("{error:?}");
        };
        assert_eq!(&**host, "127.0.0.1");
        assert_eq!(source.kind(), io::ErrorKind::ConnectionRefused);
        assert!(error.is_retryable());
    }
}

/// RFC 6761 section 6.4: `invalid` has no addresses. Without a resolver, time runs out.
#[test]
fn an_unknown_name_is_an_error_of_resolving() {
    let mut client = to("https://webhooks.invalid/v2/")
        .connect_timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    let error = client.retrieve("w000").unwrap_err();
    match error.cause() {
        Cause::Resolve { host, .. } => assert_eq!(&**host, "webhooks.invalid"),
        _ => is_timeout(&error, Stage::Resolve, TimeLimit::Connect),
    }
    assert!(error.is_retryable());
}

/// After a failure, the client is as good as new.
#[test]
fn a_timeout_harms_no_later_operation() {
    let sandbox = plain();
    fill(&sandbox, 2);
    let time = Duration::from_secs(1);
    sandbox.arm(Fault::Delay { time }.times(1));
    let mut impatient = of(&sandbox).read_timeout(SHORT).build().unwrap();
    assert!(impatient.retrieve("w000").is_err());
    assert_eq!(impatient.retrieve("w001").unwrap().id.as_str(), "w001");
    assert_eq!(client(&sandbox).list().count(), 2);
}
