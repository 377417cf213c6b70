//! Ends of every kind over TLS: dead connections, cuts, dropped futures.

use std::pin::pin;

use gigapay_sandbox::{Cut, Fault};
use gigapay_webhooks_embassy::{
    Api, Buffers, Client, Event, NewWebhook, Server, TlsBuffers, Webhook,
};

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
            sandbox
                .faults()
                .arm(Fault::CutRequest { after: 0, how }.times(1));
            assert_eq!(client.retrieve("hook-2").await.unwrap().id, "hook-2");

            sandbox
                .faults()
                .arm(Fault::CutRequest { after: 0, how }.times(1));
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
        sandbox.faults().arm(Fault::CutIdle { how });
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
            sandbox
                .faults()
                .arm(Fault::CutResponse { after, how }.times(1));
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
    let mut dropped = 0;
    with(&sandbox, async |stack| {
        let mut client = client(stack, config(&sandbox));
        for warm in [false, true] {
            for times in 0.. {
                client.disconnect().await;
                if warm {
                    client.retrieve("hook-2").await.unwrap();
                }
                let done = polled(pin!(client.retrieve("hook-1")), times).await;
                assert_eq!(client.retrieve("hook-2").await.unwrap().id, "hook-2");
                match done {
                    None => dropped += 1,
                    Some(result) => {
                        assert_eq!(result.unwrap().id, "hook-1");
                        break;
                    }
                }
            }
        }
    });
    // Looking up the name, connecting, shaking hands, waiting; and waiting.
    assert!(dropped >= 5, "{dropped}");
}

#[test]
fn a_forgotten_future_leaves_the_next_one_right() {
    let sandbox = sandbox_with(2);
    with(&sandbox, async |stack| {
        let mut client = client(stack, config(&sandbox));
        for times in 0..8 {
            client.retrieve("hook-2").await.unwrap();
            let mut future = Box::pin(client.retrieve("hook-1"));
            let _ = polled(future.as_mut(), times).await;
            std::mem::forget(future);
            assert_eq!(client.retrieve("hook-2").await.unwrap().id, "hook-2");
        }
    });
}

#[test]
fn a_step_of_a_list_can_be_dropped_and_taken_up_again() {
    let sandbox = sandbox_with(7);
    let every = std::time::Duration::from_millis(5);
    sandbox.faults().arm(Fault::Drip { bytes: 40, every });
    let mut dropped = 0;
    with(&sandbox, async |stack| {
        let mut client = client(stack, config(&sandbox));
        let mut webhook: Webhook = Webhook::default();
        let mut list = client.list(&mut webhook).page_size(3);
        let first = list.next().await.unwrap().unwrap();
        let mut found = vec![first.id.as_str().to_owned()];
        loop {
            match polled(pin!(list.next()), 1).await {
                None => dropped += 1,
                Some(next) => match next.unwrap() {
                    Some(webhook) => found.push(webhook.id.as_str().to_owned()),
                    None => break,
                },
            }
        }
        let expected: Vec<_> = (1..=7).map(|number| format!("hook-{number}")).collect();
        assert_eq!(found, expected);
    });
    assert!(dropped > 2, "{dropped}");
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
