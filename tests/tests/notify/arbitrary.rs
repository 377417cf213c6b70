//! Bytes nobody would send: no panic, an end in bounded time, and nothing authentic among them.

use gigapay_webhooks::notify::{Clock, Keyring, Outcome, ReplayGuard, Reply, Signature, Verifier};
use gigapay_webhooks_tests::{Pieces, count};
use proptest::prelude::*;

use super::smuggling::chunked;
use super::support::*;

fn sizes() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(1..60_usize, 1..6)
}

/// Text made of the pieces that requests are made of.
fn fragments() -> impl Strategy<Value = Vec<u8>> {
    let known = proptest::sample::select(vec![
        "POST ",
        "/hooks/",
        " HTTP/1.1",
        "\r\n",
        "\r",
        "\n",
        "Host: a",
        "Content-Length: ",
        "5",
        "0",
        "Transfer-Encoding: chunked",
        "Gigapay-Signature: ",
        "t=1,",
        "v1=",
        "Expect: 100-continue",
        " ",
        "\t",
        ":",
        ",",
        "\0",
        "\u{e5}",
        "hello",
        "5\r\nhello\r\n0\r\n\r\n",
        "Connection: close",
        "Content-Type: application/json",
    ]);
    proptest::collection::vec(known, 0..40).prop_map(|parts| parts.concat().into_bytes())
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edits =
        proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..6);
    (any::<bool>(), edits).prop_map(|(in_chunks, edits)| {
        let mut request = if in_chunks {
            chunked("X: y\r\n")
        } else {
            good()
        };
        for (index, byte, kind) in edits {
            let at = index.index(request.len());
            match kind {
                0 => request[at] = byte,
                1 => request.insert(at, byte),
                _ => drop(request.remove(at)),
            }
        }
        request
    })
}

fn check(request: &[u8], sizes: &[usize]) {
    let whole = receive(
        request,
        &Setup {
            buffer: 8192,
            ..Setup::default()
        },
    );
    for (buffer, room) in [(1, Some(4096)), (64, None), (4096, Some(4096))] {
        let pieces = Pieces::Sizes(sizes);
        let seen = receive(
            request,
            &Setup {
                pieces,
                buffer,
                room,
                ..Setup::default()
            },
        );
        // Only whether more has come behind it depends on how it came.
        let same = |seen: &Seen| {
            (
                seen.outcome,
                seen.decision,
                seen.body.clone(),
                seen.status(),
            )
        };
        assert_eq!(same(&seen), same(&whole));
    }
    if whole.outcome == Outcome::Replied(Reply::Accepted) {
        assert_eq!(whole.body.as_deref(), Some(BODY), "nothing else is signed");
    }
}

proptest! {
    #![proptest_config(config(1000))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300), sizes in sizes()) {
        check(&bytes, &sizes);
    }

    #[test]
    fn any_fragments(bytes in fragments(), sizes in sizes()) {
        check(&bytes, &sizes);
    }

    #[test]
    fn any_change_of_a_good_one(bytes in mutated(), sizes in sizes()) {
        check(&bytes, &sizes);
    }

    #[test]
    fn any_field(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Signature::parse(&bytes);
    }

    /// Text over the field's own characters; and what is accepted means what another reader takes
    /// it for.
    #[test]
    fn any_field_of_its_characters(text in "(t=|v1=|,|[0-9]{1,21}|[0-9a-f]{64}|x|=| ){0,14}") {
        let signature = Signature::parse(text.as_bytes());
        if let Ok(signature) = signature {
            let items: Vec<(&str, &str)> = text.split(',').map(|it| it.split_once('=').unwrap()).collect();
            let of = |name| items.iter().filter(move |it| it.0 == name).map(|it| it.1).collect::<Vec<_>>();
            prop_assert_eq!(of("t"), [signature.timestamp().to_string()]);
            prop_assert!((1..=8).contains(&of("v1").len()));
            prop_assert!(of("v1").iter().all(|it| it.len() == 64));
        }
    }
}

/// Whatever is called whenever: no panic, and nothing is authentic that is not.
#[test]
fn calls_in_any_order() {
    use gigapay_webhooks::notify::{Decision, Endpoint, Receiver, Rejection, Step};
    let keyring: Keyring = keyring(&[SECRET]);
    let request = good();
    let mut chance = Chance(3);
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
                    2 => drop(receiver.decide(Clock::None, &mut guard)),
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
                Step::Decide => {
                    if let Some(Decision::Deliver { .. }) = receiver.decide(Clock::None, &mut guard)
                    {
                        assert_eq!(receiver.body(), Some(BODY));
                        delivered += 1;
                        receiver.reply(Reply::Accepted, &mut guard);
                    }
                }
                Step::Done { .. } => break,
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
    use gigapay_webhooks::notify::{Endpoint, Receiver, Step};
    let keyring: Keyring = keyring(&[SECRET]);
    let endpoint = Endpoint::new("/hooks/").unwrap();
    let mut receiver = Receiver::streaming(endpoint, &keyring, &mut []);
    assert_eq!(receiver.poll(), Step::Done { reusable: false });
    assert_eq!(receiver.outcome(), Outcome::Misused);
    let mut buffer = [0; 8];
    let mut receiver = Receiver::streaming(endpoint, &keyring, &mut buffer);
    receiver.received(9);
    assert_eq!(receiver.poll(), Step::Done { reusable: false });
    assert_eq!(receiver.outcome(), Outcome::Misused);
}

/// A verifier that is dropped early says nothing; one without a body checks the empty one.
#[test]
fn no_body() {
    let keyring: Keyring = keyring(&[SECRET]);
    let field = field(SECRET, NOW, b"");
    let signature = Signature::parse(field.as_bytes()).unwrap();
    drop(Verifier::new(&keyring, &signature));
    let verdict = Verifier::new(&keyring, &signature).finish(Clock::None);
    assert!(format!("{verdict:?}").starts_with("Authentic"));
}
