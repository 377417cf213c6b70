//! What the observer of a client sees, and what it never does.

use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use gigapay_sandbox::{Cut, DEFAULT_TOKEN, Fault, Sandbox};
use gigapay_webhooks_std::{Cause, Client, Event, NewWebhook, OperationOutcome};

use crate::common::{fill, ids, of, plain, to};

type Seen = Arc<Mutex<Vec<String>>>;

/// A client, and a line for each of its requests.
fn observed(sandbox: &Sandbox) -> (Client, Seen) {
    let seen = Seen::default();
    let hook = seen.clone();
    let client = of(sandbox)
        .on_exchange(move |report| {
            let shown = format!("{report:?}");
            assert!(!shown.contains(DEFAULT_TOKEN), "{shown}");
            assert!(report.sent > 0);
            let line = format!("{} {} HTTP/1.1\n", report.method, report.target);
            assert!(report.request_head.starts_with(&line), "{shown}");
            assert!(
                report.request_head.contains("\nAuthorization: Token ***\n"),
                "{shown}"
            );
            let status = report
                .status
                .map_or(String::new(), |status| format!("HTTP/1.1 {status} "));
            assert!(report.response_head.starts_with(&status), "{shown}");
            assert_eq!(
                report.response_head.is_empty(),
                status.is_empty(),
                "{shown}"
            );
            assert_eq!(report.received > 0, report.status.is_some());
            let status = report
                .status
                .map_or("-".into(), |status| status.to_string());
            let again = if report.reused { " again" } else { "" };
            let line = format!("{} {} {status}{again}", report.method, report.target);
            hook.lock().unwrap().push(line);
        })
        .build()
        .unwrap();
    (client, seen)
}

#[test]
fn every_request_is_reported() {
    let sandbox = plain();
    let (mut client, seen) = observed(&sandbox);
    fill(&sandbox, 30);
    sandbox.arm(Fault::Interim {
        status: 103,
        count: 2,
    });
    assert_eq!(ids(&mut client).len(), 30);
    let new = NewWebhook::new("https://example.com/", &[Event::PAYOUT_CREATED]).id("new");
    client.register(new).unwrap();
    client.delete("new").unwrap();
    client.delete("new").unwrap_err();
    client.retrieve("").unwrap_err();
    assert_eq!(
        *seen.lock().unwrap(),
        [
            "GET /v2/webhooks/ 200",
            "GET /v2/webhooks/?page=2 200 again",
            "POST /v2/webhooks/ 201 again",
            "DELETE /v2/webhooks/new/ 204 again",
            "DELETE /v2/webhooks/new/ 404 again",
        ]
    );
}

#[test]
fn a_lost_request_is_reported_and_so_is_its_second_try() {
    let sandbox = plain();
    let (mut client, seen) = observed(&sandbox);
    fill(&sandbox, 1);
    let (after, how) = (10, Cut::Close);
    let cut = Fault::cut_request(after, how);
    sandbox.arm(cut.skip(1).times(1));
    client.retrieve("w000").unwrap();
    client.retrieve("w000").unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        [
            "GET /v2/webhooks/w000/ 200",
            "GET /v2/webhooks/w000/ - again",
            "GET /v2/webhooks/w000/ 200",
        ]
    );
}

#[test]
fn an_abandoned_list_is_reported_when_it_is_dropped() {
    let sandbox = plain();
    let (mut client, seen) = observed(&sandbox);
    fill(&sandbox, 60);
    assert_eq!(client.list().take(30).map(Result::unwrap).count(), 30);
    assert_eq!(
        *seen.lock().unwrap(),
        [
            "GET /v2/webhooks/ 200",
            "GET /v2/webhooks/?page=2 200 again"
        ]
    );
}

#[test]
fn reports_have_the_attempt_and_what_follows_from_its_failure() {
    let sandbox = plain();
    fill(&sandbox, 1);
    let (sender, reports) = channel();
    let mut client = of(&sandbox)
        .on_exchange(move |report| {
            let outcome = report.failure.map(|failure| failure.outcome);
            sender.send((report.attempt, outcome)).unwrap();
        })
        .build()
        .unwrap();
    sandbox.arm(Fault::cut_request(10, Cut::Close).skip(1).times(1));
    client.retrieve("w000").unwrap();
    client.retrieve("w000").unwrap();
    client.delete("other").unwrap_err();
    let unchanged = Some(OperationOutcome::NotCarriedOut);
    assert_eq!(
        reports.try_iter().collect::<Vec<_>>(),
        [(1, None), (1, unchanged), (2, None), (1, unchanged)]
    );
}

#[test]
fn attempts_to_connect_are_reported_with_their_error() {
    let sandbox = plain();
    fill(&sandbox, 1);
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let (sender, reports) = channel();
    for builder in [of(&sandbox), to(&format!("http://127.0.0.1:{port}/v2/"))] {
        let sender = sender.clone();
        let mut client = builder
            .on_connection(move |report| {
                let is_refused = matches!(report.error, Some(Cause::Connect { .. }));
                sender
                    .send((report.host.to_owned(), report.port, is_refused))
                    .unwrap();
            })
            .build()
            .unwrap();
        // The second retrieval uses the connection of the first, if there is one.
        let first = client.retrieve("w000").is_ok();
        assert!(first == client.retrieve("w000").is_ok());
    }
    let reports: Vec<_> = reports.try_iter().collect();
    assert_eq!(reports.len(), 3);
    assert!(!reports[0].2);
    let refused = ("127.0.0.1".to_owned(), port, true);
    assert_eq!(reports[1..], [refused.clone(), refused]);
}
