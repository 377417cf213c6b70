//! Notifications, from the sandbox to the handler: B24 to B26. The sandbox signs by another
//! implementation of HMAC.

use std::sync::mpsc::{Receiver, channel};

use gigapay_sandbox::{Fault, Outcome as Fate, Sandbox, Webhook};
use gigapay_webhooks_std::listen::{
    FinalStatus, Listener, Listening, Outcome, Rejection, Reply, Report,
};
use gigapay_webhooks_std::{SecretKey, WebhookUpdate};

use crate::common::{INTEGRATION, client};
use crate::sender::*;

const EVENT: &str = "Payout.created";

/// A sandbox whose webhook `w` notifies a listener.
struct Pair {
    sandbox: Sandbox,
    listening: Listening,
    /// What the handler got: the body, and the place of the secret.
    got: Receiver<(Vec<u8>, usize)>,
    reports: Receiver<Report>,
}

impl Pair {
    fn new() -> Self {
        Self::with(|_| Reply::Accepted)
    }

    fn with(reply: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Self {
        let (sender, got) = channel();
        let (reporter, reports) = channel();
        let count = std::sync::atomic::AtomicUsize::new(0);
        let listening = Listener::new()
            .on_report(move |report| reporter.send(*report).unwrap())
            .start("127.0.0.1:0", &[SECRET], move |notification| {
                let got = (notification.body.to_vec(), notification.secret);
                sender.send(got).unwrap();
                reply(count.fetch_add(1, std::sync::atomic::Ordering::SeqCst))
            })
            .unwrap();
        let eager = Sandbox::builder().retry_unit(std::time::Duration::ZERO);
        let sandbox = eager.start().unwrap();
        let url = format!("http://{}/", listening.addr());
        let mut webhook = Webhook::new("w", &url, &[EVENT]).in_integration(INTEGRATION);
        webhook.secret_key = SECRET.into();
        sandbox.insert([webhook]).unwrap();
        Self {
            sandbox,
            listening,
            got,
            reports,
        }
    }

    /// Lets it happen, and waits until it was delivered. The statuses of the attempts.
    fn happen(&self) -> Vec<Option<u16>> {
        let numbers = self
            .sandbox
            .trigger(EVENT, Some(INTEGRATION), None)
            .unwrap();
        assert!(self.sandbox.wait_for_deliveries(WATCHDOG));
        let all = self.sandbox.deliveries();
        let delivery = all.iter().find(|one| one.number == numbers[0]).unwrap();
        assert_eq!(delivery.outcome, Fate::Delivered, "{delivery}");
        delivery.attempts.iter().map(|one| one.status).collect()
    }

    /// What became of so many requests, as text and in the text's order: the responses left before
    /// the reports were made, and each request came over a connection of its own.
    fn outcomes(&self, count: usize) -> Vec<String> {
        let next = |_| self.reports.recv_timeout(WATCHDOG).unwrap().outcome;
        sorted((0..count).map(next))
    }
}

fn sorted(outcomes: impl IntoIterator<Item = Outcome>) -> Vec<String> {
    let texts = outcomes.into_iter().map(|outcome| format!("{outcome:?}"));
    let mut texts: Vec<_> = texts.collect();
    texts.sort();
    texts
}

#[test]
fn b24_what_is_authentic_reaches_the_handler_byte_for_byte() {
    let pair = Pair::new();
    assert_eq!(pair.happen(), [Some(200)]);
    let (body, secret) = pair.got.try_recv().unwrap();
    assert_eq!(body, pair.sandbox.deliveries()[0].body.as_bytes());
    assert_eq!(secret, 0);
    assert_eq!(pair.outcomes(1), ["Replied(Accepted)"]);
}

#[test]
fn b24_what_is_forged_does_not() {
    let pair = Pair::new();
    pair.sandbox.arm(Fault::WrongSignature.times(2));
    assert_eq!(pair.happen(), [Some(401), Some(401), Some(200)]);
    assert_eq!(pair.got.try_iter().count(), 1);
    let forged = Outcome::Rejected(Rejection::Forged);
    let accepted = Outcome::Replied(Reply::Accepted);
    assert_eq!(pair.outcomes(3), sorted([forged, forged, accepted]));
}

#[test]
fn b25_what_is_too_old_or_from_the_future_is_told_apart() {
    let pair = Pair::new();
    let shifted = |seconds| Fault::ShiftedTime { seconds }.times(1);
    pair.sandbox.arm(shifted(-1000));
    pair.sandbox.arm(shifted(1000));
    pair.sandbox.arm(shifted(-200));
    assert_eq!(pair.happen(), [Some(400), Some(400), Some(200)]);
    assert_eq!(pair.got.try_iter().count(), 1);
    let outcomes = (0..3).map(|_| pair.reports.recv_timeout(WATCHDOG).unwrap().outcome);
    let outcomes: Vec<_> = outcomes.collect();
    let is_there = |is_it: fn(&Outcome) -> bool| outcomes.iter().any(is_it);
    use Rejection::{Future, Stale};
    let stale = is_there(|one| matches!(one, Outcome::Rejected(Stale { age: 1000.. })));
    let future = is_there(|one| matches!(one, Outcome::Rejected(Future { ahead: 900..=1000 })));
    let accepted = is_there(|one| *one == Outcome::Replied(Reply::Accepted));
    assert!(stale && future && accepted, "{outcomes:?}");
}

#[test]
fn b25_the_same_again_is_accepted_and_not_handed_on() {
    let pair = Pair::new();
    let again = Fault::DuplicateDelivery { count: 2 };
    pair.sandbox.arm(again.times(1));
    assert_eq!(pair.happen(), [Some(200), Some(200), Some(200)]);
    assert_eq!(pair.got.try_iter().count(), 1);
    let accepted = Outcome::Replied(Reply::Accepted);
    let again = Outcome::Replayed;
    assert_eq!(pair.outcomes(3), sorted([accepted, again, again]));
}

#[test]
fn b25_what_the_handler_does_not_accept_comes_again() {
    let pair = Pair::with(|count| match count {
        0 => Reply::Failed,
        1 => Reply::Unavailable,
        2 => Reply::Status(FinalStatus::new(418).unwrap()),
        3 => panic!("on purpose: the handler fails"),
        4 => FinalStatus::new(99).map_or(Reply::Failed, Reply::Status),
        _ => Reply::Status(FinalStatus::new(204).unwrap()),
    });
    let statuses = [500, 503, 418, 500, 500, 204].map(Some);
    assert_eq!(pair.happen(), statuses);
    assert_eq!(pair.got.try_iter().count(), 6);
}

#[test]
fn b25_a_cut_notification_is_none() {
    let pair = Pair::new();
    let cut = Fault::CutDelivery {
        after: 300,
        how: gigapay_sandbox::Cut::Fin,
    };
    pair.sandbox.arm(cut.times(1));
    assert_eq!(pair.happen(), [None, Some(200)]);
    assert_eq!(pair.got.try_iter().count(), 1);
    let accepted = Outcome::Replied(Reply::Accepted);
    assert_eq!(pair.outcomes(2), sorted([Outcome::Cut, accepted]));
}

#[test]
fn b26_no_notification_is_lost_while_one_secret_replaces_another() {
    let pair = Pair::new();
    let new = "p9wzz8cpkymrcqphzeg0yyk5jhxe5m9h";
    assert_eq!(pair.happen(), [Some(200)]);
    pair.listening.set_secrets(&[SECRET, new]).unwrap();
    assert_eq!(pair.happen(), [Some(200)]);
    let key: SecretKey = SecretKey::new(new).unwrap();
    let update = WebhookUpdate::new().secret_key(&key);
    client(&pair.sandbox).update("w", update).unwrap();
    assert_eq!(pair.happen(), [Some(200)]);
    pair.listening.set_secrets(&[new]).unwrap();
    assert_eq!(pair.happen(), [Some(200)]);
    let places: Vec<_> = pair.got.try_iter().map(|got| got.1).collect();
    assert_eq!(places, [0, 0, 1, 0]);

    // Of several signatures one is enough, and the old one alone is none any more.
    pair.sandbox.arm(Fault::BothSecrets.times(1));
    assert_eq!(pair.happen(), [Some(200)]);
    pair.listening.set_secrets(&[SECRET]).unwrap();
    pair.sandbox.arm(Fault::BothSecrets.skip(1).times(1));
    assert_eq!(pair.happen(), [Some(401), Some(200)]);
    assert!(pair.listening.set_secrets(&[""]).is_err());
    pair.sandbox.arm(Fault::BothSecrets.times(1));
    assert_eq!(
        pair.happen(),
        [Some(200)],
        "the former secrets are still there"
    );
}

#[test]
fn listener_without_secrets_responds_503_until_they_are_set() {
    let (sender, got) = channel();
    let (reporter, reports) = channel();
    let no_secrets: [&str; 0] = [];
    let listening = Listener::new()
        .on_report(move |report| reporter.send(report.outcome).unwrap())
        .start("127.0.0.1:0", &no_secrets, move |notification| {
            sender.send(notification.body.to_vec()).unwrap();
            Reply::Accepted
        })
        .unwrap();
    let ask = || Sender::to(listening.addr()).ask(&request("{}", ""));
    let outcome = || reports.recv_timeout(WATCHDOG).unwrap();
    let refused = Outcome::Rejected(Rejection::NoSecret);
    assert_eq!((ask(), outcome()), (503, refused));
    listening.set_secrets(&[SECRET]).unwrap();
    assert_eq!((ask(), outcome()), (200, Outcome::Replied(Reply::Accepted)));
    listening.set_secrets(&no_secrets).unwrap();
    assert_eq!((ask(), outcome()), (503, refused));
    assert_eq!(got.try_iter().collect::<Vec<_>>(), [b"{}"]);
}

#[test]
fn nothing_that_is_printed_shows_a_secret_or_what_was_sent() {
    let (sender, printed) = channel();
    let listener = Listener::new();
    let settings = format!("{listener:?}");
    let listening = listener
        .start("127.0.0.1:0", &[SECRET], move |notification| {
            sender.send(format!("{notification:?}")).unwrap();
            Reply::Accepted
        })
        .unwrap();
    let status = Sender::to(listening.addr()).ask(&request("{\"hush\":1}", ""));
    assert_eq!(status, 200);
    let notification = printed.recv_timeout(WATCHDOG).unwrap();
    for text in [settings, notification, format!("{listening:?}")] {
        assert!(!text.contains(SECRET) && !text.contains("hush"), "{text}");
        assert!(!text.contains("v1="), "{text}");
    }
}

#[test]
fn a_report_has_the_status_of_the_response_and_one_line() {
    let pair = Pair::new();
    pair.sandbox.arm(Fault::WrongSignature.times(1));
    assert_eq!(pair.happen(), [Some(401), Some(200)]);
    pair.sandbox
        .arm(Fault::DuplicateDelivery { count: 1 }.times(1));
    assert_eq!(pair.happen(), [Some(200), Some(200)]);
    let reports = (0..4).map(|_| pair.reports.recv_timeout(WATCHDOG).unwrap());
    let mut shown: Vec<_> = reports
        .map(|report| (report.status(), report.to_string()))
        .collect();
    shown.sort();
    let expected = [
        (Some(200), "authentic, accepted".into()),
        (Some(200), "authentic, accepted".into()),
        (Some(200), "authentic, but accepted before".into()),
        (Some(401), Rejection::Forged.to_string()),
    ];
    assert_eq!(shown, expected);
}
