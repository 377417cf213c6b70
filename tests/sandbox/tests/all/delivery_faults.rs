//! What can be made to go wrong with a notification (B24 to B26).

use gigapay_sandbox::{Cut, Fault, Outcome, signature};

use crate::client::{Client, HOOKS};
use crate::receiver::*;

#[test]
fn b26_every_attempt_is_signed_by_the_key_that_the_webhook_has() {
    let receiver = Receiver::start(&[OK]);
    let sandbox = with_webhook(eager(), &receiver);
    let mut client = Client::new(&sandbox);
    let hook = format!("{HOOKS}w/");
    client.call("PATCH", &hook, r#"{"secret_key":"the new one"}"#);
    trigger(&sandbox);
    assert!(is_signed(
        &receiver.inbox.try_recv().unwrap(),
        "the new one"
    ));

    sandbox.arm(Fault::BothSecrets.times(1));
    trigger(&sandbox);
    let received = receiver.inbox.try_recv().unwrap();
    let time = time_of(received.signature());
    let [former, present] = [SECRET, "the new one"].map(|key| signature(key, time, &received.body));
    let present = present.split_once(',').unwrap().1;
    assert_eq!(received.signature(), format!("{former},{present}"));
    assert!(sandbox.faults().armed().is_empty());
}

#[test]
fn faults_of_deliveries_are_for_deliveries_only() {
    let receiver = Receiver::start(&[OK]);
    let sandbox = with_webhook(eager(), &receiver);
    let mut client = Client::new(&sandbox);
    sandbox.arm(Fault::WrongSignature.skip(1).times(1));
    sandbox.arm(Fault::ServerError { status: 500 }.skip(1).times(1));
    assert_eq!(client.call("GET", HOOKS, "").status, 200);
    trigger(&sandbox);
    assert!(is_signed(&receiver.inbox.try_recv().unwrap(), SECRET));
    assert_eq!(client.call("GET", HOOKS, "").status, 500);
    trigger(&sandbox);
    assert!(!is_signed(&receiver.inbox.try_recv().unwrap(), SECRET));
    assert!(sandbox.faults().armed().is_empty());
}

#[test]
fn a_stale_notification_is_rightly_signed() {
    let receiver = Receiver::start(&[OK]);
    let sandbox = with_webhook(eager(), &receiver);
    sandbox.arm(Fault::ShiftedTime { seconds: -600 }.times(1));
    trigger(&sandbox);
    trigger(&sandbox);
    let [old, new] = [(); 2].map(|()| receiver.inbox.try_recv().unwrap());
    assert!(is_signed(&old, SECRET) && is_signed(&new, SECRET));
    assert!(time_of(old.signature()) + 600 <= time_of(new.signature()));
}

#[test]
fn a_duplicate_is_the_same_to_the_last_byte() {
    let receiver = Receiver::start(&[OK]);
    let sandbox = with_webhook(eager(), &receiver);
    sandbox.arm(Fault::DuplicateDelivery { count: 2 }.times(1));
    trigger(&sandbox);
    let all: Vec<_> = receiver.inbox.try_iter().collect();
    assert_eq!(all.len(), 3);
    for one in &all {
        assert_eq!(
            (one.signature(), &one.body),
            (all[0].signature(), &all[0].body)
        );
    }
    let delivery = sandbox.deliveries().remove(0);
    assert_eq!(
        (delivery.attempts.len(), delivery.outcome),
        (3, Outcome::Delivered)
    );
}

#[test]
fn a_cut_delivery_comes_whole_the_next_time() {
    for how in [Cut::Fin, Cut::Reset] {
        let receiver = Receiver::start(&[OK]);
        let sandbox = with_webhook(eager(), &receiver);
        sandbox.arm(Fault::CutDelivery { after: 90, how }.times(1));
        trigger(&sandbox);
        assert_eq!(receiver.inbox.try_iter().count(), 1);
        let delivery = sandbox.deliveries().remove(0);
        assert_eq!(
            (delivery.attempts.len(), delivery.outcome),
            (2, Outcome::Delivered)
        );
        assert!(
            delivery.attempts[0]
                .error
                .as_deref()
                .unwrap()
                .contains("cut")
        );
    }
}
