//! An image that verifies and receives notifications, as its features say.
//!
//! Flash is what it takes over the image without any feature. What verifying a body of 4 kB takes is
//! compared with what `sha2`'s own hasher takes for it.
#![no_std]
#![no_main]

mod request;
#[path = "../stack.rs"]
mod stack;
#[cfg(all(feature = "report", feature = "sha256", feature = "verify"))]
#[path = "../time.rs"]
mod time;
#[cfg(any(feature = "sha256", feature = "verify", feature = "receive"))]
mod work;
#[cfg(not(any(feature = "sha256", feature = "verify", feature = "receive")))]
mod work {
    //! None: the image that all others are compared with.

    #[allow(dead_code)]
    pub const EXPECTED: usize = 0;

    pub fn run(_: &mut super::Memory) -> usize {
        0
    }

    #[cfg(feature = "report")]
    pub fn report(_: &mut super::Memory) {}
}

use embedded_io::{Read, Write};
use request::{BODY, Canned};

/// What the work is done in, besides the stack.
pub struct Memory {
    pub window: [u8; 256],
    pub body: [u8; BODY.len()],
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::sync::atomic::compiler_fence(core::sync::atomic::Ordering::SeqCst);
    }
}

/// The request and its body by themselves: what every image pays.
#[inline(never)]
fn transport_only(memory: &mut Memory) -> usize {
    let mut connection = Canned::new();
    let mut sum = 0;
    while let Ok(read @ 1..) = connection.read(&mut memory.window) {
        sum += read;
    }
    let _ = connection.write(b"-");
    let _ = connection.flush();
    sum
}

#[cortex_m_rt::entry]
fn main() -> ! {
    static mut MEMORY: Memory = Memory {
        window: [0; 256],
        body: [0; BODY.len()],
    };
    let memory: &mut Memory = MEMORY;
    core::hint::black_box(transport_only(memory));
    stack::paint();
    let done = core::hint::black_box(work::run(memory));
    let used = stack::used();
    core::hint::black_box((done, used));
    #[cfg(feature = "report")]
    {
        let expected = work::EXPECTED;
        semihosting::println!("done {done} of {expected}\nstack {used}");
        work::report(memory);
        semihosting::process::exit(i32::from(done != expected));
    }
    #[cfg(not(feature = "report"))]
    loop {
        cortex_m::asm::wfi();
    }
}
