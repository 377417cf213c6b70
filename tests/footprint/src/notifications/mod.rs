//! Verifying and receiving notifications.

mod request;
#[cfg(any(feature = "sha256", feature = "verify", feature = "receive"))]
mod work;

use board::embedded_io::{Read, Write};
use request::{BODY, Canned};
#[cfg(any(feature = "sha256", feature = "verify", feature = "receive"))]
pub use work::run;

/// The memory of the work, besides the stack.
#[allow(dead_code)]
pub struct Memory {
    pub buffer: [u8; 256],
    pub body: [u8; BODY.len()],
}

/// The request and its body alone: what every image with them pays for.
#[inline(never)]
pub fn transport_only(memory: &mut Memory) -> usize {
    let mut connection = Canned::new();
    let mut sum = 0;
    while let Ok(read @ 1..) = connection.read(&mut memory.buffer) {
        core::hint::black_box(&memory.buffer);
        sum += read;
    }
    let _ = connection.write(b"-");
    let _ = connection.flush();
    sum
}

/// Memory for [`run`], in RAM of its own.
pub const fn memory() -> Memory {
    Memory {
        buffer: [0; 256],
        body: [0; BODY.len()],
    }
}
