//! Peak use of the stack, read from the paint that cortex-m-rt leaves there before `main`.

use core::ptr::{self, addr_of};

use cortex_m_rt::STACK_PAINT_VALUE;

/// Sizes in bytes.
#[derive(Clone, Copy)]
pub(crate) struct Stack {
    /// Peak use, interrupts included.
    pub(crate) peak: usize,
    /// The size of the stack.
    pub(crate) size: usize,
}

unsafe extern "C" {
    /// The lowest word of the stack; the linker script's name for the address.
    static _stack_end: u32;
    /// One past the highest.
    static _stack_start: u32;
}

/// Finds the lowest word that was overwritten.
///
/// A word that was reserved and never written keeps its paint, so a large array at the very bottom
/// may go unnoticed; in practice the functions it is passed to write below it.
pub(crate) fn measure() -> Stack {
    let bottom = addr_of!(_stack_end).addr();
    let top = addr_of!(_stack_start).addr();
    let mut lowest = bottom;
    while lowest < top {
        let word = ptr::with_exposed_provenance::<u32>(lowest);
        // SAFETY: the address is a multiple of four within the stack's memory, which is mapped
        // and of which the loop reads only what lies below the first word in use.
        if unsafe { word.read_volatile() } != STACK_PAINT_VALUE {
            break;
        }
        lowest += size_of::<u32>();
    }
    Stack {
        peak: top - lowest,
        size: top - bottom,
    }
}
