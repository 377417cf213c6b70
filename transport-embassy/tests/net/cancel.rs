//! Futures that are dropped, or forgotten, at every point; and what comes after is always right.

use std::pin::pin;

use gigapay_sandbox::{Fault, Sandbox};
use gigapay_webhooks_embassy::{Client, Event, Link, NewWebhook, Webhook, WebhookUpdate};

use crate::operations::expected;
use crate::support::{client, polled, sandbox_with, with};

/// Drops an operation at every point, cold and warm, and tells how often. What comes after it is
/// right.
pub async fn drop_anywhere<L: Link>(mut client: Client<'_, L>) -> usize {
    let mut dropped = 0;
    for warm in [false, true] {
        for times in 0.. {
            client.disconnect().await;
            if warm {
                client.retrieve("hook-2").await.unwrap();
            }
            let done = polled(pin!(client.retrieve("hook-1")), times).await;
            // A response left over from the first one would come now.
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
    dropped
}

/// Forgets an operation at so many points. What comes after it is right.
pub async fn forget_anywhere<L: Link>(mut client: Client<'_, L>, points: usize) {
    for times in 0..points {
        client.retrieve("hook-2").await.unwrap();
        let mut future = Box::pin(client.retrieve("hook-1"));
        let _ = polled(future.as_mut(), times).await;
        // Nothing is cleaned up: the mark that the connection is busy is all there is.
        std::mem::forget(future);
        assert_eq!(client.retrieve("hook-2").await.unwrap().id, "hook-2");
    }
}

/// Drops the steps of a list from a slow sandbox with seven webhooks, and tells how often. The list
/// is whole.
pub async fn drop_steps<L: Link>(mut client: Client<'_, L>, sandbox: &Sandbox) -> usize {
    let every = std::time::Duration::from_millis(5);
    sandbox.arm(Fault::Drip { bytes: 40, every });
    let mut dropped = 0;
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
    assert_eq!(found, expected(7));
    dropped
}

#[test]
fn an_operation_dropped_anywhere_leaves_the_next_one_right() {
    let sandbox = sandbox_with(2);
    with(&sandbox, async |stack| {
        let dropped = drop_anywhere(client(stack)).await;
        assert!(dropped > 4, "it was dropped {dropped} times");
    });
}

#[test]
fn an_operation_dropped_while_the_response_dribbles() {
    let sandbox = sandbox_with(2);
    let every = std::time::Duration::from_millis(5);
    let mut dropped = 0;
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        for times in (0..).step_by(5) {
            sandbox.arm(Fault::Drip { bytes: 7, every });
            let done = polled(pin!(client.retrieve("hook-1")), times).await;
            sandbox.faults().clear();
            assert_eq!(client.retrieve("hook-2").await.unwrap().id, "hook-2");
            match done {
                None => dropped += 1,
                Some(result) => {
                    assert_eq!(result.unwrap().id, "hook-1");
                    break;
                }
            }
        }
    });
    assert!(dropped >= 2, "it was dropped {dropped} times");
}

#[test]
fn dropping_tells_the_server_at_once() {
    let sandbox = sandbox_with(2);
    let late = Fault::Delay {
        time: std::time::Duration::from_secs(30),
    };
    sandbox.arm(late.times(1));
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        {
            let mut waiting = pin!(client.retrieve("hook-1"));
            while sandbox.requests().is_empty() {
                assert!(polled(waiting.as_mut(), 1).await.is_none());
            }
        }
        assert!(!client.is_connected());
        assert!(
            format!("{:?}", client.link()).contains("Closed"),
            "not even the socket is"
        );
        assert_eq!(client.retrieve("hook-2").await.unwrap().id, "hook-2");
    });
    assert_eq!((sandbox.requests().len(), sandbox.connections()), (2, 2));
}

#[test]
fn a_forgotten_future_leaves_the_next_one_right() {
    let sandbox = sandbox_with(2);
    with(&sandbox, async |stack| {
        forget_anywhere(client(stack), 12).await
    });
}

#[test]
fn a_step_of_a_list_can_be_dropped_and_taken_up_again() {
    let sandbox = sandbox_with(7);
    with(&sandbox, async |stack| {
        let dropped = drop_steps(client(stack), &sandbox).await;
        assert!(dropped > 2, "it was dropped {dropped} times");
    });
    assert_eq!((sandbox.requests().len(), sandbox.connections()), (3, 1));
}

#[test]
fn writes_dropped_anywhere_are_carried_out_once_at_most() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        for times in 0..20 {
            let before = sandbox.requests().len();
            let new = NewWebhook::new("https://example.com/", &[Event::PAYOUT_CREATED]);
            let _ = polled(pin!(client.register(new)), times).await;
            client.update("hook-1", WebhookUpdate::new()).await.unwrap();
            let posts = sandbox.requests()[before..]
                .iter()
                .filter(|request| request.method == "POST")
                .count();
            assert!(posts <= 1, "sent {posts} times");
        }
    });
}

#[test]
fn disconnecting_can_be_dropped() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        for times in 0..4 {
            client.retrieve("hook-1").await.unwrap();
            let _ = polled(pin!(client.disconnect()), times).await;
            client.retrieve("hook-1").await.unwrap();
        }
    });
    assert_eq!(sandbox.requests().len(), 8);
}
