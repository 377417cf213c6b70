//! Any responses to the requests of ensuring a webhook: it ends, within as many requests as it
//! says, and what it calls done is as desired.

use gigapay_webhooks::{
    DesiredWebhook, Ensure, Error, Event, Exchange, Json, SecretKey, Server, Webhook,
};

use super::Choices;
use crate::run::{run, sample_api};
use crate::{Canned, End, Pieces, Roomy};

/// At most so many requests, as the documentation has it.
const MOST_REQUESTS: usize = 6;

const STATUSES: [&str; 10] = [
    "200 OK",
    "201 Created",
    "404 Not Found",
    "400 Bad Request",
    "500 Oops",
    "409 Conflict",
    "200 OK",
    "201 Created",
    "404 Not Found",
    "204 No Content",
];

/// A response whose first byte chooses its status; the rest is its body.
fn response(part: &[u8]) -> Vec<u8> {
    let (&choice, body) = part.split_first().unwrap_or((&0, &[]));
    let status = STATUSES[usize::from(choice) % STATUSES.len()];
    let length = body.len();
    let mut response =
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n").into_bytes();
    response.extend(body);
    response
}

/// Responses separated by bytes of FF; the connection ends after the last.
///
/// # Panics
/// When ensuring goes on for too long, or ends well with another webhook.
pub fn ensure(input: &[u8]) {
    let (mut choices, input) = Choices::split(input, 4);
    let (buffer, size) = (1 + choices.below(600), 1 + choices.below(600));
    let api = sample_api(Server::DEMO);
    let events = [Event::PAYOUT_CREATED, Event::new("å")];
    let key: SecretKey = SecretKey::new("s").expect("a key");
    let json = Json::new(r#"{"a":[1,-2.50e1,"\u00e5",null],"b":{}}"#).expect("JSON");
    let desired = DesiredWebhook::new("i", "u", &events)
        .secret_key(&key)
        .metadata(json);

    let mut ensure = Ensure::new(&api, &desired);
    let mut webhook = Webhook::<Roomy>::default();
    let mut buffer = vec![0xAA; buffer];
    let mut requests = 0;
    let mut responses = input.split(|&byte| byte == 0xFF).map(response);
    while let Some(operation) = ensure.next(&mut webhook) {
        requests += 1;
        assert!(requests <= MOST_REQUESTS, "{requests} requests");
        let mut exchange = Exchange::new(&api, operation, &mut buffer);
        let bytes = responses.next().unwrap_or_default();
        let outcome = run(&mut exchange, &mut Canned::new(&bytes, Pieces::Each(size)));
        let (refusal, blamed) = (exchange.refusal(), exchange.problem().webhook_field());
        drop(exchange);
        let goes_on = match (outcome.end, refusal) {
            (End::Done, _) => ensure.responded(&webhook).is_ok(),
            (End::Refused(..), Some(refusal)) => ensure.refused(refusal, blamed),
            (End::Failed(Error::Config(error)), _) => panic!("{error}"),
            _ => false,
        };
        if !goes_on {
            return;
        }
    }
    assert_eq!((webhook.id.as_str(), webhook.url.as_str()), ("i", "u"));
    assert!(events.iter().all(|event| webhook.events.contains(*event)));
}
