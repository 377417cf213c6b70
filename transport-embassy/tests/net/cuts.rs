//! Connections that end at every place of a response, and of a request.

use gigapay_sandbox::{Cut, Fault};
use gigapay_webhooks_embassy::{Event, NewWebhook};

use crate::support::{client, sandbox_with, with};

#[test]
fn a_response_cut_anywhere_is_an_error_and_the_next_one_is_right() {
    for how in [Cut::Fin, Cut::Reset] {
        let sandbox = sandbox_with(2);
        let mut cuts = 0;
        with(&sandbox, async |stack| {
            let mut client = client(stack);
            for after in 0.. {
                sandbox.arm(Fault::cut_response(after, how).times(1));
                let cut = client.retrieve("hook-1").await;
                sandbox.faults().clear();
                assert_eq!(client.retrieve("hook-2").await.unwrap().id, "hook-2");
                client.disconnect().await;
                match cut {
                    Ok(webhook) => {
                        assert_eq!(webhook.id, "hook-1");
                        break;
                    }
                    Err(error) => assert!(error.is_retryable(), "{after}: {error}"),
                }
                cuts = after;
            }
        });
        assert!(cuts > 150, "a response has more bytes than {cuts}");
        assert_eq!(sandbox.requests().len(), 2 * (cuts + 2));
    }
}

#[test]
fn a_request_cut_anywhere_is_not_carried_out() {
    let sandbox = sandbox_with(2);
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        for after in (0..240).step_by(20) {
            for how in [Cut::Fin, Cut::Reset] {
                sandbox.arm(Fault::cut_request(after, how).times(1));
                let events = &[Event::PAYOUT_CREATED];
                let new = NewWebhook::new("https://example.com/", events);
                let error = client.register(new).await.unwrap_err();
                assert!(error.is_outcome_unknown(), "{error}");
                assert!(!client.is_connected());
                client.retrieve("hook-2").await.unwrap();
                client.disconnect().await;
            }
        }
    });
    assert_eq!(sandbox.requests().len(), 24);
    assert_eq!(sandbox.webhooks().len(), 2);
}

#[test]
fn a_list_cut_in_the_middle_ends_with_an_error() {
    let sandbox = sandbox_with(6);
    sandbox.arm(Fault::cut_response(700, Cut::Fin).times(1));
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let mut webhook = Default::default();
        let mut list = client.list(&mut webhook);
        let mut found = 0;
        let error = loop {
            match list.next().await {
                Ok(Some(gigapay_webhooks_embassy::Webhook { .. })) => found += 1,
                Ok(None) => panic!("the end came early"),
                Err(error) => break error,
            }
        };
        assert!((1..6).contains(&found) && error.is_retryable());
        let after: Option<&gigapay_webhooks_embassy::Webhook> = list.next().await.unwrap();
        assert_eq!(after, None, "an error is the end");
    });
}

/// What was given out cannot be taken back, so the list does not begin again.
#[test]
fn a_list_that_has_given_a_webhook_is_not_tried_again() {
    let sandbox = sandbox_with(6);
    let cut = Fault::cut_response(700, Cut::Fin);
    sandbox.arm(cut.times(1));
    with(&sandbox, async |stack| {
        let retry = gigapay_webhooks_embassy::Retry::new(3);
        let mut client = client(stack).retry(retry);
        let mut webhook: gigapay_webhooks_embassy::Webhook = Default::default();
        let mut list = client.list(&mut webhook);
        assert!(list.next().await.unwrap().is_some());
        let error = loop {
            if let Err(error) = list.next().await {
                break error;
            }
        };
        assert!(error.is_retryable(), "{error}");
    });
    assert_eq!(sandbox.requests().len(), 1);
}
