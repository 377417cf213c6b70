//! An image that performs the operations its features name over an in-memory transport.
//!
//! Flash is what it takes over the image without any feature; stack is measured by painting it.
#![no_std]
#![no_main]

mod canned;
#[cfg(any(
    feature = "list",
    feature = "register",
    feature = "retrieve",
    feature = "update",
    feature = "replace",
    feature = "delete"
))]
mod operations;
#[cfg(not(any(
    feature = "list",
    feature = "register",
    feature = "retrieve",
    feature = "update",
    feature = "replace",
    feature = "delete"
)))]
mod operations {
    //! None: the image that all others are compared with.

    #[allow(dead_code)]
    pub const EXPECTED: usize = 0;
    #[allow(dead_code)]
    pub const EXCHANGE: usize = 0;

    pub fn run(_: &mut [u8; super::WINDOW]) -> usize {
        0
    }
}
mod stack;

use canned::{ANSWERS, Canned};
use embedded_io::{Read, Write};

/// Bytes the exchanges work in.
pub const WINDOW: usize = 512;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::sync::atomic::compiler_fence(core::sync::atomic::Ordering::SeqCst);
    }
}

/// The transport and its data by themselves: what every image pays.
#[inline(never)]
fn transport_only(window: &mut [u8]) -> usize {
    let mut sum = 0;
    for operation in 0..ANSWERS.len() {
        let mut connection = Canned::new(operation);
        let _ = connection.write(b"-");
        let _ = connection.flush();
        while let Ok(read @ 1..) = connection.read(window) {
            sum += read;
        }
    }
    sum
}

/// What the operations do; see [`operations::EXPECTED`].
#[inline(never)]
fn work(window: &mut [u8; WINDOW]) -> usize {
    core::hint::black_box(transport_only(window));
    #[cfg(feature = "planted-panic")]
    {
        let window = core::hint::black_box(&window[..]);
        core::hint::black_box(window[core::hint::black_box(WINDOW)]);
    }
    operations::run(window)
}

#[cortex_m_rt::entry]
fn main() -> ! {
    static mut BYTES: [u8; WINDOW] = [0; WINDOW];
    let window: &mut [u8; WINDOW] = BYTES;
    stack::paint();
    let done = core::hint::black_box(work(window));
    let used = stack::used();
    core::hint::black_box((done, used));
    #[cfg(feature = "report")]
    {
        let expected = operations::EXPECTED;
        let exchange = operations::EXCHANGE;
        semihosting::println!("operations {done} of {expected}\nstack {used}\nexchange {exchange}");
        semihosting::process::exit(i32::from(done != expected));
    }
    #[cfg(not(feature = "report"))]
    loop {
        cortex_m::asm::wfi();
    }
}
