//! What the test board takes from the host that emulates it, by semihosting.
//!
//! FOR THE TEST BOARD ONLY. A semihosting call stops a real chip unless a debugger handles it. A
//! product takes entropy from the chip's random number generator, the time from a battery-backed
//! clock or an authenticated time service, and its configuration from its own memory.

pub(crate) mod arguments;
pub(crate) mod entropy;
#[cfg(feature = "tls")]
pub(crate) mod file;
mod log;
mod panic;
#[cfg(any(feature = "tls", feature = "notify"))]
pub(crate) mod wall_clock;

/// The exit status that ends QEMU.
#[derive(Clone, Copy)]
#[repr(i32)]
pub(crate) enum Status {
    /// Every step passed.
    Passed = 0,
    /// A step failed.
    Failed = 1,
    /// The code panicked.
    Panicked = 101,
    /// The core took a fault, or an interrupt that has no handler.
    Faulted = 102,
    /// The log cannot be written.
    Mute = 103,
}

/// Ends the run.
pub(crate) fn exit(status: Status) -> ! {
    semihosting::process::exit(status as i32)
}
