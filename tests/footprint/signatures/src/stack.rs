//! How deep a call's stack goes: unused memory is painted before, and searched after.

use core::ptr::{addr_of_mut, read_volatile, write_volatile};

const PAINT: u32 = 0xc0de_c0de;
/// Bytes of the frames between here and the call, which are not painted.
const MARGIN: usize = 256;

unsafe extern "C" {
    /// The end of the static variables.
    static mut __sheap: u32;
}

/// What the call returns, and how many bytes of stack it took.
// Not inlined, so that its own frame does not depend on its caller.
#[inline(never)]
pub fn depth(call: &mut dyn FnMut() -> bool) -> (bool, usize) {
    let bottom = addr_of_mut!(__sheap);
    let here = cortex_m::register::msp::read() as usize;
    let words = (here - MARGIN - bottom as usize) / 4;
    for index in 0..words {
        // SAFETY: between the static variables and the stack's frames there is nothing.
        unsafe { write_volatile(bottom.add(index), PAINT) };
    }
    let result = call();
    // SAFETY: as above.
    let is_painted = |index: &usize| unsafe { read_volatile(bottom.add(*index)) } == PAINT;
    let untouched = (0..words).take_while(is_painted).count();
    (result, here - (bottom as usize + untouched * 4))
}
