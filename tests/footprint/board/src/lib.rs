//! What every image shares, ours and those of other clients: a transport of canned responses, and
//! the functions at which the emulator's trace is read.
#![no_std]

mod block_on;
mod canned;

pub use block_on::block_on;
pub use canned::{Canned, RESPONSES};
pub use embedded_io;

/// Bytes of the buffer for requests and responses, where it can be chosen.
pub const BUFFER: usize = 512;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::sync::atomic::compiler_fence(core::sync::atomic::Ordering::SeqCst);
    }
}

/// The compiler must not know which response a connection delivers, as on a device it would not.
/// Otherwise it copies the code for each response.
pub fn connection(operation: usize) -> Canned {
    Canned::new(core::hint::black_box(operation))
}

/// The transport and its data alone: what every image pays for.
// Not inlined, so that its stack is not a part of what is measured.
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

/// The end of an image. The trace shows `done`, which says whether all the work was done.
// Not inlined: the trace is searched for its address.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn finished(done: usize) -> ! {
    core::hint::black_box(done);
    // A busy loop, not sleep: the emulator flushes its trace only when there is more of it.
    loop {
        core::hint::spin_loop();
    }
}

/// Reports a number: the trace shows the address of its name, and the number.
// Not inlined, as `finished`.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn report(name: *const u8, length: usize, number: usize) {
    core::hint::black_box((name, length, number));
}
