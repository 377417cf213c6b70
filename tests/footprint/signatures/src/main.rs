//! An image that verifies one signature of each kind that its features name, and prints for each
//! its instructions and the depth of its stack. `run` builds it, runs it and compares.
#![no_std]
#![no_main]

mod stack;
mod vectors;

use core::hint::black_box;
use core::panic::PanicInfo;

use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
#[cfg(any(feature = "p256", feature = "p384", feature = "rsa"))]
use heapless_tls::signature;
use semihosting::{println, process};
use vectors::*;

/// Instructions of the emulator, `-icount shift=0`, in a tick of the machine's clock of 25 MHz:
/// each takes a nanosecond.
const INSTRUCTIONS_PER_TICK: u32 = 40;
/// The system timer counts down from here, and must not come to its end: 671 M instructions.
const TICKS: u32 = 0x00ff_ffff;

/// Prints what a call took, or ends the run if it returns `false`.
fn measure(name: &str, call: &mut dyn FnMut() -> bool) {
    let mut ticks = 0;
    let (succeeded, stack) = stack::depth(&mut || {
        let started = SYST::get_current();
        let succeeded = call();
        ticks = started.wrapping_sub(SYST::get_current()) & TICKS;
        succeeded
    });
    if !succeeded {
        println!("{name}: not verified");
        process::exit(1);
    }
    println!("{name} {} {stack}", ticks * INSTRUCTIONS_PER_TICK);
}

#[cfg(any(feature = "p256", feature = "p384", feature = "rsa"))]
fn verify(name: &str, algorithm: signature::Algorithm, key: &[u8], value: &[u8]) {
    let algorithm = black_box(algorithm);
    measure(name, &mut || {
        algorithm.verify_signature(key, MESSAGE, value).is_ok()
    });
    // A check that accepts everything would be fast as well.
    let accepted = algorithm
        .verify_signature(key, &MESSAGE[1..], value)
        .is_ok();
    if accepted {
        println!("{name}: another message is accepted");
        process::exit(1);
    }
}

/// What every image has, so that the difference of two is the verification alone: the hash
/// functions that the algorithms use, and the keys and signatures.
fn hash() {
    use sha2::Digest as _;
    measure("sha256", &mut || {
        black_box(sha2::Sha256::digest(black_box(MESSAGE)))[0] != 1
    });
    measure("sha384", &mut || {
        black_box(sha2::Sha384::digest(black_box(MESSAGE)))[0] != 1
    });
    for vector in vectors::ALL {
        black_box(vector);
    }
}

#[cortex_m_rt::entry]
fn main() -> ! {
    let Some(mut peripherals) = cortex_m::Peripherals::take() else {
        process::exit(3)
    };
    peripherals.SYST.set_clock_source(SystClkSource::Core);
    peripherals.SYST.set_reload(TICKS);
    peripherals.SYST.clear_current();
    peripherals.SYST.enable_counter();
    hash();
    #[cfg(feature = "p256")]
    verify("p256", signature::ECDSA_P256_SHA256, P256_KEY, P256);
    #[cfg(feature = "p384")]
    verify("p384", signature::ECDSA_P384_SHA384, P384_KEY, P384);
    #[cfg(feature = "rsa")]
    {
        let (pkcs1, pss) = (
            signature::RSA_PKCS1_2048_4096_SHA256,
            signature::RSA_PSS_2048_4096_SHA256_LEGACY_KEY,
        );
        verify("rsa2048-pkcs1", pkcs1, RSA2048_KEY, RSA2048_PKCS1);
        verify("rsa2048-pss", pss, RSA2048_KEY, RSA2048_PSS);
        verify("rsa4096-pkcs1", pkcs1, RSA4096_KEY, RSA4096_PKCS1);
        verify("rsa4096-pss", pss, RSA4096_KEY, RSA4096_PSS);
    }
    process::exit(0)
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    process::exit(2)
}
