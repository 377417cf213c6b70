//! The board's part of the vector table.

use cortex_m::interrupt::InterruptNumber;

use crate::lan9118::Lan9118;

/// The interrupts that this image uses.
#[derive(Clone, Copy)]
pub(crate) enum Interrupt {
    /// The Ethernet chip.
    Lan9118 = 13,
}

// SAFETY: the number is the board's own for this interrupt, and does not change.
unsafe impl InterruptNumber for Interrupt {
    fn number(self) -> u16 {
        self as u16
    }
}

/// One entry of the table.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) union Vector {
    handler: extern "C" fn(),
    unused: usize,
}

const USED: usize = Interrupt::Lan9118 as usize + 1;

/// The table up to the last interrupt in use; those before it are never enabled.
///
/// cortex-m-rt places it after the exceptions, by the name of its section.
// SAFETY: the section contains interrupt vectors, one word each, and this is nothing else; its name
// is the one that cortex-m-rt reserves for the chip's own table.
#[unsafe(link_section = ".vector_table.interrupts")]
#[unsafe(no_mangle)]
pub(crate) static __INTERRUPTS: [Vector; USED] = {
    let mut table = [Vector { unused: 0 }; USED];
    table[Interrupt::Lan9118 as usize] = Vector { handler: lan9118 };
    table
};

extern "C" fn lan9118() {
    Lan9118::on_interrupt();
}
