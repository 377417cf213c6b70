//! Nothing is allocated inside the core: not by any of the six operations, not by a list of ten
//! thousand, not by an error. A test binary of its own, for there is one allocator in each.

use std::hint::black_box;

use gigapay_webhooks::drive::blocking;
use gigapay_webhooks::{
    Api, Delete, Error, Event, Exchange, ExchangeEvent, Json, List, NewWebhook, Operation,
    Register, Replace, Replacement, ReplacementSecret, Retrieve, SecretKey, Server, Step, Update,
    Webhook, WebhookUpdate,
};
use gigapay_webhooks_tests::allocations::{Counting, allocations, so_far};
use gigapay_webhooks_tests::cases;
use gigapay_webhooks_tests::pages::Pages;
use gigapay_webhooks_tests::peer::{Connection, Peer};
use gigapay_webhooks_tests::run::{sample_api, sample_credentials};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Runs an operation and drops its exchange; gives the number of items and the end.
fn drive<Op: Operation>(
    api: &Api<'_>,
    operation: Op,
    response: &[u8],
) -> (usize, Result<(), Error>) {
    let mut buffer = [0; 128];
    let mut exchange = Exchange::new(api, operation, &mut buffer);
    let mut connection = Connection(response);
    let mut items = 0;
    loop {
        match blocking::advance(&mut exchange, &mut connection) {
            Ok(ExchangeEvent::Item) => items += 1,
            Ok(ExchangeEvent::Done { .. }) => return (items, Ok(())),
            Ok(ExchangeEvent::Oversize(_) | ExchangeEvent::Reconnect) => {
                panic!("one page, and it fits")
            }
            Err(gigapay_webhooks::drive::DriveError::Exchange(error)) => {
                black_box(exchange.problem());
                return (items, Err(error));
            }
            Err(_) => panic!("this connection does not fail"),
        }
    }
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 1);
    assert_eq!(allocations(|| ()), 0);
}

#[test]
fn the_six_operations() {
    let credentials = sample_credentials();
    let responses = [
        "list", "register", "retrieve", "update", "replace", "delete",
    ]
    .map(|name| cases::named(name).bytes());
    let [list, register, retrieve, update, replace, delete] = &responses;
    let count = allocations(|| {
        let api = Api::new(Server::DEMO, &credentials).language("sv").unwrap();
        let webhook = &mut Webhook::<gigapay_webhooks::Standard>::default();
        let events = [Event::PAYOUT_CREATED];
        let metadata = Json::new(r#"{"a":[1]}"#).unwrap();
        let secret: SecretKey = SecretKey::new("s3cret").unwrap();

        let operation = List::new(webhook).page(1).page_size(10);
        assert_eq!(drive(&api, operation, list), (2, Ok(())));
        let new = NewWebhook::new("https://h/å", &events)
            .id("a/b")
            .secret_key(&secret)
            .metadata(metadata)
            .idempotency_key("key");
        assert_eq!(
            drive(&api, Register::new(new, webhook), register),
            (0, Ok(()))
        );
        assert_eq!(
            drive(&api, Retrieve::new("a/b", webhook), retrieve),
            (0, Ok(()))
        );
        let changes = WebhookUpdate::new().url("https://h/").events(&events);
        let operation = Update::new("a/b", changes, webhook);
        assert_eq!(drive(&api, operation, update), (0, Ok(())));
        let new = Replacement::new("https://h/", &events, ReplacementSecret::keep(&secret));
        let operation = Replace::new("a/b", new, webhook);
        assert_eq!(drive(&api, operation, replace), (0, Ok(())));
        assert_eq!(drive(&api, Delete::new("a/b"), delete), (0, Ok(())));
        black_box(webhook.clone());
    });
    assert_eq!(count, 0);
}

/// No fixture makes it allocate, the faulty ones least of all.
#[test]
fn every_response() {
    let api = sample_api(Server::DEMO);
    let responses: Vec<Vec<u8>> = cases::all().iter().map(cases::Case::bytes).collect();
    let mut errors = 0;
    for response in &responses {
        let count = allocations(|| {
            let mut webhook: Webhook = Webhook::default();
            let retrieve = Retrieve::new("i", &mut webhook);
            errors += usize::from(drive(&api, retrieve, response).1.is_err());
        });
        assert_eq!(count, 0);
    }
    assert!(errors > 100, "{errors}");
}

/// The server of this list does allocate; what the exchange does is counted step by step.
#[test]
fn a_list_of_ten_thousand() {
    let api = sample_api(Server::DEMO);
    let mut webhook: Webhook = Webhook::default();
    let mut buffer = [0; 256];
    let list = List::new(&mut webhook).page_size(250);
    let mut exchange = Exchange::new(&api, list, &mut buffer);
    let mut pages = Pages::new(10_000);
    let (mut count, mut items) = (0, 0);
    loop {
        let before = so_far();
        let step = exchange.poll().expect("a good list");
        count += so_far() - before;
        match step {
            Step::Transmit(bytes) => {
                let written = pages.write(bytes);
                count += allocations(|| exchange.transmitted(written));
            }
            Step::Receive(space) => {
                let read = pages.read(space);
                count += allocations(|| exchange.received(read));
            }
            Step::Event(ExchangeEvent::Item) => {
                items += 1;
                count += allocations(|| drop(black_box(exchange.take())));
            }
            Step::Event(ExchangeEvent::Done { .. }) => break,
            Step::Flush => {}
            Step::Event(ExchangeEvent::Oversize(_)) | Step::Event(ExchangeEvent::Reconnect) => {
                panic!("it fits, and the connection was kept")
            }
        }
    }
    assert_eq!((count, items), (0, 10_000));
}
