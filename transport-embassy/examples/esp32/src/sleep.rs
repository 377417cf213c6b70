//! What survives deep sleep: the TLS session and the time.
//!
//! The session lies in the RTC memory, which stays on. Anyone who reads it can impersonate the
//! server to this device until the ticket expires: with secure boot and without a debugger, only
//! this program can. It is not encrypted there.

use core::sync::atomic::Ordering;

use embassy_net::Stack;
use esp_hal::ram;
use esp_hal::rng::Trng;
use esp_hal::rtc_cntl::Rtc;
use gigapay_webhooks_embassy::tls::Session;
use portable_atomic::{AtomicU8, AtomicU16};

use crate::board::{self, Failure};

// Zero after power-up. Atomic, as a `static` that changes must be; nothing else runs meanwhile.
#[ram(unstable(rtc_fast, persistent))]
static BYTES: [AtomicU8; Session::MAX_BYTES] = [const { AtomicU8::new(0) }; _];
#[ram(unstable(rtc_fast, persistent))]
static LENGTH: AtomicU16 = AtomicU16::new(0);

const MICROSECONDS: u64 = 1_000_000;

/// Runs the board with the session and the time from before it slept, and keeps those to come.
pub async fn run(stack: Stack<'_>, random: Trng, rtc: &Rtc<'_>) -> Result<(), Failure> {
    let mut session = Session::new();
    restore(&mut session);
    // The RTC counts on in deep sleep. After power-up it starts at 1970.
    let now = rtc.current_time_us() / MICROSECONDS;
    let now = (now >= board::BUILT).then_some(now);
    let ended = board::run(stack, random, &mut session, now).await;
    if let Ok(Some(now)) = ended {
        rtc.set_current_time_us(now * MICROSECONDS);
    }
    store(&session);
    ended.map(drop)
}

/// Takes the session, so that no ticket is offered twice: whatever ends this run, it is gone.
fn restore(session: &mut Session) {
    let mut bytes = [0; Session::MAX_BYTES];
    for (to, from) in bytes.iter_mut().zip(&BYTES) {
        *to = from.swap(0, Ordering::Relaxed);
    }
    let length = usize::from(LENGTH.swap(0, Ordering::Relaxed));
    // A damaged one is left out: the next handshake is a full one.
    let _ = session.restore(bytes.get(..length).unwrap_or(&[]));
}

fn store(session: &Session) {
    let bytes = session.as_bytes();
    for (to, from) in BYTES.iter().zip(bytes) {
        to.store(*from, Ordering::Relaxed);
    }
    LENGTH.store(bytes.len() as u16, Ordering::Relaxed);
}
