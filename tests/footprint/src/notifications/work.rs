//! Hashing, verifying and receiving one notification.

// An image that does one of them leaves what the others need unused.
#![allow(dead_code, unused_imports, unused_variables)]

use gigapay_webhooks::notify::drive::{Pause, blocking};
use gigapay_webhooks::notify::{
    Clock, Endpoint, Judgement, Keyring, Outcome, Receiver, ReplayGuard, Reply, Signature, Verdict,
    Verifier,
};

use crate::Memory;
use crate::request::{BODY, Canned, SECRET, SIGNATURE, TIMESTAMP};

/// What [`run`] returns if all went well: 1 for each thing done.
pub const EXPECTED: usize = cfg!(feature = "sha256") as usize
    + cfg!(feature = "verify") as usize
    + cfg!(feature = "receive") as usize * 2;

const CLOCK: Clock = Clock::unix(TIMESTAMP + 20);

#[cfg(feature = "sha256")]
#[inline(never)]
pub fn hash(body: &[u8]) -> usize {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(body);
    usize::from(core::hint::black_box(digest.as_slice()).len() == 32)
}

/// From the field's text and the body to the verdict.
#[inline(never)]
pub fn verify(keyring: &Keyring, body: &[u8]) -> usize {
    let Ok(signature) = Signature::parse(core::hint::black_box(SIGNATURE)) else {
        return 0;
    };
    let mut verifier = Verifier::new(keyring, &signature);
    verifier.update(body);
    let verdict = verifier.finish(core::hint::black_box(CLOCK));
    usize::from(matches!(verdict, Verdict::Authentic { secret: 0, .. }))
}

/// The same request: whether it was answered as it should be.
#[inline(never)]
pub fn receive(
    keyring: &Keyring,
    guard: &mut ReplayGuard<8>,
    memory: &mut Memory,
    expected: Outcome,
) -> usize {
    let mut connection = Canned::new();
    let Ok(endpoint) = Endpoint::new(core::hint::black_box("/hooks/")) else {
        return 0;
    };
    let Memory { window, body } = memory;
    let mut receiver = Receiver::collecting(endpoint, keyring, window, body);
    loop {
        match blocking::advance(&mut receiver, &mut connection) {
            Ok(Pause::Judge) => {
                let judgement = receiver.judge(core::hint::black_box(CLOCK), guard);
                if let Some(Judgement::Deliver { .. }) = judgement {
                    core::hint::black_box(receiver.body());
                    receiver.reply(core::hint::black_box(Reply::Accepted), guard);
                }
            }
            Ok(Pause::Piece | Pause::Reply) => {}
            Ok(Pause::Done { .. }) => return usize::from(receiver.outcome() == expected),
            Err(_) => return 0,
        }
    }
}

fn keyring() -> Keyring {
    let mut keyring = Keyring::new();
    let _ = keyring.push(core::hint::black_box(SECRET));
    keyring
}

#[inline(never)]
pub fn run(memory: &mut Memory) -> usize {
    let mut done = 0;
    #[cfg(feature = "sha256")]
    {
        done += hash(core::hint::black_box(BODY));
    }
    #[cfg(feature = "verify")]
    {
        done += verify(&keyring(), core::hint::black_box(BODY));
    }
    #[cfg(feature = "receive")]
    {
        let (keyring, mut guard) = (keyring(), ReplayGuard::new());
        for expected in [Outcome::Replied(Reply::Accepted), Outcome::Replayed] {
            done += receive(&keyring, &mut guard, memory, expected);
        }
    }
    done
}

/// Sizes; and, in the image that has both, what verifying takes and what hashing alone does.
#[cfg(feature = "report")]
pub fn report(_: &mut Memory) {
    use core::mem::size_of;
    semihosting::println!("signature {}", size_of::<Signature>());
    semihosting::println!("keyring {}", size_of::<Keyring>());
    semihosting::println!("verifier {}", size_of::<Verifier<'_, 2>>());
    semihosting::println!("receiver {}", size_of::<Receiver<'_>>());
    semihosting::println!("guard {}", size_of::<ReplayGuard<8>>());
    #[cfg(all(feature = "sha256", feature = "verify"))]
    {
        let keyring = keyring();
        let start = crate::time::start();
        core::hint::black_box(hash(core::hint::black_box(BODY)));
        let hashing = crate::time::since(start);
        let start = crate::time::start();
        core::hint::black_box(verify(&keyring, core::hint::black_box(BODY)));
        let verifying = crate::time::since(start);
        semihosting::println!("hashing {hashing}\nverifying {verifying}");
    }
}
