//! `ensure` and `reconcile` over sockets, and wherever the connection is cut.

use gigapay_sandbox::{Cut, Fault, Sandbox, Webhook};
use gigapay_webhooks_std::{
    Cause, DesiredWebhook, EnsureError, Ensured, Event, Json, OperationOutcome, Reconciled, Retry,
    SecretKey, Unlisted,
};

use crate::common::{INTEGRATION, client, encrypted, fill, lines, of, plain};

const URL: &str = "https://example.com/hooks/";

fn desired() -> DesiredWebhook<'static> {
    DesiredWebhook::new("pump-7", URL, &[Event::PAYOUT_CREATED])
}

#[test]
fn created_unchanged_updated() {
    for sandbox in [plain(), encrypted()] {
        let mut client = client(&sandbox);
        let (outcome, webhook) = client.ensure(&desired()).unwrap();
        assert_eq!(outcome, Ensured::Created);
        assert_eq!(
            webhook.secret_key.expose(),
            sandbox.webhooks()[0].secret_key
        );
        let (outcome, again) = client.ensure(&desired()).unwrap();
        assert_eq!((outcome, again), (Ensured::Unchanged, webhook));
        let secret = SecretKey::<heapless::String<64>>::new("s3cret").unwrap();
        let metadata = Json::new(r#"{"floor":-1}"#).unwrap();
        let more = desired().secret_key(&secret).metadata(metadata);
        let (outcome, webhook) = client.ensure(&more).unwrap();
        assert_eq!(outcome, Ensured::Updated);
        assert_eq!(webhook.secret_key.expose(), "s3cret");
        assert_eq!(
            lines(&sandbox),
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
}

/// B21: the sandbox repeats its 201 for a day.
#[test]
fn deleted_and_wanted_again_within_a_day() {
    let sandbox = plain();
    let mut client = client(&sandbox);
    for _ in 0..3 {
        let (outcome, webhook) = client.ensure(&desired()).unwrap();
        assert_eq!(outcome, Ensured::Created);
        // Not the secret of the one before, which the repeated response has.
        assert_eq!(
            webhook.secret_key.expose(),
            sandbox.webhooks()[0].secret_key
        );
        client.delete("pump-7").unwrap();
    }
    assert!(sandbox.webhooks().is_empty());
}

#[test]
fn an_id_that_is_anothers_is_a_refusal() {
    let sandbox = plain();
    let other = Webhook::new("pump-7", URL, &["Payout.created"]).in_integration("another's");
    sandbox.insert([other]).unwrap();
    let error = client(&sandbox).ensure(&desired()).unwrap_err();
    assert_eq!(error.status(), Some(400));
    assert_eq!(error.faults().next().unwrap().field, Some("id"));
    assert_eq!(
        sandbox.webhooks()[0].integration.as_deref(),
        Some("another's")
    );
}

/// Without a key, a lost response would leave the outcome unknown; a look tells.
#[test]
fn no_outcome_is_unknown() {
    let sandbox = plain();
    let mut client = client(&sandbox);
    client.ensure(&desired()).unwrap();
    client.delete("pump-7").unwrap();
    // GET, POST (repeated), GET, POST: the response to the last is lost.
    let cut = Fault::cut_response(20, Cut::Reset);
    sandbox.arm(cut.skip(3).times(1));
    let error = client.ensure(&desired()).unwrap_err();
    assert!(!error.is_outcome_unknown(), "{error:?}");
    assert!(error.is_retryable(), "{error:?}");
    assert_eq!(client.ensure(&desired()).unwrap().0, Ensured::Unchanged);
    assert_eq!(sandbox.webhooks().len(), 1);
}

/// Lost with the connection, a look before the registration has changed nothing; one after it says
/// nothing about the registration.
#[test]
fn a_look_that_fails_does_not_undo_the_registration() {
    for (request, outcome) in [
        (0, OperationOutcome::NotCarriedOut),
        (2, OperationOutcome::Unknown),
    ] {
        let sandbox = plain();
        let cut = Fault::cut_response(20, Cut::Reset);
        sandbox.arm(cut.skip(request).times(1));
        let error = client(&sandbox).ensure(&desired()).unwrap_err();
        assert_eq!(error.outcome(), outcome, "{error:?}");
        assert!(error.is_retryable(), "{error:?}");
        assert_eq!(sandbox.webhooks().len(), usize::from(request == 2));
    }
}

#[test]
fn a_set_and_no_others() {
    let sandbox = plain();
    fill(&sandbox, 120);
    let mut client = client(&sandbox);
    let set = [
        desired(),
        DesiredWebhook::new("w007", URL, &[Event::PAYRUN_PAID]),
    ];
    let done = client.reconcile(&set, Unlisted::Keep).unwrap();
    let count = |done: Reconciled| [done.unchanged, done.created, done.updated, done.deleted];
    assert_eq!(count(done), [0, 1, 1, 0]);
    let done = client.reconcile(&set, Unlisted::Delete).unwrap();
    assert_eq!(count(done), [2, 0, 0, 119]);
    let mut left: Vec<String> = sandbox.webhooks().into_iter().map(|w| w.id).collect();
    left.sort_unstable();
    assert_eq!(left, ["pump-7", "w007"]);
    sandbox.clear_requests();
    let done = client.reconcile(&set, Unlisted::Delete).unwrap();
    assert_eq!(count(done), [2, 0, 0, 0]);
    assert_eq!(lines(&sandbox), ["GET /v2/webhooks/?page_size=100 200"]);
    let error = client
        .reconcile(&[desired(), desired()], Unlisted::Keep)
        .unwrap_err();
    assert!(
        matches!(error.cause(), Cause::Ensure(EnsureError::SameId)),
        "{error}"
    );
}

/// Every fifth byte of every request and response, over real sockets; the core's own tests cut at
/// every byte, in memory.
#[test]
fn cut_anywhere_it_is_there_once() {
    const STEP: usize = 5;
    let mut cuts = 0;
    let all = desired().metadata(Json::EMPTY_OBJECT);
    for request in 0..3 {
        for how in [Cut::Close, Cut::Reset] {
            for (is_response, most) in [(false, 500), (true, 700)] {
                for after in (0..most).step_by(STEP) {
                    let sandbox = plain();
                    let fault = match is_response {
                        true => Fault::cut_response(after, how),
                        false => Fault::cut_request(after, how),
                    };
                    sandbox.arm(fault.skip(request).times(1));
                    let cut = client(&sandbox).ensure(&all);
                    // What is longer than the message is no cut.
                    cuts += usize::from(cut.is_err());
                    sandbox.faults().clear();
                    let mut rebooted = client(&sandbox);
                    rebooted.ensure(&all).unwrap();
                    is_there_once(
                        &sandbox,
                        &format!("{request} {fault:?}", fault = (is_response, after, how)),
                    );
                    assert_eq!(rebooted.ensure(&all).unwrap().0, Ensured::Unchanged);
                }
            }
        }
    }
    println!("{cuts} cuts");
    assert!(cuts > 500, "{cuts}");
}

fn is_there_once(sandbox: &Sandbox, when: &str) {
    let [webhook] = &sandbox.webhooks()[..] else {
        panic!("{when}: {:?}", sandbox.webhooks());
    };
    assert_eq!(
        (webhook.id.as_str(), webhook.url.as_str()),
        ("pump-7", URL),
        "{when}"
    );
    assert_eq!(webhook.events, ["Payout.created"], "{when}");
    assert_eq!(webhook.integration.as_deref(), Some(INTEGRATION), "{when}");
}

/// With attempts to spare, a cut is not even noticed.
#[test]
fn a_policy_hides_passing_failures() {
    let ms = std::time::Duration::from_millis;
    let retry = Retry::new(5).waits(ms(1), ms(4));
    let sandbox = plain();
    let mut client = of(&sandbox).retry(retry).build().unwrap();
    sandbox.arm(Fault::ServerError { status: 503 }.times(2));
    sandbox.arm(Fault::cut_response(9, Cut::Reset).skip(2).times(2));
    let (outcome, _) = client.ensure(&desired()).unwrap();
    assert_eq!(outcome, Ensured::Created);
    is_there_once(&sandbox, "after five attempts");
    assert!(sandbox.faults().armed().is_empty());
    sandbox.arm(Fault::ServerError { status: 503 }.times(5));
    let error = client.ensure(&desired()).unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert!(sandbox.faults().armed().is_empty());
}

/// B23: a registration that is told to come later does, although it could look at once. Here that
/// is later than the policy allows.
#[test]
fn a_throttled_registration_waits_as_long_as_it_is_asked_to() {
    let throttled = || Fault::Throttled { retry_after: 30 }.skip(1).times(1);
    let ms = std::time::Duration::from_millis;
    let retry = Retry::new(5).waits(ms(1), ms(1));
    let sandbox = plain();
    let within = retry.within(ms(20_000));
    let mut client = of(&sandbox).retry(within).build().unwrap();
    sandbox.arm(throttled());
    let error = client.ensure(&desired()).unwrap_err();
    assert_eq!((error.status(), error.retry_after()), (Some(429), Some(30)));
    assert_eq!(lines(&sandbox).len(), 2);
    // As long as is allowed, and then it goes on.
    let patient = retry.longest_retry_after(ms(1));
    let mut client = of(&sandbox).retry(patient).build().unwrap();
    sandbox.arm(throttled());
    assert_eq!(client.ensure(&desired()).unwrap().0, Ensured::Created);
    // Without attempts to spare, it looks at once: the refusal may be an old one (B21).
    client.delete("pump-7").unwrap();
    let mut client = crate::common::client(&sandbox);
    sandbox.arm(throttled());
    assert_eq!(client.ensure(&desired()).unwrap().0, Ensured::Created);
    is_there_once(&sandbox, "after a 429");
}

/// What is desired where nothing is.
const NOTHING: &[DesiredWebhook<'static>] = &[];

fn refusing(status: u16) -> Fault {
    Fault::reply(status, "")
}

/// Another client deletes between the list and our deletion, so it is not counted.
#[test]
fn what_another_client_deleted_first_is_not_counted() {
    let sandbox = plain();
    fill(&sandbox, 3);
    sandbox.arm(refusing(404).skip(1).times(1));
    let done = client(&sandbox)
        .reconcile(NOTHING, Unlisted::Delete)
        .unwrap();
    // The first to be deleted is refused with 404 and stays listed, so it is deleted by another
    // look.
    assert_eq!(done.deleted, 3 - u32::from(!sandbox.webhooks().is_empty()));
}

#[test]
fn a_deletion_that_is_refused_ends_reconciling() {
    let sandbox = plain();
    fill(&sandbox, 3);
    sandbox.arm(refusing(403).skip(1));
    let error = client(&sandbox)
        .reconcile(NOTHING, Unlisted::Delete)
        .unwrap_err();
    assert_eq!(error.status(), Some(403));
    assert_eq!(sandbox.webhooks().len(), 3);
}

#[test]
fn a_list_that_fails_in_passing_is_asked_for_again_if_it_may_be() {
    let sandbox = plain();
    fill(&sandbox, 101);
    let fails = || Fault::ServerError { status: 503 }.skip(1).times(1);
    sandbox.arm(fails());
    let error = client(&sandbox)
        .reconcile(&[desired()], Unlisted::Delete)
        .unwrap_err();
    assert_eq!(error.status(), Some(503));
    sandbox.faults().clear();
    sandbox.clear_requests();
    sandbox.arm(fails());
    let retry = Retry::new(2).waits(std::time::Duration::ZERO, std::time::Duration::ZERO);
    let mut client = of(&sandbox).retry(retry).build().unwrap();
    let done = client.reconcile(&[desired()], Unlisted::Delete).unwrap();
    assert_eq!((done.created, done.deleted), (1, 101));
    // The whole list, from its first page.
    assert_eq!(
        lines(&sandbox)[..4],
        [
            "GET /v2/webhooks/?page_size=100 200",
            "GET /v2/webhooks/?page=2&page_size=100 503",
            "GET /v2/webhooks/?page_size=100 200",
            "GET /v2/webhooks/?page=2&page_size=100 200",
        ]
    );
}

/// Two pages between which webhooks were deleted (B20): the unlisted ones show on neither.
fn changing_list() -> [Fault; 2] {
    let page = |next: &str, results: &str, count| {
        Fault::reply(
            200,
            format!(r#"{{"count":{count},"next":{next},"results":[{results}]}}"#),
        )
    };
    [
        page(r#""https://x/?page=2""#, crate::common::WEBHOOK, 101),
        page("null", "", 100),
    ]
}

#[test]
fn a_list_that_changed_while_it_was_read_is_read_again() {
    let sandbox = plain();
    let mut client = client(&sandbox);
    client.ensure(&desired()).unwrap();
    fill(&sandbox, 3);
    for page in changing_list() {
        sandbox.arm(page.times(1));
    }
    let done = client.reconcile(&[desired()], Unlisted::Delete).unwrap();
    assert_eq!((done.unchanged, done.deleted), (1, 3));
    assert_eq!(sandbox.webhooks().len(), 1);
}

#[test]
fn a_list_that_changes_each_time_is_an_error() {
    let sandbox = plain();
    let mut client = client(&sandbox);
    client.ensure(&desired()).unwrap();
    fill(&sandbox, 3);
    for _ in 0..3 {
        for page in changing_list() {
            sandbox.arm(page.times(1));
        }
    }
    let error = client
        .reconcile(&[desired()], Unlisted::Delete)
        .unwrap_err();
    assert!(
        matches!(error.cause(), Cause::Ensure(EnsureError::ListChanged)),
        "{error}"
    );
    assert!(error.is_retryable(), "{error}");
    assert_eq!(sandbox.webhooks().len(), 4);
}

#[test]
fn a_response_about_another_webhook_is_an_error() {
    let sandbox = plain();
    sandbox.arm(Fault::json(
        200,
        crate::common::WEBHOOK.replace("pump-7", "pump-8"),
    ));
    let error = client(&sandbox).ensure(&desired()).unwrap_err();
    assert_eq!(error.to_string(), EnsureError::OtherWebhook.to_string());
    assert!(!error.is_retryable());
}

/// Registering without a key was carried out, its response was lost, and the look after it still
/// found nothing. That the id is taken then means that it is there, by whatever status.
#[test]
fn an_id_taken_by_our_own_lost_request_is_ours() {
    for refusal in [None, Some(409)] {
        let sandbox = plain();
        let retry = Retry::new(2).waits(std::time::Duration::ZERO, std::time::Duration::ZERO);
        let mut client = of(&sandbox).retry(retry).build().unwrap();
        client.ensure(&desired()).unwrap();
        client.delete("pump-7").unwrap();
        sandbox.clear_requests();
        // GET 404, POST with the key (repeated), GET 404, POST without it.
        let cut = Fault::cut_response(5, Cut::Reset);
        sandbox.arm(cut.skip(3).times(1));
        sandbox.arm(refusing(404).skip(4).times(1));
        if let Some(status) = refusal {
            sandbox.arm(refusing(status).skip(5).times(1));
        }
        let (_, webhook) = client.ensure(&desired()).unwrap();
        assert_eq!(
            webhook.secret_key.expose(),
            sandbox.webhooks()[0].secret_key
        );
        assert_eq!(sandbox.webhooks().len(), 1);
        let lines = lines(&sandbox);
        assert_eq!(
            lines[5],
            format!("POST /v2/webhooks/ {}", refusal.unwrap_or(400)),
            "{lines:?}"
        );
        assert_eq!(lines[6..], ["GET /v2/webhooks/pump-7/ 200"], "{lines:?}");
    }
}
