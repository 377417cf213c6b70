//! An image that performs the operations its features name over an in-memory transport.
//!
//! Flash is what it takes over the image without any; stack and instructions are read from the
//! emulator's trace, by the names of the functions here.
#![no_std]
#![no_main]

#[cfg(any(feature = "blocking", feature = "nonblocking", feature = "polled"))]
mod drive;
#[cfg(any(feature = "blocking", feature = "nonblocking", feature = "polled"))]
mod operations;
#[cfg(feature = "planted")]
mod planted;
#[cfg(feature = "sizes")]
mod sizes;

/// What the image is there for; tells how much of it succeeded.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn perform() -> usize {
    #[cfg(feature = "planted")]
    planted::exceed();
    #[cfg(feature = "sizes")]
    sizes::report_all();
    #[cfg(any(feature = "blocking", feature = "nonblocking", feature = "polled"))]
    return operations::run();
    #[cfg(not(any(feature = "blocking", feature = "nonblocking", feature = "polled")))]
    0
}

#[cortex_m_rt::entry]
fn main() -> ! {
    core::hint::black_box(board::transport_only());
    board::finished(perform())
}
