//! The board's part of the vector table.

use crate::lan9118::{Interrupt, Lan9118};

/// One entry of the table, which the processor reads: a word.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) union Vector {
    handler: extern "C" fn(),
    unused: usize,
}

const USED: usize = Interrupt::NUMBER as usize + 1;

/// The table up to the last interrupt in use; those before it are never enabled.
///
/// cortex-m-rt places it after the exceptions, by the name of its section.
// SAFETY: the section contains interrupt vectors, one word each, and this is nothing else; its name
// is the one that cortex-m-rt reserves for the chip's own table.
#[unsafe(link_section = ".vector_table.interrupts")]
#[unsafe(no_mangle)]
pub(crate) static __INTERRUPTS: [Vector; USED] = {
    let mut table = [Vector { unused: 0 }; USED];
    table[Interrupt::NUMBER as usize] = Vector { handler: lan9118 };
    table
};

extern "C" fn lan9118() {
    Lan9118::on_interrupt();
}
