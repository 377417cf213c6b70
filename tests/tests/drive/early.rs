//! A server that responds before it has the whole request, and takes no more of it: RFC 9112
//! section 9.5.

use gigapay_webhooks::drive::DriveError;
use gigapay_webhooks::{Error, Exchange, ExchangeEvent, Retrieve, Server, Webhook};
use gigapay_webhooks_tests::run::sample_api;
use gigapay_webhooks_tests::wire::{Wire, WireError};

use super::LOOPS;

const REFUSAL: &str = "HTTP/1.1 413 Content Too Large\r\n\
    Connection: close\r\nContent-Length: 22\r\n\r\n\
    {\"detail\":\"Too large\"}";

/// Every way in which the rest of a request cannot be sent, in both loops, before this response is
/// read. The wire then ends, or is reset.
fn ends(response: &str) -> Vec<(Result<ExchangeEvent, DriveError<WireError>>, String)> {
    let failing = |change: fn(&mut Wire<'_>, usize)| {
        [0, 1, 63, 64, 65, 128].map(|after| {
            let mut wire = Wire::new(response.as_bytes());
            wire.most = 64;
            change(&mut wire, after);
            wire
        })
    };
    let wires = [
        failing(|wire, after| wire.write_fails_at = after),
        failing(|wire, after| wire.writes_up_to = after),
        failing(|wire, _| wire.flush_fails = true),
    ];
    let reset = Some(WireError::Reset);
    let mut ends = Vec::new();
    for wire in wires.as_flattened() {
        for (driver, read_fails) in [(0, None), (0, reset), (1, None), (1, reset)] {
            let mut wire = wire.clone();
            wire.read_fails = read_fails;
            wire.pending = 2;
            ends.push(end(driver, wire));
        }
    }
    ends
}

fn end(
    driver: usize,
    mut wire: Wire<'_>,
) -> (Result<ExchangeEvent, DriveError<WireError>>, String) {
    let api = sample_api(Server::DEMO);
    let mut webhook: Webhook = Webhook::default();
    let mut buffer = [0; 100];
    let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
    let end = LOOPS[driver].advance(&mut exchange, &mut wire);
    assert!(wire.broken, "the request went out whole");
    assert!(!exchange.is_reusable(), "it is unknown what the server has");
    (end, exchange.problem().message().to_owned())
}

fn status(end: Result<ExchangeEvent, DriveError<WireError>>) -> Option<u16> {
    match end {
        Err(DriveError::Exchange(Error::Api(refusal))) => Some(refusal.status),
        Err(DriveError::Write(WireError::Reset) | DriveError::WriteZero) => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_early_refusal_counts_more_than_the_failed_write() {
    let interim = format!("HTTP/1.1 100 Continue\r\n\r\n{REFUSAL}");
    for response in [REFUSAL, &interim] {
        for (end, message) in ends(response) {
            assert_eq!(status(end), Some(413));
            assert_eq!(message, "Too large");
        }
    }
}

#[test]
fn so_does_one_whose_explanation_is_cut() {
    let status_line = REFUSAL.find('\n').unwrap() + 1;
    let head = REFUSAL.find('{').unwrap();
    for length in [status_line, head - 1, head, head + 1, REFUSAL.len() - 1] {
        for (end, _) in ends(&REFUSAL[..length]) {
            assert_eq!(status(end), Some(413), "{length}");
        }
    }
}

#[test]
fn a_redirect_is_a_refusal() {
    let response = "HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\n\r\n";
    for (end, _) in ends(response) {
        assert_eq!(status(end), Some(307));
    }
}

/// What the server cannot have a response to, or did not say, leaves the failed write as the
/// reason.
#[test]
fn nothing_else_does() {
    let webhook = r#"{"id":"i","url":"https://a/","events":[],"secret_key":"s","metadata":{}}"#;
    let success = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{webhook}",
        webhook.len()
    );
    let status_line = &REFUSAL[..REFUSAL.find("\r\n").unwrap()];
    for response in [
        "",
        "HTTP/1.1 100 Continue\r\n\r\n",
        status_line,
        "junk\r\n\r\n",
        &success,
    ] {
        for (end, message) in ends(response) {
            assert_eq!(status(end), None, "{response}");
            assert_eq!(message, "");
        }
    }
}
