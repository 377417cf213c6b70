//! An exchange asked at odd moments, or served by a transport that misbehaves.

use gigapay_webhooks::drive::{DriveError, blocking};
use gigapay_webhooks::{
    ConfigError, Error, Exchange, ExchangeEvent, Field, Json, List, Metadata, OperationOutcome,
    Retrieve, Server, Step, Webhook,
};
use gigapay_webhooks_tests::response;
use gigapay_webhooks_tests::run::sample_api;
use gigapay_webhooks_tests::wire::{Wire, WireError};

const HOOK: &str = r#"{"id":"a","url":"u","events":[],"secret_key":"very secret","metadata":{}}"#;

fn page(next: &str, id: &str) -> String {
    let hook = HOOK.replace("\"a\"", &format!("{id:?}"));
    response(
        "200 OK",
        &format!(r#"{{"count":2,{next}"results":[{hook}]}}"#),
    )
}

/// The ids a list gives over these responses, and how it ends.
fn list(responses: &[String]) -> (Vec<String>, Result<ExchangeEvent, Error>) {
    let api = sample_api(Server::PRODUCTION);
    let (mut webhook, mut buffer) = (Webhook::new(), [0; 256]);
    let mut exchange = Exchange::new(&api, List::new(&mut webhook), &mut buffer);
    let mut ids = Vec::new();
    for response in responses {
        let mut wire = Wire::new(response.as_bytes());
        loop {
            match blocking::advance(&mut exchange, &mut wire) {
                Ok(ExchangeEvent::Item) => {
                    ids.push(exchange.webhook().expect("an item").id.to_string())
                }
                // The server has no more to read: the next page is on the next connection.
                Err(DriveError::Exchange(error))
                    if error.is_retryable() && exchange.restart(OperationOutcome::Unknown) =>
                {
                    break;
                }
                Err(DriveError::Exchange(error)) => return (ids, Err(error)),
                Err(error) => panic!("{error}"),
                Ok(pause) => return (ids, Ok(pause)),
            }
        }
    }
    panic!("the list wants more responses");
}

/// B20: only the API itself can say that a page is gone. A router's or proxy's 404 (B6) in the
/// middle of a list would otherwise make a part of it pass for the whole.
#[test]
fn only_the_api_ends_a_list_by_404() {
    let first = page(r#""next":"https://h/?page=2","#, "a");
    let gone = response("404 Not Found", r#"{"detail":"Ogiltig sida."}"#);
    let (ids, end) = list(&[first.clone(), gone]);
    assert_eq!(ids, ["a"]);
    assert_eq!(end, Ok(ExchangeEvent::Done { reusable: true }));
    for other in [
        "<html>no route</html>",
        "",
        r#"{"url":["x"]}"#,
        r#"{"detail":"In"#,
    ] {
        let (ids, end) = list(&[first.clone(), response("404 Not Found", other)]);
        assert_eq!(ids, ["a"], "{other}");
        assert!(
            matches!(end, Err(Error::Api(r)) if r.status == 404),
            "{other}: {end:?}"
        );
    }
}

/// A second `next` could hide the rest of the list.
#[test]
fn two_nexts_are_refused() {
    let results = format!(r#"{{"next":"https://h/?page=2","results":[{HOOK}],"next":null}}"#);
    let (ids, end) = list(&[response("200 OK", &results)]);
    assert_eq!(ids, ["a"]);
    assert!(matches!(end, Err(Error::Protocol(_))), "{end:?}");
}

/// Neither a request nor a response shows in a step's `Debug`.
#[test]
fn a_step_shows_no_bytes() {
    let api = sample_api(Server::PRODUCTION);
    let (mut webhook, mut buffer) = (Webhook::new(), [0; 64]);
    let mut exchange = Exchange::new(&api, Retrieve::new("a", &mut webhook), &mut buffer);
    let step = exchange.poll().expect("something to send");
    assert!(matches!(step, Step::Transmit(_)));
    assert_eq!(format!("{step:?}"), "Transmit(64 bytes)");
}

/// The status is known before its explanation is complete, and counts for more than how the
/// connection ends.
#[test]
fn a_refusal_outlives_its_connection() {
    let head = b"HTTP/1.1 401 Unauthorized\r\n\r\n{\"detail\":\"Invalid token.\"}";
    let api = sample_api(Server::PRODUCTION);
    let (mut webhook, mut buffer) = (Webhook::new(), [0; 256]);
    let mut exchange = Exchange::new(&api, Retrieve::new("a", &mut webhook), &mut buffer);
    let mut wire = Wire::new(head);
    wire.read_fails = Some(WireError::TimedOut);
    let error = blocking::advance(&mut exchange, &mut wire).expect_err("a refusal");
    assert!(
        matches!(error, DriveError::Exchange(Error::Api(r)) if r.status == 401),
        "{error:?}"
    );
    assert_eq!(exchange.problem().message(), "Invalid token.");
    assert!(!exchange.is_reusable());
}

#[test]
fn an_interrupted_flush_is_repeated() {
    let api = sample_api(Server::PRODUCTION);
    let (mut webhook, mut buffer) = (Webhook::new(), [0; 256]);
    let mut exchange = Exchange::new(&api, Retrieve::new("a", &mut webhook), &mut buffer);
    let response = response("200 OK", HOOK);
    let mut wire = Wire::new(response.as_bytes());
    wire.flushes_interrupted = 3;
    let webhook = blocking::finish(&mut exchange, &mut wire).expect("a webhook");
    assert_eq!(webhook.id, "a");
    assert_eq!(wire.flushes, 1);
}

#[test]
fn more_than_there_is_room_for_cannot_have_been_received() {
    let api = sample_api(Server::PRODUCTION);
    let (mut webhook, mut buffer) = (Webhook::new(), [0; 512]);
    let mut exchange = Exchange::new(&api, Retrieve::new("a", &mut webhook), &mut buffer);
    loop {
        match exchange.poll().expect("a step") {
            Step::Receive(_) => break,
            Step::Transmit(bytes) => {
                let all = bytes.len();
                exchange.transmitted(all);
            }
            step => assert_eq!(step, Step::Flush),
        }
    }
    exchange.received(10_000);
    let misuse = Error::Config(ConfigError::TooManyBytes);
    assert_eq!(exchange.poll().expect_err("a misuse"), misuse);
}

/// What was too big is named, where its id did fit.
#[test]
fn an_oversize_webhook_has_a_name() {
    let big = HOOK.replace("\"u\"", &format!("{:?}", "u".repeat(300)));
    let body = format!(r#"{{"next":null,"results":[{big},{HOOK}]}}"#);
    let api = sample_api(Server::PRODUCTION);
    let (mut webhook, mut buffer) = (Webhook::new(), [0; 256]);
    let mut exchange = Exchange::new(&api, List::new(&mut webhook), &mut buffer);
    let response = response("200 OK", &body);
    let mut wire = Wire::new(response.as_bytes());
    assert_eq!(
        blocking::advance(&mut exchange, &mut wire),
        Ok(ExchangeEvent::Oversize(Field::Url))
    );
    assert_eq!(exchange.oversize_id(), Some("a"));
    assert!(exchange.webhook().is_none());
    assert_eq!(
        blocking::advance(&mut exchange, &mut wire),
        Ok(ExchangeEvent::Item)
    );
    assert_eq!(exchange.oversize_id(), None);
}

/// Whatever metadata arrives can be written down and read again.
#[test]
fn metadata_as_deep_as_can_arrive_can_be_kept() {
    let metadata = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let retrieve = |depth| {
        let api = sample_api(Server::PRODUCTION);
        let (mut webhook, mut buffer) = (Webhook::new(), [0; 256]);
        let mut exchange = Exchange::new(&api, Retrieve::new("a", &mut webhook), &mut buffer);
        let body = HOOK.replace("{}", &metadata(depth));
        let response = response("200 OK", &body);
        let mut wire = Wire::new(response.as_bytes());
        blocking::advance(&mut exchange, &mut wire).map(|_| exchange.take().expect("an item"))
    };
    let deepest = usize::from(gigapay_webhooks::MAX_VALUE_DEPTH);
    let webhook = retrieve(deepest).expect("as deep as may be");
    let text = serde_json::to_string(&webhook).expect("a webhook");
    assert_eq!(
        serde_json::from_str::<Webhook>(&text).expect("itself"),
        webhook
    );
    assert!(retrieve(deepest + 1).is_err());
    let kept: Metadata = Metadata::new(Json::new(&metadata(deepest)).expect("JSON")).expect("room");
    assert_eq!(kept, webhook.metadata);
    assert!(Json::new(&metadata(deepest + 1)).is_err());
}

/// Messages at a moment when nothing is being sent, it changes nothing.
#[test]
fn transmission_fails_only_while_there_is_one() {
    let api = sample_api(Server::DEMO);
    let mut webhook: Webhook = Webhook::default();
    let mut buffer = [0; 512];
    let mut exchange = Exchange::new(&api, Retrieve::new("a", &mut webhook), &mut buffer);
    exchange.transmission_failed();
    let Ok(Step::Transmit(request)) = exchange.poll() else {
        panic!("nothing was sent yet, so nothing failed");
    };
    let length = request.len();
    exchange.transmitted(length);
    let response = response("200 OK", HOOK);
    let mut wire = Wire::new(response.as_bytes());
    let end = blocking::advance(&mut exchange, &mut wire);
    assert_eq!(end, Ok(ExchangeEvent::Done { reusable: true }));
    exchange.transmission_failed();
    assert_eq!(
        exchange.poll(),
        Ok(Step::Event(ExchangeEvent::Done { reusable: true }))
    );
}

/// A request that failed halfway can be sent again over another connection.
#[test]
fn a_failed_transmission_can_be_restarted() {
    let api = sample_api(Server::DEMO);
    let mut webhook: Webhook = Webhook::default();
    let mut buffer = [0; 512];
    let mut exchange = Exchange::new(&api, Retrieve::new("a", &mut webhook), &mut buffer);
    let whole = match exchange.poll() {
        Ok(Step::Transmit(bytes)) => bytes.to_vec(),
        other => panic!("{other:?}"),
    };
    exchange.transmitted(5);
    exchange.transmission_failed();
    assert!(matches!(exchange.poll(), Ok(Step::Receive(_))));
    exchange.received(0);
    let closed = gigapay_webhooks::ProtocolError::ClosedBeforeResponse;
    assert_eq!(exchange.poll(), Err(Error::Protocol(closed)));
    assert!(exchange.restart(OperationOutcome::Unknown));
    assert_eq!(exchange.poll(), Ok(Step::Transmit(&whole)));
}
