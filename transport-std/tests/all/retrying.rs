//! The retry policy: what is tried again, how often, and for how long.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use gigapay_sandbox::{Cut, Fault};
use gigapay_webhooks_std::{
    Cause, Client, Error, Event, NewWebhook, OperationOutcome, Replacement, ReplacementSecret,
    Retry, TimeLimit, WebhookUpdate,
};

use crate::common::{fill, ids, lines, of, plain, to};

const URL: &str = "https://example.com/hooks/";

fn quick(attempts: u32) -> Retry {
    Retry::new(attempts).waits(Duration::from_millis(1), Duration::from_millis(2))
}

fn new() -> NewWebhook<'static> {
    NewWebhook::new(URL, &[Event::PAYOUT_CREATED])
}

/// All operations that are safe to repeat, by name.
type Operation = (&'static str, fn(&mut Client) -> Result<(), Error>);

const OPERATIONS: [Operation; 6] = [
    ("list", |client| {
        client.list().try_for_each(|webhook| webhook.map(drop))
    }),
    ("register", |client| {
        client.register(new().idempotency_key("k")).map(drop)
    }),
    ("retrieve", |client| client.retrieve("w000").map(drop)),
    ("update", |client| {
        client
            .update("w000", WebhookUpdate::new().url(URL))
            .map(drop)
    }),
    ("replace", |client| {
        let events = [Event::PAYOUT_CREATED];
        let replacement = Replacement::new(URL, &events, ReplacementSecret::REGENERATE);
        client.replace("w000", replacement).map(drop)
    }),
    ("delete", |client| client.delete("w000")),
];

#[test]
fn passing_failures_are_tried_again() {
    for (name, operation) in OPERATIONS {
        for fault in [
            Fault::ServerError { status: 503 },
            Fault::ServerError { status: 500 },
            Fault::Throttled { retry_after: 0 },
            Fault::cut_request(3, Cut::Reset),
            Fault::cut_response(0, Cut::Close),
        ] {
            let sandbox = plain();
            fill(&sandbox, 1);
            // Always a new connection: a dead one is no attempt.
            let client = of(&sandbox).idle_timeout(Duration::ZERO);
            let mut client = client.retry(quick(3)).build().unwrap();
            sandbox.arm(fault.clone().times(2));
            operation(&mut client).unwrap_or_else(|error| panic!("{name}, {fault:?}: {error}"));
            assert!(sandbox.faults().armed().is_empty(), "{name}, {fault:?}");
            sandbox.arm(fault.clone().times(9));
            operation(&mut client).unwrap_err();
            assert_eq!(
                sandbox.faults().armed()[0].times,
                Some(6),
                "{name}, {fault:?}"
            );
        }
    }
}

/// The one word.
#[test]
fn off() {
    let sandbox = plain();
    fill(&sandbox, 1);
    for client in [of(&sandbox), of(&sandbox).retry(Retry::OFF)] {
        let mut client = client.build().unwrap();
        sandbox.arm(Fault::ServerError { status: 503 }.times(1));
        client.retrieve("w000").unwrap_err();
        client.retrieve("w000").unwrap();
    }
}

#[test]
fn what_would_fail_again_is_not() {
    let sandbox = plain();
    let mut client = of(&sandbox).retry(quick(9)).build().unwrap();
    assert_eq!(client.retrieve("none").unwrap_err().status(), Some(404));
    client
        .register(NewWebhook::new("no url", &[Event::PAYOUT_CREATED]))
        .unwrap_err();
    client.retrieve("").unwrap_err();
    assert_eq!(sandbox.requests().len(), 2);
}

/// B21: without a key, the outcome is unknown; a 429 says that it was not carried out.
#[test]
fn what_is_not_safe_is_not() {
    let sandbox = plain();
    let mut client = of(&sandbox).retry(quick(9)).build().unwrap();
    sandbox.arm(Fault::cut_response(0, Cut::Close).times(1));
    let error = client.register(new()).unwrap_err();
    assert!(error.is_outcome_unknown(), "{error:?}");
    assert_eq!(sandbox.requests().len(), 1);
    sandbox.arm(Fault::Throttled { retry_after: 0 }.times(1));
    client.register(new()).unwrap();
    assert_eq!(sandbox.requests().len(), 3);
}

#[test]
fn one_key_over_all_attempts() {
    let sandbox = plain();
    let mut client = of(&sandbox).retry(quick(3)).build().unwrap();
    sandbox.arm(Fault::cut_response(0, Cut::Close).times(2));
    client.register(new().idempotency_key("one")).unwrap();
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 3);
    assert!(
        requests
            .iter()
            .all(|request| request.header("idempotency-key") == Some("one"))
    );
    assert_eq!(sandbox.webhooks().len(), 1);
}

/// The first attempt did it, and its response was lost.
#[test]
fn a_deletion_that_was_done_is_no_error() {
    let sandbox = plain();
    fill(&sandbox, 2);
    let mut client = of(&sandbox).retry(quick(3)).build().unwrap();
    sandbox.arm(Fault::cut_response(0, Cut::Close).times(1));
    client.delete("w000").unwrap();
    // One that was told to come later has not done anything.
    sandbox.arm(Fault::Throttled { retry_after: 0 }.times(1));
    assert_eq!(client.delete("w000").unwrap_err().status(), Some(404));
    assert_eq!(ids(&mut client), ["w001"]);
}

/// B18: only a whole response shows that the API itself says so, and not a proxy.
#[test]
fn a_deletion_whose_404_is_cut_is_repeated_and_keeps_its_status() {
    let sandbox = plain();
    fill(&sandbox, 1);
    let cut = |after| Fault::CutResponse {
        after,
        how: Cut::Close,
    };
    // The first response is lost; the second one is cut within its body, or within its head.
    for after in [150, 60] {
        let mut client = of(&sandbox).retry(quick(2)).build().unwrap();
        sandbox.faults().arm(cut(0).times(1));
        sandbox.faults().arm(cut(after).times(1));
        let error = client.delete("w000").unwrap_err();
        assert_eq!(error.status(), Some(404), "{error}");
        assert!(error.is_retryable(), "{error}");
        assert_eq!(error.outcome(), OperationOutcome::Unknown, "{error}");
    }
    let mut client = of(&sandbox).retry(quick(3)).build().unwrap();
    sandbox.faults().arm(cut(0).times(1));
    sandbox.faults().arm(cut(60).times(1));
    client.delete("w000").unwrap();
}

/// B23: and no sooner than asked.
#[test]
fn retry_after_is_waited_for() {
    let sandbox = plain();
    fill(&sandbox, 1);
    let mut client = of(&sandbox).retry(quick(2)).build().unwrap();
    sandbox.arm(Fault::Throttled { retry_after: 1 }.times(1));
    let begun = Instant::now();
    client.retrieve("w000").unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1));
    let capped = quick(2).longest_retry_after(Duration::from_millis(10));
    let mut client = of(&sandbox).retry(capped).build().unwrap();
    sandbox.arm(
        Fault::Throttled {
            retry_after: 100_000,
        }
        .times(1),
    );
    client.retrieve("w000").unwrap();
}

#[test]
fn a_list_goes_on_with_the_page_it_has_come_to() {
    let sandbox = plain();
    let all = fill(&sandbox, 6);
    let mut client = of(&sandbox).retry(quick(3)).build().unwrap();
    sandbox.arm(Fault::ServerError { status: 503 }.skip(1).times(2));
    let listed: Vec<String> = client
        .list()
        .page_size(2)
        .map(|webhook| webhook.unwrap().id.as_str().into())
        .collect();
    assert_eq!(listed, all);
    let pages: Vec<String> = lines(&sandbox);
    assert_eq!(pages.len(), 5, "{pages:?}");
    // In the middle of a page, webhooks have been given out.
    sandbox.arm(Fault::cut_response(700, Cut::Close).times(1));
    let results: Vec<_> = client.list().collect();
    assert!(results.last().unwrap().is_err());
    assert!(sandbox.faults().armed().is_empty());
}

/// The waits come from the caller's randomness.
#[test]
fn jitter_is_the_callers() {
    let asked = Arc::new(AtomicU32::new(0));
    let count = asked.clone();
    let sandbox = plain();
    fill(&sandbox, 1);
    let client = of(&sandbox).retry(quick(4)).jitter(move || {
        count.fetch_add(1, Ordering::Relaxed);
        7
    });
    let mut client = client.build().unwrap();
    client.retrieve("w000").unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    sandbox.arm(Fault::ServerError { status: 503 }.times(3));
    client.retrieve("w000").unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 3);
}

/// Nothing listens: each attempt fails at once, and the time for all ends it.
#[test]
fn the_time_for_all_attempts() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v2/", listener.local_addr().unwrap());
    drop(listener);
    let retry = Retry::new(u32::MAX)
        .waits(Duration::from_millis(5), Duration::from_millis(5))
        .within(Duration::from_millis(200));
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut client = to(&url).retry(retry).build().unwrap();
        let _ = sender.send(client.retrieve("w000").unwrap_err());
    });
    let watchdog = Duration::from_secs(60);
    let error = receiver.recv_timeout(watchdog).expect("it ends");
    // It ends in a wait, or within the last attempt.
    let is_over = match *error.cause() {
        Cause::Timeout { limit, .. } => limit == TimeLimit::Retry,
        _ => matches!(error.cause(), Cause::Connect { .. }),
    };
    assert!(is_over, "{error:?}");
}

/// A server that says nothing is given up when the time for all attempts is over, not after the
/// deadline of one.
#[test]
fn the_time_for_all_attempts_ends_one() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v2/", listener.local_addr().unwrap());
    let retry = Retry::new(9).within(Duration::from_millis(200));
    let mut client = to(&url).retry(retry).build().unwrap();
    let error = client.retrieve("w000").unwrap_err();
    let Cause::Timeout { limit, .. } = *error.cause() else {
        panic!("{error:?}")
    };
    assert_eq!(limit, TimeLimit::Retry);
}
