//! A connection that is used again, and one that turns out to be dead.

use embassy_time::{Duration, Timer};
use gigapay_sandbox::{Cut, Fault};
use gigapay_webhooks_embassy::{Event, NewWebhook, Times, WebhookUpdate};

use crate::support::{client, sandbox_with, seen, with};

const EVENTS: &[Event<'static>] = &[Event::PAYOUT_CREATED];

/// The connection dies with the first byte of the second request, which is not carried out.
fn dies(how: Cut) -> Fault {
    Fault::cut_request(0, how)
}

#[test]
fn a_dead_connection_is_replaced_and_the_request_sent_again() {
    for how in [Cut::Close, Cut::Fin, Cut::Reset] {
        let sandbox = sandbox_with(2);
        with(&sandbox, async |stack| {
            let mut client = client(stack);
            client.retrieve("hook-1").await.unwrap();
            sandbox.arm(dies(how).times(1));
            assert_eq!(client.retrieve("hook-2").await.unwrap().id, "hook-2");
            let new = NewWebhook::new("https://example.com/", EVENTS).idempotency_key("key");
            sandbox.arm(dies(how).times(1));
            client.register(new).await.unwrap();
        });
        assert_eq!(
            seen(&sandbox),
            [
                "GET /v2/webhooks/hook-1/ 200",
                "GET /v2/webhooks/hook-2/ 200",
                "POST /v2/webhooks/ 201",
            ]
        );
        assert_eq!(sandbox.connections(), 3);
    }
}

#[test]
fn what_must_not_be_repeated_is_not() {
    for how in [Cut::Close, Cut::Fin, Cut::Reset] {
        let sandbox = sandbox_with(2);
        with(&sandbox, async |stack| {
            let mut client = client(stack);
            client.retrieve("hook-1").await.unwrap();
            sandbox.arm(dies(how).times(1));
            let new = NewWebhook::new("https://example.com/", EVENTS);
            let error = client.register(new).await.unwrap_err();
            assert!(
                error.is_outcome_unknown() && !error.is_retryable(),
                "{error}"
            );
            assert!(error.to_string().starts_with("it is unknown whether"));

            client.retrieve("hook-1").await.unwrap();
            sandbox.arm(dies(how).times(1));
            let error = client
                .update("hook-1", WebhookUpdate::new().id("x"))
                .await
                .unwrap_err();
            assert!(error.is_outcome_unknown());
        });
        assert_eq!(sandbox.requests().len(), 2);
        assert_eq!(sandbox.webhooks().len(), 2);
    }
}

#[test]
fn a_first_connection_that_dies_is_an_error() {
    let sandbox = sandbox_with(1);
    sandbox.arm(dies(Cut::Reset).times(1));
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let error = client.retrieve("hook-1").await.unwrap_err();
        assert!(error.is_retryable() && !error.is_outcome_unknown());
        client.retrieve("hook-1").await.unwrap();
    });
    assert_eq!((sandbox.requests().len(), sandbox.connections()), (1, 2));
}

#[test]
fn it_is_sent_again_once_only() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        client.retrieve("hook-1").await.unwrap();
        sandbox.arm(dies(Cut::Fin));
        assert!(client.retrieve("hook-1").await.unwrap_err().is_retryable());
    });
    assert_eq!((sandbox.requests().len(), sandbox.connections()), (1, 2));
}

#[test]
fn a_response_that_began_is_not_asked_for_again() {
    for how in [Cut::Fin, Cut::Reset] {
        let sandbox = sandbox_with(1);
        with(&sandbox, async |stack| {
            let mut client = client(stack);
            client.retrieve("hook-1").await.unwrap();
            // A few bytes at a time, so that a reset does not overtake them all.
            let every = std::time::Duration::from_millis(20);
            let drip = Fault::Drip { bytes: 40, every };
            sandbox.arm(drip.times(1));
            sandbox.arm(Fault::cut_response(120, how).times(1));
            let error = client.retrieve("hook-1").await.unwrap_err();
            assert!(error.is_retryable(), "{error}");
        });
        assert_eq!((sandbox.requests().len(), sandbox.connections()), (2, 1));
    }
}

#[test]
fn a_deletion_sent_again_may_find_nothing() {
    let sandbox = sandbox_with(2);
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        client.retrieve("hook-2").await.unwrap();
        // Carried out, but nothing of the response arrives.
        let cut = Fault::cut_response(0, Cut::Fin);
        sandbox.arm(cut.times(1));
        client.delete("hook-1").await.unwrap();
        assert_eq!(
            client.delete("hook-1").await.unwrap_err().status(),
            Some(404)
        );
    });
    assert_eq!(
        seen(&sandbox)[1..],
        [
            "DELETE /v2/webhooks/hook-1/ 204",
            "DELETE /v2/webhooks/hook-1/ 404",
            "DELETE /v2/webhooks/hook-1/ 404",
        ]
    );
}

#[test]
fn an_end_that_has_arrived_is_seen_before_sending() {
    for how in [Cut::Fin, Cut::Reset] {
        let sandbox = sandbox_with(1);
        sandbox.arm(Fault::CutIdle { how });
        with(&sandbox, async |stack| {
            let mut client = client(stack);
            for _ in 0..3 {
                client.retrieve("hook-1").await.unwrap();
                Timer::after(Duration::from_millis(150)).await;
                // Not repeatable, so it is only sent because the connection was known to be dead.
                client
                    .update("hook-1", WebhookUpdate::new().id("hook-1"))
                    .await
                    .unwrap();
                Timer::after(Duration::from_millis(150)).await;
            }
        });
        assert_eq!((sandbox.requests().len(), sandbox.connections()), (6, 6));
    }
}

#[test]
fn an_idle_connection_is_used_for_so_long() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let times = Times {
            idle: Duration::from_millis(200),
            ..Times::DEFAULT
        };
        let mut client = client(stack).times(times);
        client.retrieve("hook-1").await.unwrap();
        Timer::after(Duration::from_millis(400)).await;
        client.retrieve("hook-1").await.unwrap();
        let mut client = client.times(Times {
            idle: Duration::MIN,
            ..Times::DEFAULT
        });
        client.retrieve("hook-1").await.unwrap();
        client.retrieve("hook-1").await.unwrap();
    });
    assert_eq!((sandbox.requests().len(), sandbox.connections()), (4, 4));
}

#[test]
fn a_list_goes_on_over_a_new_connection() {
    let sandbox = sandbox_with(4);
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let mut webhook =
            gigapay_webhooks_embassy::Webhook::<gigapay_webhooks_embassy::Standard>::default();
        let mut list = client.list(&mut webhook).page_size(2);
        assert!(list.next().await.unwrap().is_some());
        sandbox.arm(dies(Cut::Reset).times(1));
        for _ in 0..3 {
            assert!(list.next().await.unwrap().is_some());
        }
        assert!(list.next().await.unwrap().is_none());
    });
    assert_eq!((sandbox.requests().len(), sandbox.connections()), (2, 2));
}
