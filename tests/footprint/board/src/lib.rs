//! What every image has, ours and those it is compared with: a transport of canned responses, and the
//! places at which the emulator's trace is read.
#![no_std]

mod block_on;
mod canned;

pub use block_on::block_on;
pub use canned::{Canned, RESPONSES};
pub use embedded_io;

/// Bytes of the buffer that requests and responses pass through, wherever there is one to choose.
pub const BUFFER: usize = 512;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::sync::atomic::compiler_fence(core::sync::atomic::Ordering::SeqCst);
    }
}

/// Which response a connection gives is not for the compiler to know, as it would not on a device:
/// otherwise it makes a copy of the code for each.
pub fn connection(operation: usize) -> Canned {
    Canned::new(core::hint::black_box(operation))
}

/// The transport and its data by themselves: what every image pays.
#[inline(never)]
pub fn transport_only() -> usize {
    use embedded_io::{Read, Write};

    let mut buffer = [0; 64];
    let mut sum = 0;
    for operation in 0..RESPONSES.len() {
        let mut connection = connection(operation);
        let _ = connection.write(b"-");
        let _ = connection.flush();
        while let Ok(read @ 1..) = connection.read(&mut buffer) {
            core::hint::black_box(&buffer);
            sum += read;
        }
    }
    sum
}

/// The end of an image. The trace shows `done`, by which it is known whether all was done.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn finished(done: usize) -> ! {
    core::hint::black_box(done);
    // Not asleep: what the emulator writes of its trace only comes when there is more.
    loop {
        core::hint::spin_loop();
    }
}

/// Tells a number: the trace shows where its name lies, and the number.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn report(name: *const u8, length: usize, number: usize) {
    core::hint::black_box((name, length, number));
}
