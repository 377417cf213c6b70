//! Ten thousand webhooks through a small buffer.

use gigapay_webhooks::{Exchange, ExchangeEvent, List, Server, Step, Webhook};
use gigapay_webhooks_tests::Hook;
use gigapay_webhooks_tests::pages::{Pages, webhook};
use gigapay_webhooks_tests::peer::Peer;
use gigapay_webhooks_tests::run::sample_api;

const TOTAL: usize = 10_000;

/// Memory is one webhook and the buffer, and neither of them grows: both are the caller's. That
/// nothing is allocated besides is what the test of allocations shows.
#[test]
fn ten_thousand_webhooks() {
    let api = sample_api(Server::PRODUCTION);
    let mut slot: Webhook = Webhook::default();
    let mut buffer = [0; 256];
    let list = List::new(&mut slot).page_size(100);
    let mut exchange = Exchange::new(&api, list, &mut buffer);
    let mut pages = Pages::new(TOTAL);
    let mut seen = 0;
    let reusable = loop {
        match exchange.poll().expect("a good list") {
            Step::Transmit(bytes) => {
                let written = pages.write(bytes);
                exchange.transmitted(written);
            }
            Step::Flush => {}
            Step::Receive(space) => {
                assert!(space.len() <= 256);
                let read = pages.read(space);
                exchange.received(read);
            }
            Step::Event(ExchangeEvent::Item) => {
                let hook = exchange.webhook().map(Hook::from);
                assert_eq!(hook, Some(webhook(seen)));
                seen += 1;
            }
            Step::Event(ExchangeEvent::Oversize(_)) | Step::Event(ExchangeEvent::Reconnect) => {
                panic!("it fits, and the connection was kept")
            }
            Step::Event(ExchangeEvent::Done { reusable }) => break reusable,
        }
    };
    assert_eq!(seen, TOTAL);
    assert!(reusable);
    assert_eq!(pages.targets.len(), 100);
    assert_eq!(exchange.webhook(), None, "a list has nothing at its end");
}

/// `take` moves the webhook out once.
#[test]
fn an_item_is_taken_once() {
    let api = sample_api(Server::PRODUCTION);
    let mut slot: Webhook = Webhook::default();
    let mut buffer = [0; 256];
    let mut exchange = Exchange::new(&api, List::new(&mut slot), &mut buffer);
    let mut pages = Pages::new(3);
    let mut taken = Vec::new();
    loop {
        match exchange.poll().expect("a good list") {
            Step::Transmit(bytes) => {
                let written = pages.write(bytes);
                exchange.transmitted(written);
            }
            Step::Receive(space) => {
                let read = pages.read(space);
                exchange.received(read);
                assert_eq!(exchange.take(), None, "nothing is ready");
            }
            Step::Event(ExchangeEvent::Item) => {
                taken.push(Hook::from(&exchange.take().expect("an item is ready")));
                assert_eq!(exchange.take(), None, "taken already");
                assert_eq!(exchange.webhook(), None);
            }
            Step::Event(ExchangeEvent::Done { .. }) => break,
            Step::Flush => {}
            Step::Event(ExchangeEvent::Oversize(_)) | Step::Event(ExchangeEvent::Reconnect) => {
                panic!("it fits, and the connection was kept")
            }
        }
    }
    assert_eq!(taken, [webhook(0), webhook(1), webhook(2)]);
}
