//! Faults that end connections early.

use std::io::ErrorKind;

use gigapay_sandbox::{Cut, Fault};

use crate::client::{Client, HOOKS, NEW, good, sandbox};

#[test]
fn close_is_announced_and_happens() {
    let (sandbox, mut client) = sandbox();
    sandbox.arm(Fault::Close.times(1));
    let reply = client.call("GET", HOOKS, "");
    assert_eq!(reply.header("connection"), Some("close"));
    assert_eq!(client.rest().unwrap(), b"");
    let mut client = Client::new(&sandbox);
    assert_eq!(client.call("GET", HOOKS, "").header("connection"), None);
    assert_eq!(client.call("GET", HOOKS, "").status, 200);
    assert_eq!(sandbox.connections(), 2);
}

#[test]
fn a_response_is_cut_at_every_place() {
    let (sandbox, mut client) = sandbox();
    client.send("GET", HOOKS, &good("Connection: close\r\n"), "");
    let whole = client.rest().unwrap();
    for after in 0..whole.len() {
        let mut client = Client::new(&sandbox);
        sandbox.arm(Fault::cut_response(after, Cut::Fin).times(1));
        client.send("GET", HOOKS, &good("Connection: close\r\n"), "");
        let part = client.rest().unwrap();
        assert_eq!(part.len(), after);
        assert_eq!(part[..after.min(17)], whole[..after.min(17)]);
    }
}

#[test]
fn a_cut_can_be_a_reset() {
    let (sandbox, mut client) = sandbox();
    sandbox.arm(Fault::cut_response(30, Cut::Reset).times(1));
    client.send("POST", HOOKS, &good("Integration-ID: i1\r\n"), NEW);
    assert_eq!(
        client.rest().unwrap_err().kind(),
        ErrorKind::ConnectionReset
    );
    assert_eq!(sandbox.webhooks().len(), 1, "the request was carried out");
    assert_eq!(sandbox.requests()[0].status, 201);
}

#[test]
fn a_cut_longer_than_the_response_comes_after_it() {
    let (sandbox, mut client) = sandbox();
    sandbox.arm(Fault::cut_response(100_000, Cut::Fin).times(1));
    assert_eq!(client.call("GET", HOOKS, "").status, 200);
    assert_eq!(client.rest().unwrap(), b"");
}

#[test]
fn a_request_is_cut_before_it_is_carried_out() {
    for after in [0, 1, 50, 100_000] {
        for how in [Cut::Close, Cut::Fin, Cut::Reset] {
            let (sandbox, mut client) = sandbox();
            sandbox.arm(Fault::cut_request(after, how).times(1));
            client.send("POST", HOOKS, &good("Integration-ID: i1\r\n"), NEW);
            if after == 100_000 {
                assert_eq!(
                    client.reply("POST").unwrap().status,
                    201,
                    "it is too short to be cut"
                );
                continue;
            }
            match (how, client.rest()) {
                (Cut::Reset, Err(error)) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
                (Cut::Close | Cut::Fin, Ok(rest)) => assert_eq!(rest, b""),
                other => panic!("{after} {other:?}"),
            }
            assert!(sandbox.webhooks().is_empty() && sandbox.requests().is_empty());
            let mut client = Client::new(&sandbox);
            assert_eq!(client.call("POST", HOOKS, NEW).status, 201);
        }
    }
}

#[test]
fn bytes_of_a_request_are_counted_from_its_own_start() {
    let (sandbox, mut client) = sandbox();
    client.send("GET", HOOKS, &good(""), "");
    let length = good("").len() + 57;
    assert_eq!(client.reply("GET").unwrap().status, 200);
    sandbox.arm(Fault::cut_request(length + 50, Cut::Fin));
    for _ in 0..5 {
        assert_eq!(client.call("GET", HOOKS, "").status, 200);
    }
}

#[test]
fn a_second_request_on_a_connection_can_be_cut() {
    let (sandbox, mut client) = sandbox();
    sandbox.arm(Fault::cut_request(1, Cut::Reset).skip(1).times(1));
    assert_eq!(client.call("GET", HOOKS, "").status, 200);
    client.send("GET", HOOKS, &good(""), "");
    assert!(client.reply("GET").is_err());
    assert_eq!(sandbox.requests().len(), 1);
}

#[test]
fn an_idle_connection_dies_after_a_response_that_promised_to_keep_it() {
    for how in [Cut::Close, Cut::Fin, Cut::Reset] {
        let (sandbox, mut client) = sandbox();
        sandbox.arm(Fault::CutIdle { how }.times(1));
        let reply = client.call("GET", HOOKS, "");
        assert_eq!((reply.status, reply.header("connection")), (200, None));
        match (how, client.rest()) {
            (Cut::Reset, Err(error)) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
            (Cut::Close | Cut::Fin, Ok(rest)) => assert_eq!(rest, b""),
            other => panic!("{other:?}"),
        }
        let mut client = Client::new(&sandbox);
        assert_eq!(client.call("GET", HOOKS, "").status, 200);
        assert_eq!(client.call("GET", HOOKS, "").status, 200);
    }
}

#[test]
fn faults_of_different_kinds_act_together_and_of_one_kind_in_turn() {
    let (sandbox, mut client) = sandbox();
    let faults = sandbox.faults();
    faults.arm(Fault::ServerError { status: 502 }.times(1));
    faults.arm(Fault::Throttled { retry_after: 1 }.times(1));
    faults.arm(
        Fault::Chunked {
            size: 5,
            extension: None,
            trailers: Vec::new(),
        }
        .times(2),
    );
    faults.arm(
        Fault::Interim {
            status: 103,
            count: 1,
        }
        .skip(1)
        .times(1),
    );
    let replies: Vec<_> = (0..3).map(|_| client.call("GET", HOOKS, "")).collect();
    let seen: Vec<_> = replies
        .iter()
        .map(|reply| (reply.status, !reply.chunks.is_empty(), reply.interim.len()))
        .collect();
    assert_eq!(seen, [(502, true, 0), (429, true, 1), (200, false, 0)]);
    assert!(faults.armed().is_empty());
}
