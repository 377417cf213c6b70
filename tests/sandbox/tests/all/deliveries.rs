//! Attempts to deliver notifications, and their end (B25).

use std::time::Duration;

use gigapay_sandbox::{Outcome, Sandbox, TriggerError, Webhook};

use crate::client::{Client, HOOKS};
use crate::receiver::*;

#[test]
fn b25_it_is_tried_again_until_the_receiver_takes_it() {
    let receiver = Receiver::start(&[
        "HTTP/1.1 500 Oh\r\n\r\n",
        "",
        "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\n\r\n",
        "SSH-2.0-x\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    ]);
    let sandbox = with_webhook(eager(), &receiver);
    trigger(&sandbox);
    let delivery = sandbox.deliveries().remove(0);
    assert_eq!(delivery.outcome, Outcome::Delivered);
    let statuses: Vec<_> = delivery.attempts.iter().map(|one| one.status).collect();
    assert_eq!(
        statuses,
        [Some(500), None, Some(301), None, Some(204)],
        "{delivery}"
    );
    let bodies: Vec<_> = receiver.inbox.try_iter().map(|one| one.body).collect();
    assert_eq!(bodies.len(), 5);
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

#[test]
fn b25_after_ten_more_attempts_it_is_given_up() {
    let receiver = Receiver::start(&["HTTP/1.1 503 Busy\r\n\r\n"]);
    let sandbox = with_webhook(eager(), &receiver);
    trigger(&sandbox);
    assert_eq!(receiver.inbox.try_iter().count(), 11);
    let delivery = sandbox.deliveries().remove(0);
    assert_eq!(delivery.outcome, Outcome::GivenUp);
    assert_eq!(
        delivery.to_string(),
        "notification 1: Payout.created to w, 503; attempt 11, given up"
    );
}

#[test]
fn b25_the_time_between_attempts_doubles() {
    let receiver = Receiver::start(&["", "", "", OK]);
    let unit = Duration::from_millis(20);
    let sandbox = with_webhook(Sandbox::builder().retry_unit(unit), &receiver);
    let start = std::time::Instant::now();
    trigger(&sandbox);
    assert_eq!(receiver.inbox.try_iter().count(), 4);
    // Not sooner; how much later depends on the machine.
    assert!(start.elapsed() >= unit * 7);
}

#[test]
fn other_computers_and_https_are_given_up_at_once() {
    for url in [
        "http://192.0.2.1/",
        "http://example.com/",
        "https://localhost/",
    ] {
        let sandbox = eager().start().unwrap();
        sandbox
            .insert([Webhook::new("u", url, &["Registration.verified"])])
            .unwrap();
        sandbox
            .trigger("Registration.verified", None, None)
            .unwrap();
        assert!(sandbox.wait_for_deliveries(WATCHDOG));
        let delivery = sandbox.deliveries().remove(0);
        assert_eq!(delivery.outcome, Outcome::GivenUp);
        assert_eq!(delivery.attempts.len(), 1, "{delivery}");
        let error = delivery.attempts[0].error.as_deref().unwrap();
        assert!(error.starts_with("the sandbox delivers"), "{error}");
    }
}

/// The first notification is given up after so many attempts, the last of which failed for this.
fn given_up(sandbox: &Sandbox, attempts: usize, reason: &str) {
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    let delivery = sandbox.deliveries().remove(0);
    assert_eq!(delivery.outcome, Outcome::GivenUp);
    assert_eq!(delivery.attempts.len(), attempts);
    let last = delivery
        .attempts
        .last()
        .and_then(|last| last.error.as_deref());
    assert_eq!(last, Some(reason));
}

#[test]
fn a_deleted_webhook_is_told_nothing_more() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let sandbox = eager().start().unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let webhook = Webhook::new("w", &url, &[EVENT]).in_integration("i1");
    sandbox.insert([webhook]).unwrap();
    sandbox.trigger(EVENT, Some("i1"), None).unwrap();
    let (attempt, _) = listener.accept().unwrap();
    let reply = Client::new(&sandbox).call("DELETE", &format!("{HOOKS}w/"), "");
    assert_eq!(reply.status, 204);
    drop(attempt);
    given_up(&sandbox, 2, "the webhook is gone");
}

#[test]
fn the_queue_is_bounded_and_a_stop_is_not_kept_waiting() {
    let receiver = Receiver::start(&[""]);
    let sandbox = Sandbox::builder().retry_unit(WATCHDOG).start().unwrap();
    let hook = |number: u32| {
        Webhook::new(
            &number.to_string(),
            &receiver.url(),
            &["Registration.verified"],
        )
    };
    sandbox.insert((0..600).map(hook)).unwrap();
    let trigger = || sandbox.trigger("Registration.verified", None, None);
    assert_eq!(trigger().unwrap().len(), 600);
    assert_eq!(trigger(), Err(TriggerError::Full));
    assert_eq!(sandbox.deliveries().len(), 600, "all or none");
    assert!(!sandbox.wait_for_deliveries(Duration::ZERO));
    let start = std::time::Instant::now();
    drop(sandbox);
    assert!(start.elapsed() < WATCHDOG, "no retry was waited for");
}

#[test]
fn a_silent_receiver_costs_its_time_and_no_more() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let time = Duration::from_millis(10);
    let sandbox = eager().delivery_time(time).start().unwrap();
    let url = format!("http://localhost:{}/", silent.local_addr().unwrap().port());
    sandbox
        .insert([Webhook::new("u", &url, &["Registration.verified"])])
        .unwrap();
    sandbox
        .trigger("Registration.verified", None, None)
        .unwrap();
    given_up(&sandbox, 11, "no response in time");
}
