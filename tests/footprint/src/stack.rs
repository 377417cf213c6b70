//! How deep the stack has been: paint it, work, see how much paint is left.

use core::ptr;

const PAINT: u32 = 0xC5C5_C5C5;

/// Bytes below the present stack pointer that are painted.
const DEPTH: usize = 16 * 1024;

/// Distance kept from the frames of the functions here.
const MARGIN: usize = 64;

fn region() -> (*mut u32, *mut u32) {
    let top = (cortex_m::register::msp::read() as usize - MARGIN) & !3;
    (
        ptr::with_exposed_provenance_mut(top - DEPTH),
        ptr::with_exposed_provenance_mut(top),
    )
}

/// Paints the free stack.
#[inline(never)]
pub fn paint() {
    let (mut at, top) = region();
    while at < top {
        // SAFETY: the region lies in RAM below the stack pointer and above the statics (64 KiB of
        // RAM hold less than 4 KiB of those), so nothing else uses it.
        unsafe {
            ptr::write_volatile(at, PAINT);
            at = at.add(1);
        }
    }
}

/// Bytes of stack that were used since, as far as they differ from the paint.
#[inline(never)]
pub fn used() -> usize {
    let (mut at, top) = region();
    // SAFETY: as above.
    unsafe {
        while at < top && ptr::read_volatile(at) == PAINT {
            at = at.add(1);
        }
        top.offset_from(at) as usize * 4 + MARGIN
    }
}
