//! `ensure` and `reconcile`, and what is tried again.

use core::time::Duration;

use gigapay_sandbox::{Cut, Fault, Webhook as Stored};
use gigapay_webhooks_embassy::{
    Cause, DesiredWebhook, EnsureError, Ensured, Event, NewWebhook, OperationOutcome, Retry, Times,
    Unlisted, Webhook,
};

use crate::support::{INTEGRATION, client, sandbox, sandbox_with, seen, with};

const URL: &str = "https://example.com/hooks/";

fn desired() -> DesiredWebhook<'static> {
    DesiredWebhook::new("pump-7", URL, &[Event::PAYOUT_CREATED])
}

fn quick(attempts: u32) -> Retry {
    Retry::new(attempts).waits(Duration::from_millis(1), Duration::from_millis(2))
}

#[test]
fn created_unchanged_updated() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let mut webhook: Webhook = Webhook::default();
        let outcome = client.ensure_into(&desired(), &mut webhook).await.unwrap();
        assert_eq!(outcome, Ensured::Created);
        assert_eq!(
            webhook.secret_key.expose(),
            sandbox.webhooks()[0].secret_key
        );
        let (outcome, again) = client.ensure(&desired()).await.unwrap();
        assert_eq!((outcome, &again), (Ensured::Unchanged, &webhook));
        let moved = DesiredWebhook::new(
            "pump-7",
            "https://example.com/new/",
            &[Event::PAYOUT_CREATED],
        );
        let (outcome, moved) = client.ensure(&moved).await.unwrap();
        assert_eq!(
            (outcome, moved.secret_key),
            (Ensured::Updated, webhook.secret_key)
        );
    });
    assert_eq!(
        seen(&sandbox),
        [
            "GET /v2/webhooks/pump-7/ 404",
            "POST /v2/webhooks/ 201",
            "GET /v2/webhooks/pump-7/ 200",
            "GET /v2/webhooks/pump-7/ 200",
            "GET /v2/webhooks/pump-7/ 200",
            "PATCH /v2/webhooks/pump-7/ 200",
        ]
    );
    assert_eq!(sandbox.connections(), 1);
}

/// B21: the sandbox repeats its 201 for a day.
#[test]
fn deleted_and_wanted_again_within_a_day() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        for _ in 0..3 {
            let (outcome, webhook) = client.ensure(&desired()).await.unwrap();
            assert_eq!(outcome, Ensured::Created);
            assert_eq!(
                webhook.secret_key.expose(),
                sandbox.webhooks()[0].secret_key
            );
            client.delete("pump-7").await.unwrap();
        }
    });
    assert!(sandbox.webhooks().is_empty());
}

/// Every so many bytes of each request and each response; over a new connection, the client, which
/// knows nothing of the time before, does the same.
#[test]
fn cut_anywhere_it_is_there_once() {
    let sandbox = sandbox();
    let mut cuts = 0;
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let mut webhook: Webhook = Webhook::default();
        for request in 0..3 {
            for after in (0..600).step_by(7) {
                for fault in [
                    Fault::cut_request(after, Cut::Reset),
                    Fault::cut_response(after, Cut::Close),
                ] {
                    sandbox.arm(fault.skip(request).times(1));
                    cuts += usize::from(client.ensure(&desired()).await.is_err());
                    sandbox.faults().clear();
                    client.disconnect().await;
                    client.ensure_into(&desired(), &mut webhook).await.unwrap();
                    let [stored] = &sandbox.webhooks()[..] else {
                        panic!("{request} {after}")
                    };
                    assert_eq!((stored.id.as_str(), stored.url.as_str()), ("pump-7", URL));
                    assert_eq!(stored.secret_key, webhook.secret_key.expose());
                    client.delete("pump-7").await.unwrap();
                    client.disconnect().await;
                    // Tomorrow.
                    sandbox.advance_clock(Duration::from_secs(24 * 60 * 60));
                }
            }
        }
    });
    println!("{cuts} cuts");
    assert!(cuts > 180, "{cuts}");
}

/// Lost with the connection, a look before the registration has changed nothing; one after it says
/// nothing about the registration.
#[test]
fn a_look_that_fails_does_not_undo_the_registration() {
    for (request, outcome) in [
        (0, OperationOutcome::NotCarriedOut),
        (2, OperationOutcome::Unknown),
    ] {
        let sandbox = sandbox();
        let cut = Fault::cut_response(20, Cut::Reset);
        sandbox.arm(cut.skip(request).times(1));
        with(&sandbox, async |stack| {
            let error = client(stack).ensure(&desired()).await.unwrap_err();
            assert_eq!(error.outcome(), outcome, "{error:?}");
            assert!(error.is_retryable(), "{error:?}");
        });
        assert_eq!(sandbox.webhooks().len(), usize::from(request == 2));
    }
}

#[test]
fn a_set_and_no_others() {
    let sandbox = sandbox_with(30);
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let mut webhook: Webhook = Webhook::default();
        let set = [desired()];
        let kept = client
            .reconcile(&set, Unlisted::Keep, &mut webhook)
            .await
            .unwrap();
        assert_eq!((kept.created, kept.deleted), (1, 0));
        let done = client
            .reconcile(&set, Unlisted::Delete, &mut webhook)
            .await
            .unwrap();
        assert_eq!((done.unchanged, done.deleted), (1, 30));
        let twice = [desired(), desired()];
        let error = client
            .reconcile(&twice, Unlisted::Keep, &mut webhook)
            .await
            .unwrap_err();
        assert_eq!(*error.cause(), Cause::Ensure(EnsureError::SameId));
        assert!(!error.is_retryable() && !error.is_outcome_unknown());
    });
    assert_eq!(sandbox.webhooks().len(), 1);
}

/// Two pages between which webhooks were deleted (B20): the unlisted ones show on neither.
fn changing_list() -> [Fault; 2] {
    let own = format!(r#"{{"id":"pump-7","url":"{URL}","events":["Payout.created"]}}"#);
    let page = |next: &str, results: &str, count| {
        Fault::reply(
            200,
            format!(r#"{{"count":{count},"next":{next},"results":[{results}]}}"#),
        )
    };
    [
        page(r#""https://x/?page=2""#, &own, 101),
        page("null", "", 100),
    ]
}

#[test]
fn a_list_that_changed_while_it_was_read_is_read_again() {
    for (times, is_error) in [(1, false), (3, true)] {
        let sandbox = sandbox_with(3);
        with(&sandbox, async |stack| {
            let mut client = client(stack);
            let mut webhook: Webhook = Webhook::default();
            client.ensure_into(&desired(), &mut webhook).await.unwrap();
            for page in (0..times).flat_map(|_| changing_list()) {
                sandbox.arm(page.times(1));
            }
            let result = client
                .reconcile(&[desired()], Unlisted::Delete, &mut webhook)
                .await;
            match is_error {
                false => assert_eq!(result.unwrap().deleted, 3),
                true => {
                    let error = result.unwrap_err();
                    assert_eq!(*error.cause(), Cause::Ensure(EnsureError::ListChanged));
                    assert!(error.is_retryable());
                }
            }
        });
        assert_eq!(sandbox.webhooks().len(), if is_error { 4 } else { 1 });
    }
}

/// As with the standard library: the whole list, from its first page.
#[test]
fn a_list_that_fails_in_passing_is_asked_for_again_if_it_may_be() {
    for attempts in [1, 2] {
        let sandbox = sandbox_with(101);
        with(&sandbox, async |stack| {
            let nothing: [DesiredWebhook<'_>; 0] = [];
            let mut client = client(stack).retry(quick(attempts));
            let mut webhook: Webhook = Webhook::default();
            // In the middle of a page of which webhooks were given out.
            let cut = Fault::cut_response(2000, Cut::Reset);
            sandbox.arm(cut.times(1));
            let result = client
                .reconcile(&nothing, Unlisted::Delete, &mut webhook)
                .await;
            assert_eq!(result.is_ok(), attempts == 2, "{result:?}");
        });
        assert_eq!(
            sandbox.webhooks().len(),
            if attempts == 2 { 0 } else { 101 }
        );
    }
}

#[test]
fn passing_failures_are_tried_again() {
    for fault in [
        Fault::ServerError { status: 503 },
        Fault::Throttled { retry_after: 0 },
        Fault::cut_response(0, Cut::Close),
        Fault::cut_response(60, Cut::Reset),
    ] {
        let sandbox = sandbox_with(2);
        with(&sandbox, async |stack| {
            // Always a new connection: a dead one is no attempt.
            let idle = embassy_time::Duration::MIN;
            let client = client(stack).times(Times {
                idle,
                ..Times::DEFAULT
            });
            let mut client = client.retry(quick(3)).jitter(|| 7);
            let mut webhook: Webhook = Webhook::default();
            let id = sandbox.webhooks()[0].id.clone();
            sandbox.arm(fault.clone().times(2));
            client.retrieve_into(&id, &mut webhook).await.unwrap();
            sandbox.arm(fault.clone().times(2));
            assert_eq!(client.ensure(&desired()).await.unwrap().0, Ensured::Created);
            sandbox.arm(fault.clone().times(2));
            client.delete(&id).await.unwrap();
            assert!(sandbox.faults().armed().is_empty());
            sandbox.arm(fault.clone().times(4));
            client
                .retrieve_into("pump-7", &mut webhook)
                .await
                .unwrap_err();
            assert_eq!(sandbox.faults().armed()[0].times, Some(1), "{fault:?}");
            // Off by a word.
            let mut client = client.retry(Retry::OFF);
            client
                .retrieve_into("pump-7", &mut webhook)
                .await
                .unwrap_err();
            client.retrieve_into("pump-7", &mut webhook).await.unwrap();
        });
        assert_eq!(sandbox.webhooks().len(), 2);
    }
}

/// B23: a registration that is told to come later does, although it could look at once. Here that
/// is later than the policy allows.
#[test]
fn a_throttled_registration_waits_as_long_as_it_is_asked_to() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let throttled = || Fault::Throttled { retry_after: 30 }.skip(1).times(1);
        let mut client = client(stack).retry(quick(5).within(Duration::from_secs(20)));
        sandbox.arm(throttled());
        let error = client.ensure(&desired()).await.unwrap_err();
        assert_eq!((error.status(), error.retry_after()), (Some(429), Some(30)));
        assert_eq!(sandbox.requests().len(), 2);
        let patient = quick(5).longest_retry_after(Duration::from_millis(1));
        let mut client = client.retry(patient);
        sandbox.arm(throttled());
        assert_eq!(client.ensure(&desired()).await.unwrap().0, Ensured::Created);
        // Without attempts to spare, it looks at once: the refusal may be an old one (B21).
        client.delete("pump-7").await.unwrap();
        let mut client = client.retry(Retry::OFF);
        sandbox.arm(throttled());
        assert_eq!(client.ensure(&desired()).await.unwrap().0, Ensured::Created);
    });
    assert_eq!(sandbox.webhooks().len(), 1);
}

#[test]
fn a_list_goes_on_with_the_page_it_has_come_to() {
    let sandbox = sandbox_with(6);
    with(&sandbox, async |stack| {
        let mut client = client(stack).retry(quick(3));
        sandbox.arm(Fault::ServerError { status: 503 }.skip(1).times(2));
        let mut webhook: Webhook = Webhook::default();
        let mut list = client.list(&mut webhook).page_size(2);
        let mut count = 0;
        while list.next().await.unwrap().is_some() {
            count += 1;
        }
        assert_eq!(count, 6);
    });
    assert_eq!(sandbox.requests().len(), 5);
}

/// B21: without a key, the outcome is unknown. Ensuring looks.
#[test]
fn what_is_not_safe_is_not_tried_again() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let mut client = client(stack).retry(quick(9));
        let new = NewWebhook::new(URL, &[Event::PAYOUT_CREATED]);
        sandbox.arm(Fault::cut_response(0, Cut::Close).times(1));
        assert!(client.register(new).await.unwrap_err().is_outcome_unknown());
        assert_eq!(sandbox.requests().len(), 1);
    });
}

/// A webhook of another integration under the same id.
#[test]
fn an_id_that_is_anothers_is_a_refusal() {
    let sandbox = sandbox();
    let other = Stored::new("pump-7", URL, &["Payout.created"]).in_integration("another's");
    assert_ne!(INTEGRATION, "another's");
    sandbox.insert([other]).unwrap();
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let error = client.ensure(&desired()).await.unwrap_err();
        assert_eq!(error.status(), Some(400));
        assert_eq!(client.problem().unwrap().field(), Some("id"));
    });
}

/// What is desired where nothing is.
const NOTHING: &[DesiredWebhook<'static>] = &[];

fn refusing(status: u16) -> Fault {
    Fault::reply(status, "")
}

/// Another client deletes between the list and our deletion.
#[test]
fn what_another_client_deleted_first_does_not_end_reconciling() {
    let sandbox = sandbox_with(3);
    sandbox.arm(refusing(404).skip(1).times(1));
    with(&sandbox, async |stack| {
        let mut webhook: Webhook = Webhook::default();
        let done = client(stack)
            .reconcile(NOTHING, Unlisted::Delete, &mut webhook)
            .await
            .unwrap();
        assert_eq!(done.deleted, 3 - u32::from(!sandbox.webhooks().is_empty()));
    });
}

#[test]
fn a_deletion_that_is_refused_ends_reconciling() {
    let sandbox = sandbox_with(3);
    sandbox.arm(refusing(403).skip(1));
    with(&sandbox, async |stack| {
        let mut webhook: Webhook = Webhook::default();
        let error = client(stack)
            .reconcile(NOTHING, Unlisted::Delete, &mut webhook)
            .await
            .unwrap_err();
        assert_eq!(error.status(), Some(403));
    });
    assert_eq!(sandbox.webhooks().len(), 3);
}
