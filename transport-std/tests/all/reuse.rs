//! Connections that are used again, and those that turn out to be dead.

use std::io::Write;
use std::net::Shutdown;
use std::sync::mpsc;
use std::time::Duration;

use gigapay_sandbox::{Cut, Fault, RawServer, Sandbox, read_head};
use gigapay_webhooks_std::{Event, NewWebhook, WebhookUpdate};

use crate::common::{client, encrypted, fill, lines, of, plain, response, to};

const HOW: [Cut; 3] = [Cut::Close, Cut::Fin, Cut::Reset];

fn new() -> NewWebhook<'static> {
    NewWebhook::new("https://example.com/hooks/", &[Event::PAYOUT_CREATED])
}

/// A sandbox that takes the first request, and ends the connection within the second.
fn dying(how: Cut) -> [Sandbox; 2] {
    [plain(), encrypted()].map(|sandbox| {
        fill(&sandbox, 1);
        let cut = Fault::cut_request(1, how);
        sandbox.arm(cut.skip(1).times(1));
        sandbox
    })
}

#[test]
fn a_repeatable_request_is_sent_once_more() {
    for how in HOW {
        for sandbox in dying(how) {
            let mut client = client(&sandbox);
            client.retrieve("w000").unwrap();
            client.retrieve("w000").unwrap();
            assert_eq!(sandbox.connections(), 2, "{how:?}");
            assert_eq!(sandbox.requests().len(), 2, "{how:?}");
        }
    }
}

#[test]
fn no_request_is_sent_once_more_against_the_callers_will() {
    for how in HOW {
        for sandbox in dying(how) {
            let mut client = of(&sandbox).retry_dead_connection(false).build().unwrap();
            client.retrieve("w000").unwrap();
            let error = client.retrieve("w000").unwrap_err();
            assert!(error.is_retryable(), "{error}");
            assert_eq!(sandbox.connections(), 1, "{how:?}");
            client.retrieve("w000").unwrap();
        }
    }
}

/// B21: without a key, the outcome is unknown.
#[test]
fn a_request_that_is_not_repeatable_is_not_sent_once_more() {
    for how in HOW {
        for sandbox in dying(how) {
            let mut client = client(&sandbox);
            client.retrieve("w000").unwrap();
            let error = client.register(new()).unwrap_err();
            assert!(error.is_outcome_unknown(), "{error:?}");
            assert!(!error.is_retryable());
            assert!(error.to_string().contains("unknown whether"), "{error}");
            assert!(std::error::Error::source(&error).is_some());
            assert_eq!(sandbox.connections(), 1, "{how:?}");
            assert_eq!(sandbox.requests().len(), 1, "{how:?}");
        }
    }
}

/// The server registers the webhook, but its response is lost.
fn losing_the_second_response() -> Sandbox {
    let sandbox = plain();
    fill(&sandbox, 1);
    let (after, how) = (0, Cut::Reset);
    let cut = Fault::cut_response(after, how);
    sandbox.arm(cut.skip(1).times(1));
    sandbox
}

/// B21: with a key, it is registered once although it is sent twice.
#[test]
fn a_key_makes_registering_repeatable() {
    let sandbox = losing_the_second_response();
    let mut client = client(&sandbox);
    client.retrieve("w000").unwrap();
    let webhook = client.register(new().idempotency_key("one")).unwrap();
    assert_eq!(sandbox.requests().len(), 3);
    let stored = sandbox.webhooks();
    assert_eq!(stored.len(), 2);
    assert_eq!(webhook.id.as_str(), stored[1].id);
    assert_eq!(webhook.secret_key.expose(), stored[1].secret_key);
}

/// B21: it may have been registered, and here it was.
#[test]
fn without_a_key_the_caller_has_to_look() {
    let sandbox = losing_the_second_response();
    let mut client = client(&sandbox);
    client.retrieve("w000").unwrap();
    let error = client.register(new()).unwrap_err();
    assert!(error.is_outcome_unknown(), "{error:?}");
    assert_eq!(sandbox.requests().len(), 2);
    assert_eq!(client.list().map(Result::unwrap).count(), 2);
}

/// B9: an update that moves the webhook is not repeatable; any other is.
#[test]
fn an_update_is_repeatable_unless_it_moves_the_webhook() {
    let sandbox = losing_the_second_response();
    let mut first = client(&sandbox);
    first.retrieve("w000").unwrap();
    let moved = WebhookUpdate::new().id("w001");
    let error = first.update("w000", moved).unwrap_err();
    assert!(error.is_outcome_unknown(), "{error:?}");
    first.retrieve("w001").unwrap();

    let sandbox = losing_the_second_response();
    let mut second = client(&sandbox);
    second.retrieve("w000").unwrap();
    let changed = WebhookUpdate::new().url("https://example.com/new/");
    let webhook = second.update("w000", changed).unwrap();
    assert_eq!(webhook.url.as_str(), "https://example.com/new/");
    assert_eq!(sandbox.requests().len(), 3);
}

/// B18: the second deletion finds nothing because the first one succeeded.
#[test]
fn a_deletion_sent_twice_succeeds() {
    let sandbox = losing_the_second_response();
    let mut client = client(&sandbox);
    client.retrieve("w000").unwrap();
    client.delete("w000").unwrap();
    assert_eq!(
        lines(&sandbox)[1..],
        [
            "DELETE /v2/webhooks/w000/ 204",
            "DELETE /v2/webhooks/w000/ 404",
        ]
    );
    assert!(client.delete("w000").is_err());
}

#[test]
fn a_fresh_connections_failure_is_final() {
    for how in HOW {
        for sandbox in [plain(), encrypted()] {
            let cut = Fault::cut_request(1, how);
            sandbox.arm(cut.times(1));
            let mut client = client(&sandbox);
            let error = client.retrieve("w000").unwrap_err();
            assert!(error.is_retryable(), "{error}");
            assert_eq!(sandbox.connections(), 1);
            assert_eq!(sandbox.requests().len(), 0);
        }
    }
}

/// A dead connection that has already said so is not even tried.
#[test]
fn a_closed_connection_is_noticed_before_it_is_used() {
    let (closed, is_closed) = mpsc::channel();
    let server = RawServer::start(2, move |_, mut stream| {
        read_head(&mut stream);
        stream.write_all(response("200 OK").as_bytes()).unwrap();
        stream.shutdown(Shutdown::Both).unwrap();
        closed.send(()).unwrap();
    });
    let mut client = to(&server.base_url())
        .retry_dead_connection(false)
        .build()
        .unwrap();
    for _ in 0..2 {
        client.retrieve("pump-7").unwrap();
        assert!(client.is_connected());
        is_closed.recv().unwrap();
    }
}

/// Bytes behind a response belong to no request.
#[test]
fn surplus_bytes_end_the_connection() {
    let (sent, is_sent) = mpsc::channel();
    let server = RawServer::start(2, move |number, mut stream| {
        read_head(&mut stream);
        stream.write_all(response("200 OK").as_bytes()).unwrap();
        if number == 0 {
            stream
                .write_all(response("404 Not Found").as_bytes())
                .unwrap();
        }
        sent.send(()).unwrap();
        // The client gives the connection up.
        assert!(read_head(&mut stream).is_none());
    });
    let mut client = to(&server.base_url()).build().unwrap();
    client.retrieve("pump-7").unwrap();
    is_sent.recv().unwrap();
    client.retrieve("pump-7").unwrap();
}

#[test]
fn a_connection_may_be_given_up() {
    let sandbox = plain();
    fill(&sandbox, 1);
    let mut client = client(&sandbox);
    client.retrieve("w000").unwrap();
    assert!(client.is_connected());
    client.disconnect();
    assert!(!client.is_connected());
    client.retrieve("w000").unwrap();
    assert_eq!(sandbox.connections(), 2);

    let mut client = of(&sandbox).idle_timeout(Duration::ZERO).build().unwrap();
    client.retrieve("w000").unwrap();
    client.retrieve("w000").unwrap();
    assert_eq!(sandbox.connections(), 4);
}
