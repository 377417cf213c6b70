//! What was accepted is not handed on twice (B25).

use std::collections::VecDeque;

use gigapay_webhooks::notify::{
    Admission, Decision, DeliveryId, FinalStatus, Keyring, Outcome, ReceiverEvent, Rejection,
    ReplayGuard, ReplayStore, Reply, Signature, TimeCheck, Verifier,
};
use proptest::prelude::*;

use super::support::*;

fn id<const N: usize>(keyring: &Keyring<N>, field: &str, body: &[u8]) -> DeliveryId<N> {
    let signature = Signature::parse(field.as_bytes()).unwrap();
    let mut verifier = Verifier::new(keyring, &signature);
    verifier.update(body);
    verifier.finish_with_id(TimeCheck::Skip).1
}

fn numbered(keyring: &Keyring, number: u8) -> DeliveryId<2> {
    id(keyring, &field(SECRET, NOW, &[number]), &[number])
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Admit(u8),
    Settle(u8, bool),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        (0..8_u8).prop_map(Act::Admit),
        (0..8_u8, any::<bool>()).prop_map(|(number, accepted)| Act::Settle(number, accepted)),
    ];
    proptest::collection::vec(act, 0..60)
}

proptest! {
    #![proptest_config(config(256))]

    /// Whatever is done in whatever order, the guard is a list of the last so many.
    #[test]
    fn is_a_short_list(acts in acts()) {
        let keyring = keyring(&[SECRET]);
        let ids: Vec<_> = (0..8).map(|number| numbered(&keyring, number)).collect();
        let mut guard: ReplayGuard<3> = ReplayGuard::new();
        let mut list: VecDeque<(u8, bool)> = VecDeque::new();
        let remember = |list: &mut VecDeque<_>, entry| {
            if list.len() == 3 {
                list.pop_front();
            }
            list.push_back(entry);
        };
        for act in acts {
            match act {
                Act::Admit(number) => {
                    let expected = match list.iter().find(|entry| entry.0 == number) {
                        Some((_, true)) => Admission::Replayed,
                        Some((_, false)) => Admission::InProgress,
                        None => {
                            remember(&mut list, (number, false));
                            Admission::New
                        }
                    };
                    prop_assert_eq!(guard.admit(&ids[usize::from(number)]), expected);
                }
                Act::Settle(number, accepted) => {
                    guard.settle(&ids[usize::from(number)], accepted);
                    match list.iter_mut().find(|entry| entry.0 == number) {
                        Some(entry) if accepted => entry.1 = true,
                        Some((_, false)) => list.retain(|entry| entry.0 != number),
                        None if accepted => remember(&mut list, (number, true)),
                        _ => {}
                    }
                }
            }
            for (number, id) in (0..).zip(&ids) {
                prop_assert_eq!(guard.has_accepted(id), list.contains(&(number, true)));
            }
            prop_assert_eq!(guard.len(), list.len());
        }
    }
}

/// Leaving out one of two signatures, adding one, or putting them in another order, makes no
/// other notification; nor does a secret that is retired.
#[test]
fn the_same_notification_under_other_fields() {
    let timestamp = NOW.to_string();
    let [old, new] = [SECRET, OTHER_SECRET].map(|it| hex(&tag(it, &timestamp, BODY)));
    let mut keyring: Keyring = keyring(&[SECRET, OTHER_SECRET]);
    let mut guard: ReplayGuard<4> = ReplayGuard::new();
    let both = id(&keyring, &format!("t={NOW},v1={old},v1={new}"), BODY);
    assert_eq!(guard.admit(&both), Admission::New);
    guard.settle(&both, true);
    for signatures in [
        format!("v1={old}"),
        format!("v1={new}"),
        format!("v1={new},v1={old}"),
        format!("v1={old},v1={}", hex(&[0; 32])),
    ] {
        let id = id(&keyring, &format!("t={NOW},{signatures}"), BODY);
        assert_eq!(guard.admit(&id), Admission::Replayed, "{signatures}");
    }
    assert!(keyring.retire(0));
    let after = id(&keyring, &format!("t={NOW},v1={new}"), BODY);
    assert_eq!(guard.admit(&after), Admission::Replayed);
}

/// Wherever in the keyring the secret is that a notification was signed with: while it stays, the
/// notification is known, whichever others are retired.
#[test]
fn the_same_notification_after_others_are_retired() {
    let timestamp = NOW.to_string();
    let secrets = [SECRET, OTHER_SECRET, b"a third one".as_slice()];
    let [first, second, third] = secrets.map(|it| hex(&tag(it, &timestamp, BODY)));
    // What it came with, which secrets are retired then, and what it comes with again.
    for (count, came, retired, again) in [
        (2, vec![&first], vec![1], &first),
        (2, vec![&second], vec![0], &second),
        (2, vec![&first, &second], vec![0], &second),
        (2, vec![&second, &first], vec![1], &first),
        // Signed anew with the other secret.
        (2, vec![&second], vec![1], &first),
        (2, vec![&first], vec![0], &second),
        (3, vec![&first], vec![2, 1], &first),
        (3, vec![&second], vec![2, 0], &second),
        (3, vec![&second, &first], vec![0, 1], &second),
        (3, vec![&first, &second], vec![2, 1], &first),
        (3, vec![&first], vec![0, 0], &third),
    ] {
        let mut keyring: Keyring<3> = keyring(&secrets[..count]);
        let mut guard: ReplayGuard<1> = ReplayGuard::new();
        let field = came
            .iter()
            .fold(format!("t={NOW}"), |field, tag| format!("{field},v1={tag}"));
        let before = id(&keyring, &field, BODY);
        assert_eq!(guard.admit(&before), Admission::New);
        guard.settle(&before, true);
        for place in &retired {
            assert!(keyring.retire(*place));
        }
        let after = id(&keyring, &format!("t={NOW},v1={again}"), BODY);
        assert_eq!(
            guard.admit(&after),
            Admission::Replayed,
            "{count} {came:?} {retired:?}"
        );
        assert_eq!(guard.len(), 1);
    }
}

/// The id does not depend on which of the signatures came.
#[test]
fn ids_are_of_the_message() {
    let keyring: Keyring = keyring(&[SECRET, OTHER_SECRET]);
    let [old, new] = [SECRET, OTHER_SECRET].map(|it| id(&keyring, &field(it, NOW, BODY), BODY));
    assert!(old == new);
    assert!(old != id(&keyring, &field(SECRET, NOW + 1, BODY), BODY));
}

/// A signature under no known secret may have been put there by any sender: it must not make
/// another notification pass for one that was accepted.
#[test]
fn a_signature_put_beside_the_right_one_hides_no_other_notification() {
    let mut keyring: Keyring = keyring(&[SECRET]);
    let mut guard: ReplayGuard<4> = ReplayGuard::new();
    let other = tag(SECRET, &NOW.to_string(), b"{}");
    let both = format!("{},v1={}", field(SECRET, NOW, BODY), hex(&other));
    let first = id(&keyring, &both, BODY);
    assert_eq!(guard.admit(&first), Admission::New);
    guard.settle(&first, true);
    keyring.push(OTHER_SECRET).unwrap();
    assert_eq!(guard.admit(&first), Admission::Replayed);
    let second = id(&keyring, &field(SECRET, NOW, b"{}"), b"{}");
    assert_eq!(guard.admit(&second), Admission::New);
}

/// Through a receiver, as it happens: the new secret stands first, and the old one is retired.
#[test]
fn sent_again_after_the_secret_was_changed() {
    let mut keyring: Keyring = keyring(&[SECRET, OTHER_SECRET]);
    let mut guard: ReplayGuard<4> = ReplayGuard::new();
    let setup = Setup::default();
    let first = receive_with(&good(), &setup, &keyring, &mut guard);
    assert_eq!(first.outcome, Outcome::Replied(Reply::Accepted));
    assert!(keyring.retire(1));
    let again = receive_with(&good(), &setup, &keyring, &mut guard);
    assert_eq!((again.outcome, again.status()), (Outcome::Replayed, 200));
}

#[test]
fn a_guard_without_room_remembers_nothing() {
    let keyring = keyring(&[SECRET]);
    let mut guard: ReplayGuard<0> = ReplayGuard::new();
    let id = numbered(&keyring, 1);
    for _ in 0..3 {
        assert_eq!(guard.admit(&id), Admission::New);
        guard.settle(&id, true);
        assert!(guard.is_empty());
    }
}

/// A receiver's whole life with it: accepted once, and a 200 ever after, even when it is stale.
#[test]
fn sent_again_because_our_response_was_lost() {
    let keyring = keyring(&[SECRET]);
    let mut guard: ReplayGuard<4> = ReplayGuard::new();
    let setup = Setup::default();
    let first = receive_with(&good(), &setup, &keyring, &mut guard);
    assert_eq!(first.outcome, Outcome::Replied(Reply::Accepted));
    assert_eq!(first.body.as_deref(), Some(BODY));
    for later in [1, 299, 100_000] {
        let clock = TimeCheck::unix(NOW + later);
        let setup = Setup {
            clock,
            ..Setup::default()
        };
        let again = receive_with(&good(), &setup, &keyring, &mut guard);
        assert_eq!(again.decision, Some(Decision::Replayed));
        assert_eq!((again.outcome, again.status()), (Outcome::Replayed, 200));
        assert_eq!(again.body, None);
    }
}

/// What the application did not accept comes again, and is handed to it again.
#[test]
fn sent_again_because_the_application_failed() {
    let keyring = keyring(&[SECRET]);
    let mut guard: ReplayGuard<4> = ReplayGuard::new();
    for (reply, status) in [
        (Reply::Failed, 500),
        (Reply::Unavailable, 503),
        (Reply::Accepted, 200),
    ] {
        let setup = Setup {
            reply,
            ..Setup::default()
        };
        let seen = receive_with(&good(), &setup, &keyring, &mut guard);
        assert_eq!(
            (seen.outcome, seen.status()),
            (Outcome::Replied(reply), status)
        );
        assert_eq!(seen.body.as_deref(), Some(BODY));
        assert!(seen.reusable);
    }
}

/// Of another server's statuses, those of 200 to 299 accept the notification.
#[test]
fn another_servers_status_is_passed_on_and_decides() {
    assert!(FinalStatus::new(199).is_err() && FinalStatus::try_from(600).is_err());
    let keyring = keyring(&[SECRET]);
    let mut guard = ReplayGuard::<4>::default();
    for code in [599, 404, 300, 204] {
        let reply = Reply::Status(FinalStatus::try_from(code).unwrap());
        let setup = Setup {
            reply,
            ..Setup::default()
        };
        let seen = receive_with(&good(), &setup, &keyring, &mut guard);
        assert_eq!(seen.outcome, Outcome::Replied(reply));
        assert_eq!((seen.status(), seen.body.as_deref()), (code, Some(BODY)));
        // RFC 9110 section 8.6.
        assert_eq!(seen.says("Content-Length: 0"), code != 204);
    }
    let seen = receive_with(&good(), &Setup::default(), &keyring, &mut guard);
    assert_eq!(seen.outcome, Outcome::Replayed);
}

/// Two at once: one is worked on, the other told to come again; and a third, after the first was
/// abandoned, is new.
#[test]
fn sent_again_while_the_application_is_at_work() {
    use gigapay_webhooks::Step;
    use gigapay_webhooks::notify::{Endpoint, Receiver};
    let keyring: Keyring = keyring(&[SECRET]);
    let mut guard: ReplayGuard<4> = ReplayGuard::new();
    let (mut buffer, mut room) = ([0; 512], [0; 512]);
    let endpoint = Endpoint::new("/hooks/").unwrap();
    let mut first = Receiver::collecting(endpoint, &keyring, &mut buffer, &mut room);
    let request = good();
    give(&mut first, &request);
    assert_eq!(first.poll(), Step::Event(ReceiverEvent::Decide));
    assert!(matches!(
        first.decide(TimeCheck::Skip, &mut guard),
        Some(Decision::Deliver {
            secret: 0,
            timestamp: NOW
        })
    ));

    let second = receive_with(&request, &Setup::default(), &keyring, &mut guard);
    assert_eq!(second.outcome, Outcome::Rejected(Rejection::InProgress));
    assert_eq!(second.status(), 503);

    first.abandon(&mut guard);
    assert_eq!(
        first.poll(),
        Step::Event(ReceiverEvent::Done { reusable: false })
    );
    assert!(!first.reply(Reply::Accepted, &mut guard));
    let third = receive_with(&request, &Setup::default(), &keyring, &mut guard);
    assert_eq!(third.outcome, Outcome::Replied(Reply::Accepted));
}

/// Who was never found authentic gets nothing into the guard.
#[test]
fn what_is_turned_away_is_not_remembered() {
    let keyring = keyring(&[OTHER_SECRET]);
    let mut guard: ReplayGuard<4> = ReplayGuard::new();
    let seen = receive_with(&good(), &Setup::default(), &keyring, &mut guard);
    assert_eq!(seen.outcome, Outcome::Rejected(Rejection::Forged));
    let keyring = super::support::keyring(&[SECRET]);
    for clock in [TimeCheck::unix(NOW + 301), TimeCheck::unix(NOW - 301)] {
        let setup = Setup {
            clock,
            ..Setup::default()
        };
        let seen = receive_with(&good(), &setup, &keyring, &mut guard);
        assert_eq!(seen.status(), 400);
        assert_eq!(seen.body, None);
    }
    assert!(guard.is_empty());
}
