//! Too much of everything: flash, static RAM, stack, instructions, and a panic.

use core::cell::Cell;
use core::hint::black_box;

struct Ram(Cell<[u8; 4096]>);

// SAFETY: there is one thread, and no interrupt.
unsafe impl Sync for Ram {}

static RAM: Ram = Ram(Cell::new([0x5A; 4096]));

/// Exceeds every budget.
#[inline(never)]
pub fn exceed() {
    let flash = black_box(&[0xC3u8; 16 * 1024]);
    black_box(&RAM.0);
    let mut stack = black_box([0u8; 4096]);
    for _ in 0..20 {
        for byte in black_box(&mut stack) {
            *byte = byte.wrapping_add(1);
        }
    }
    black_box(flash[black_box(0)]);
}
