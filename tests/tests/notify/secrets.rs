//! Secrets, and what would do in their place, are never shown and do not stay behind.

use std::fmt::Debug;

use gigapay_webhooks::Step;
use gigapay_webhooks::notify::{
    Endpoint, Keyring, Receiver, ReceiverEvent, ReplayGuard, ReplayStore, Signature, TimeCheck,
    Verifier,
};
use gigapay_webhooks_tests::remains::{holds, remains};

use super::support::*;

fn assert_hides(value: &dyn Debug) {
    let secret = std::str::from_utf8(SECRET).unwrap();
    let signature = hex(&tag(SECRET, &NOW.to_string(), BODY));
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(
            !shown.contains(&secret[..6]) && !shown.contains(&signature[..6]),
            "{shown}"
        );
        // Nor as a list of numbers.
        assert!(!shown.contains('['), "{shown}");
        assert!(!shown.is_empty());
    }
}

#[test]
fn debug_shows_none() {
    let keyring: Keyring = keyring(&[SECRET]);
    let field = field(SECRET, NOW, BODY);
    let signature = Signature::parse(field.as_bytes()).unwrap();
    let mut guard: ReplayGuard<2> = ReplayGuard::new();
    let mut verifier = Verifier::new(&keyring, &signature);
    verifier.update(BODY);
    assert_hides(&keyring);
    assert_hides(&signature);
    assert_hides(&verifier);
    let (verdict, id) = verifier.finish_with_id(TimeCheck::Skip);
    assert_hides(&verdict);
    assert_hides(&id);
    let _ = guard.admit(&id);
    assert_hides(&guard);
    let mut buffer = [0; 1024];
    let endpoint = Endpoint::new("/hooks/").unwrap();
    let mut receiver = Receiver::streaming(endpoint, &keyring, &mut buffer);
    let request = good();
    loop {
        assert_hides(&receiver);
        match receiver.poll() {
            Step::Receive(space) => {
                space[..request.len()].copy_from_slice(&request);
                receiver.received(request.len());
            }
            Step::Event(ReceiverEvent::Decide) => break,
            step => assert_hides(&step),
        }
    }
    assert_hides(&receiver.decide(TimeCheck::Skip, &mut guard));
    assert_hides(&receiver);
}

/// What `make` gives, made on a stack of its own.
///
/// A value holds bytes that were never written: padding, and room of variants that it is not. They
/// are whatever was on the stack where it was made, and moving it may take them along. So that this
/// is never a secret, everything that computes with secrets or moves them does so elsewhere, and
/// only a pointer to the result comes here.
fn elsewhere<T: Send>(make: impl FnOnce() -> T + Send) -> Box<T> {
    std::thread::scope(|scope| scope.spawn(|| Box::new(make())).join().unwrap())
}

/// HMAC's two states for `SECRET`, as the keyring holds them: whatever does not depend on the place
/// of another secret.
fn states() -> Vec<u8> {
    *elsewhere(|| {
        let [bytes, _] = remains(keyring::<1>(&[SECRET]));
        bytes[..64].to_vec()
    })
}

#[test]
fn a_keyring_is_wiped() {
    let states = states();
    assert!(states.iter().filter(|&&byte| byte == 0).count() < 8);
    let [before, after] = remains(keyring::<3>(&[OTHER_SECRET, SECRET]));
    assert!(holds(&before, &states) && !holds(&before, &SECRET[..8]));
    for part in states.chunks(4) {
        assert!(!holds(&after, part));
    }
    // So is one that was retired: nothing of it stays at its old place, or at its new one.
    let mut retired = keyring::<3>(&[OTHER_SECRET, SECRET]);
    assert!(retired.retire(0) && retired.retire(0));
    let [before, _] = remains(retired);
    assert!(before.iter().all(|byte| *byte == 0));
}

#[test]
fn a_verifier_is_wiped() {
    let keyring = elsewhere::<Keyring>(|| keyring(&[SECRET]));
    let inner = &states()[..32];
    let field = elsewhere(|| field(SECRET, NOW, BODY));
    let signature = Signature::parse(field.as_bytes()).unwrap();
    // Nothing was compressed yet: its state is the keyring's.
    let [before, after] = remains(Verifier::new(&keyring, &signature));
    assert!(holds(&before, inner));
    for part in inner.chunks(4) {
        assert!(!holds(&after, part));
    }
}

/// Also when it was checked, and its block holds what the outer hash is taken of.
#[test]
fn a_decided_receiver_is_wiped() {
    let keyring = elsewhere::<Keyring>(|| keyring(&[SECRET]));
    let digest = *elsewhere(|| {
        let key: Vec<u8> = (0..64)
            .map(|at| SECRET.get(at).unwrap_or(&0) ^ 0x36)
            .collect();
        let message = [NOW.to_string().as_bytes(), b".", BODY].concat();
        let digest = ring::digest::digest(&ring::digest::SHA256, &[&key, &message[..]].concat());
        digest.as_ref().to_vec()
    });
    let endpoint = Endpoint::new("/hooks/").unwrap();
    let mut buffer = [0; 1024];
    let mut receiver = Receiver::streaming(endpoint, &keyring, &mut buffer);
    let request = *elsewhere(good);
    give(&mut receiver, &request);
    while receiver.poll() != Step::Event(ReceiverEvent::Decide) {}
    let _ = receiver.decide(TimeCheck::Skip, &mut ReplayGuard::<1>::new());
    let [before, after] = remains(receiver);
    assert!(holds(&before, &digest));
    for part in digest.chunks(4) {
        assert!(!holds(&after, part));
    }
}

#[test]
fn a_receiver_is_wiped() {
    let keyring = elsewhere::<Keyring>(|| keyring(&[SECRET]));
    let inner = &states()[..32];
    let endpoint = Endpoint::new("/hooks/").unwrap();
    let mut buffer = [0; 1024];
    let mut receiver = Receiver::streaming(endpoint, &keyring, &mut buffer);
    let request = *elsewhere(good);
    give(&mut receiver, &request[..request.len() - BODY.len()]);
    let step = receiver.poll();
    assert!(matches!(step, Step::Receive(_)), "{step:?}");
    let [before, after] = remains(receiver);
    assert!(holds(&before, inner));
    for part in inner.chunks(4) {
        assert!(!holds(&after, part));
    }
}

/// What a notification said does not stay in the buffer, wherever in it a request was left.
#[test]
fn a_receivers_buffer_is_wiped() {
    let keyring = elsewhere::<Keyring>(|| keyring(&[SECRET]));
    let endpoint = Endpoint::new("/hooks/").unwrap();
    for length in [good().len(), 100] {
        let mut buffer = [0; 1023];
        let mut receiver = Receiver::streaming(endpoint, &keyring, &mut buffer);
        let Step::Receive(space) = receiver.poll() else {
            panic!("it wants the request");
        };
        space[..length].copy_from_slice(&good()[..length]);
        space[1022] = 1;
        receiver.received(length);
        assert!(matches!(
            receiver.poll(),
            Step::Event(ReceiverEvent::Piece) | Step::Receive(_)
        ));
        drop(receiver);
        assert!(buffer.iter().all(|byte| *byte == 0), "of {length}");
    }
}
