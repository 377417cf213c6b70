//! An image that performs the operations its features name over an in-memory transport.
//!
//! Flash is counted over the image without any of them. Stack and instructions are read from the
//! emulator's trace, by the names of the functions here.
#![no_std]
#![no_main]

#[cfg(any(
    feature = "blocking-without-texts",
    feature = "nonblocking",
    feature = "polled"
))]
mod drive;
#[cfg(feature = "notification")]
mod notifications;
#[cfg(any(
    feature = "blocking-without-texts",
    feature = "nonblocking",
    feature = "polled"
))]
mod operations;
#[cfg(feature = "planted")]
mod planted;
#[cfg(feature = "sizes")]
mod sizes;

#[cfg(feature = "notification")]
type Memory = notifications::Memory;
#[cfg(not(feature = "notification"))]
type Memory = ();

/// The work of the image. Returns how much of it succeeded.
#[unsafe(no_mangle)]
#[inline(never)]
fn perform(memory: &mut Memory) -> usize {
    let _ = &memory;
    #[cfg(feature = "planted")]
    planted::exceed();
    #[cfg(feature = "sizes")]
    sizes::report_all();
    #[allow(unused_mut)]
    let mut done = 0;
    #[cfg(any(
        feature = "blocking-without-texts",
        feature = "nonblocking",
        feature = "polled"
    ))]
    {
        done += operations::run();
    }
    #[cfg(any(feature = "sha256", feature = "verify", feature = "receive"))]
    {
        done += notifications::run(memory);
    }
    done
}

#[cfg(feature = "notification")]
const EMPTY: Memory = notifications::memory();
#[cfg(not(feature = "notification"))]
const EMPTY: Memory = ();

#[cfg(target_arch = "arm")]
#[cortex_m_rt::entry]
fn main() -> ! {
    static mut MEMORY: Memory = EMPTY;
    work(MEMORY)
}

#[cfg(target_arch = "riscv32")]
#[riscv_rt::entry]
fn main() -> ! {
    let mut memory = EMPTY;
    work(&mut memory)
}

#[inline(always)]
fn work(memory: &mut Memory) -> ! {
    core::hint::black_box(board::transport_only());
    #[cfg(feature = "notification")]
    core::hint::black_box(notifications::transport_only(memory));
    board::finished(perform(memory))
}
