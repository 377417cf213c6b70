//! Calls in any order, and bodies of any kind: no panic, an end in bounded time, and nothing
//! authentic among them. Requests and fields of any bytes are in `hostile`.

use gigapay_webhooks::notify::{
    Keyring, Outcome, ReceiverEvent, ReplayGuard, Reply, Signature, TimeCheck, Verifier,
};
use gigapay_webhooks_tests::count;

use gigapay_webhooks_tests::render::Random;

use super::support::*;

/// Whatever is called whenever: no panic, and nothing is authentic that is not.
#[test]
fn calls_in_any_order() {
    use gigapay_webhooks::Step;
    use gigapay_webhooks::notify::{Decision, Endpoint, Receiver, Rejection};
    let keyring: Keyring = keyring(&[SECRET]);
    let request = good();
    let mut chance = Random::new(3);
    let mut delivered = 0;
    for _ in 0..20_000 {
        let mut guard: ReplayGuard<2> = ReplayGuard::new();
        let (mut buffer, mut room) = ([0; 400], [0; 100]);
        let endpoint = Endpoint::new("/hooks/").unwrap();
        let mut receiver = Receiver::collecting(endpoint, &keyring, &mut buffer, &mut room);
        let mut rest = &request[..];
        let careless = chance.below(30) + 2;
        for _ in 0..20 {
            if chance.below(careless) == 0 {
                match chance.below(6) {
                    0 => receiver.received(chance.below(500)),
                    1 => receiver.transmitted(chance.below(500)),
                    2 => drop(receiver.decide(TimeCheck::Skip, &mut guard)),
                    3 => drop(receiver.reply(Reply::Accepted, &mut guard)),
                    4 => receiver.abandon(&mut guard),
                    _ => drop(receiver.reject(Rejection::Overloaded)),
                }
            }
            match receiver.poll() {
                Step::Receive(space) => {
                    let size = space.len().min(rest.len());
                    space[..size].copy_from_slice(&rest[..size]);
                    rest = &rest[size..];
                    receiver.received(size);
                }
                Step::Transmit(bytes) => {
                    let written = bytes.len();
                    receiver.transmitted(written);
                }
                Step::Event(ReceiverEvent::Decide) => {
                    if let Some(Decision::Deliver { .. }) =
                        receiver.decide(TimeCheck::Skip, &mut guard)
                    {
                        assert_eq!(receiver.body(), Some(BODY));
                        delivered += 1;
                        assert!(receiver.reply(Reply::Accepted, &mut guard));
                    }
                }
                Step::Event(ReceiverEvent::Done { .. }) => break,
                _ => {}
            }
        }
    }
    count::tell(&format!(
        "{delivered} notifications delivered with calls in any order"
    ));
    assert!(delivered > 1000);
}

/// A buffer without room, and a transport that claims too much.
#[test]
fn misuse() {
    use gigapay_webhooks::Step;
    use gigapay_webhooks::notify::{Endpoint, Receiver};
    let keyring: Keyring = keyring(&[SECRET]);
    let endpoint = Endpoint::new("/hooks/").unwrap();
    let mut receiver = Receiver::streaming(endpoint, &keyring, &mut []);
    assert_eq!(
        receiver.poll(),
        Step::Event(ReceiverEvent::Done { reusable: false })
    );
    assert_eq!(receiver.outcome(), Outcome::Misused);
    let mut buffer = [0; 8];
    let mut receiver = Receiver::streaming(endpoint, &keyring, &mut buffer);
    receiver.received(9);
    assert_eq!(
        receiver.poll(),
        Step::Event(ReceiverEvent::Done { reusable: false })
    );
    assert_eq!(receiver.outcome(), Outcome::Misused);
}

/// A verifier that is dropped early says nothing; one without a body checks the empty one.
#[test]
fn no_body() {
    let keyring: Keyring = keyring(&[SECRET]);
    let field = field(SECRET, NOW, b"");
    let signature = Signature::parse(field.as_bytes()).unwrap();
    drop(Verifier::new(&keyring, &signature));
    let verdict = Verifier::new(&keyring, &signature).finish(TimeCheck::Skip);
    assert!(format!("{verdict:?}").starts_with("Authentic"));
}
