//! Ends of every kind over TLS: dead connections, cuts, dropped futures.

use std::pin::pin;

use gigapay_sandbox::{Cut, Fault};
use gigapay_webhooks_embassy::{
    Api, Buffers, Client, Event, NewWebhook, Server, TlsBuffers, Webhook,
};

use crate::cancel::{drop_anywhere, drop_steps, forget_anywhere};
use crate::support::secure::{SYSTEM_RNG, client, config, sandbox_with};
use crate::support::{credentials, polled, with};

const ENDS: [Cut; 3] = [Cut::Close, Cut::Fin, Cut::Reset];

#[test]
fn a_dead_connection_is_replaced() {
    for how in ENDS {
        let sandbox = sandbox_with(2);
        with(&sandbox, async |stack| {
            let mut client = client(stack, config(&sandbox));
            client.retrieve("hook-1").await.unwrap();
            sandbox.arm(Fault::cut_request(0, how).times(1));
            assert_eq!(client.retrieve("hook-2").await.unwrap().id, "hook-2");

            sandbox.arm(Fault::cut_request(0, how).times(1));
            let new = NewWebhook::new("https://example.com/", &[Event::PAYOUT_CREATED]);
            let error = client.register(new).await.unwrap_err();
            assert!(error.is_outcome_unknown(), "{error}");
        });
        assert_eq!((sandbox.requests().len(), sandbox.connections()), (2, 2));
    }
}

#[test]
fn an_end_that_has_arrived_is_seen_before_sending() {
    for how in ENDS {
        let sandbox = sandbox_with(1);
        sandbox.arm(Fault::CutIdle { how });
        with(&sandbox, async |stack| {
            let mut client = client(stack, config(&sandbox));
            for _ in 0..2 {
                let new = NewWebhook::new("https://example.com/", &[Event::PAYOUT_CREATED]);
                client.register(new).await.unwrap();
                embassy_time::Timer::after_millis(150).await;
            }
        });
        assert_eq!((sandbox.requests().len(), sandbox.connections()), (2, 2));
    }
}

#[test]
fn a_response_cut_anywhere_is_an_error_and_the_next_one_is_right() {
    let sandbox = sandbox_with(2);
    let mut cuts = 0;
    with(&sandbox, async |stack| {
        let mut client = client(stack, config(&sandbox));
        for after in (1..).step_by(23) {
            let how = ENDS[cuts % 3];
            sandbox.arm(Fault::cut_response(after, how).times(1));
            let cut = client.retrieve("hook-1").await;
            sandbox.faults().clear();
            assert_eq!(client.retrieve("hook-2").await.unwrap().id, "hook-2");
            match cut {
                Ok(webhook) => {
                    assert_eq!(webhook.id, "hook-1");
                    break;
                }
                Err(error) => assert!(error.is_retryable(), "{after}: {error}"),
            }
            cuts += 1;
        }
    });
    assert!(cuts > 6, "{cuts}");
    assert_eq!(sandbox.requests().len(), 2 * (cuts + 1));
}

#[test]
fn an_operation_dropped_anywhere_leaves_the_next_one_right() {
    let sandbox = sandbox_with(2);
    with(&sandbox, async |stack| {
        let dropped = drop_anywhere(client(stack, config(&sandbox))).await;
        // Looking up the name, connecting, the handshake, waiting; and waiting.
        assert!(dropped >= 5, "{dropped}");
    });
}

#[test]
fn a_forgotten_future_leaves_the_next_one_right() {
    let sandbox = sandbox_with(2);
    with(&sandbox, async |stack| {
        forget_anywhere(client(stack, config(&sandbox)), 8).await;
    });
}

#[test]
fn a_step_of_a_list_can_be_dropped_and_taken_up_again() {
    let sandbox = sandbox_with(7);
    with(&sandbox, async |stack| {
        let dropped = drop_steps(client(stack, config(&sandbox)), &sandbox).await;
        assert!(dropped > 2, "{dropped}");
    });
}

#[test]
fn a_first_step_dropped_anywhere_is_taken_up_again() {
    let sandbox = sandbox_with(3);
    let mut dropped = 0;
    with(&sandbox, async |stack| {
        // So little room that a request waits for the server several times on its way out.
        let mut buffers: Box<Buffers<1460, 64>> = Box::default();
        let mut records: Box<TlsBuffers> = Box::default();
        let credentials = credentials();
        let api = Api::new(Server::parse("https://api.test/v2/").unwrap(), &credentials);
        let config = config(&sandbox);
        let mut client =
            Client::https(stack, api, config, &mut buffers, &mut records, SYSTEM_RNG).unwrap();
        for times in 0.. {
            client.disconnect().await;
            let mut webhook: Webhook = Webhook::default();
            let mut list = client.list(&mut webhook);
            let first = polled(pin!(list.next()), times).await.is_some();
            let mut left = if first { 2 } else { 3 };
            while list.next().await.unwrap().is_some() {
                left -= 1;
            }
            assert_eq!(left, 0);
            if first {
                break;
            }
            dropped += 1;
        }
    });
    assert!(dropped > 8, "{dropped}");
}
