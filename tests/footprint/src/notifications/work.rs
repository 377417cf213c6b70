//! Hashing, verifying and receiving one notification.

// An image that does one of them does not use all of this.
#![allow(dead_code, unused_imports, unused_variables)]

use gigapay_webhooks::drive::blocking;
use gigapay_webhooks::notify::{
    Decision, Endpoint, Keyring, Outcome, Receiver, ReceiverEvent, ReplayGuard, Reply, Signature,
    TimeCheck, Verdict, Verifier,
};

use super::Memory;
use super::request::{BODY, Canned, SECRET, SIGNATURE, TIMESTAMP};

const CLOCK: TimeCheck = TimeCheck::unix(TIMESTAMP + 20);

#[cfg(feature = "sha256")]
#[unsafe(no_mangle)]
#[inline(never)]
fn operation_sha256(body: &[u8]) -> usize {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(body);
    usize::from(core::hint::black_box(digest.as_slice()).len() == 32)
}

/// Verifies a body against the text of the signature field.
#[unsafe(no_mangle)]
#[inline(never)]
fn operation_verify(keyring: &Keyring, body: &[u8]) -> usize {
    let Ok(signature) = Signature::parse(core::hint::black_box(SIGNATURE)) else {
        return 0;
    };
    let mut verifier = Verifier::new(keyring, &signature);
    verifier.update(body);
    let verdict = verifier.finish(core::hint::black_box(CLOCK));
    usize::from(matches!(verdict, Verdict::Authentic { secret: 0, .. }))
}

/// Receives the same request. Returns whether its response was the expected one.
#[unsafe(no_mangle)]
#[inline(never)]
fn operation_receive(
    keyring: &Keyring,
    guard: &mut ReplayGuard<8>,
    memory: &mut Memory,
    expected: Outcome,
) -> usize {
    let mut connection = Canned::new();
    let Ok(endpoint) = Endpoint::new(core::hint::black_box("/hooks/")) else {
        return 0;
    };
    let Memory { buffer, body } = memory;
    let mut receiver = Receiver::collecting(endpoint, keyring, buffer, body);
    loop {
        match blocking::advance(&mut receiver, &mut connection) {
            Ok(ReceiverEvent::Decide) => {
                let decision = receiver.decide(core::hint::black_box(CLOCK), guard);
                if let Some(Decision::Deliver { .. }) = decision {
                    core::hint::black_box(receiver.body());
                    let _ = receiver.reply(core::hint::black_box(Reply::Accepted), guard);
                }
            }
            Ok(ReceiverEvent::Piece | ReceiverEvent::Reply) => {}
            Ok(ReceiverEvent::Done { .. }) => return usize::from(receiver.outcome() == expected),
            Err(_) => return 0,
        }
    }
}

fn keyring() -> Keyring {
    let mut keyring = Keyring::new();
    let _ = keyring.push(core::hint::black_box(SECRET));
    keyring
}

/// Does what the features say. Returns 1 for each thing done.
#[inline(always)]
pub fn run(memory: &mut Memory) -> usize {
    let mut done = 0;
    #[cfg(feature = "sha256")]
    {
        done += operation_sha256(core::hint::black_box(BODY));
    }
    #[cfg(feature = "verify")]
    {
        done += operation_verify(&keyring(), core::hint::black_box(BODY));
    }
    #[cfg(feature = "receive")]
    {
        let (keyring, mut guard) = (keyring(), ReplayGuard::new());
        for expected in [Outcome::Replied(Reply::Accepted), Outcome::Replayed] {
            done += operation_receive(&keyring, &mut guard, memory, expected);
        }
    }
    done
}
