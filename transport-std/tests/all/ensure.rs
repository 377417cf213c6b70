//! `ensure` and `reconcile` over sockets, and wherever the connection is cut.

use gigapay_sandbox::{Cut, Fault, Sandbox, Webhook};
use gigapay_webhooks_std::{
    DesiredWebhook, EnsureError, Ensured, Error, Event, Json, Reconciled, Retry, SecretKey,
    Unlisted,
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
        // Not the secret of the one before, which the repeated answer has.
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
    assert_eq!(error.problem().unwrap().field(), Some("id"));
    assert_eq!(
        sandbox.webhooks()[0].integration.as_deref(),
        Some("another's")
    );
}

/// A webhook without a key whose answer was lost would be of unknown outcome; a look tells.
#[test]
fn no_outcome_is_unknown() {
    let sandbox = plain();
    let mut client = client(&sandbox);
    client.ensure(&desired()).unwrap();
    client.delete("pump-7").unwrap();
    // GET, POST (repeated), GET, POST: the response to the last is lost.
    let cut = Fault::CutResponse {
        after: 20,
        how: Cut::Reset,
    };
    sandbox.faults().arm(cut.skip(3).times(1));
    let error = client.ensure(&desired()).unwrap_err();
    assert!(!matches!(error, Error::OutcomeUnknown(_)), "{error:?}");
    assert!(error.is_retryable(), "{error:?}");
    assert_eq!(client.ensure(&desired()).unwrap().0, Ensured::Unchanged);
    assert_eq!(sandbox.webhooks().len(), 1);
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
        matches!(error, Error::Ensure(EnsureError::SameId)),
        "{error}"
    );
}

/// Every fifth byte of every request and response, over real sockets; the core's own tests cut at every
/// byte, in memory.
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
                        true => Fault::CutResponse { after, how },
                        false => Fault::CutRequest { after, how },
                    };
                    sandbox.faults().arm(fault.skip(request).times(1));
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
    let retry = Retry::attempts(5).waits(ms(1), ms(4));
    let sandbox = plain();
    let mut client = of(&sandbox).retry(retry).build().unwrap();
    sandbox
        .faults()
        .arm(Fault::ServerError { status: 503 }.times(2));
    sandbox.faults().arm(
        Fault::CutResponse {
            after: 9,
            how: Cut::Reset,
        }
        .skip(2)
        .times(2),
    );
    let (outcome, _) = client.ensure(&desired()).unwrap();
    assert_eq!(outcome, Ensured::Created);
    is_there_once(&sandbox, "after five attempts");
    assert!(sandbox.faults().armed().is_empty());
    sandbox
        .faults()
        .arm(Fault::ServerError { status: 503 }.times(5));
    let error = client.ensure(&desired()).unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert!(sandbox.faults().armed().is_empty());
}
