//! The async loop's future, dropped at any point where it waits.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use gigapay_webhooks::drive::nonblocking;
use gigapay_webhooks::{Exchange, ExchangeEvent, Retrieve, Server, Webhook};
use gigapay_webhooks_tests::cases::{self, payouts};
use gigapay_webhooks_tests::run::sample_api;
use gigapay_webhooks_tests::wire::Wire;
use gigapay_webhooks_tests::{Hook, block_on};

/// Where the transport loses nothing when it is dropped, the exchange does not either: another
/// future goes on where the first one was.
#[test]
fn nothing_is_lost() {
    let api = sample_api(Server::DEMO);
    let mut cases = cases::all().into_iter();
    let case = cases.find(|case| case.name == "chunked-tiny").unwrap();
    let response = case.bytes();
    let mut dropped = 0;
    for polls in 1..200 {
        let mut wire = Wire::new(&response);
        wire.most = 11;
        wire.pending = 1;
        let mut webhook: Webhook = Webhook::default();
        let mut buffer = [0; 64];
        let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
        {
            let mut future = pin!(nonblocking::advance(&mut exchange, &mut wire));
            let mut context = Context::from_waker(Waker::noop());
            for _ in 0..polls {
                if future.as_mut().poll(&mut context) != Poll::Pending {
                    break;
                }
            }
        }
        // A flush that was dropped is not asked for again: the connection has to be closed then.
        if wire.sent.ends_with(b"\r\n\r\n") && wire.unflushed > 0 {
            continue;
        }
        let end = block_on(nonblocking::advance(&mut exchange, &mut wire));
        assert_eq!(end, Ok(ExchangeEvent::Done { reusable: true }));
        assert_eq!(exchange.webhook().map(Hook::from), Some(payouts()));
        dropped += 1;
    }
    assert!(dropped > 150, "{dropped}");
}
