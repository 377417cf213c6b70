//! The interrupt that the board connects the chip to.

use cortex_m::interrupt::InterruptNumber;

/// The chip's interrupt.
#[derive(Clone, Copy)]
pub(crate) struct Interrupt;

impl Interrupt {
    /// Index in the vector table.
    pub(crate) const NUMBER: u16 = 13;
}

// SAFETY: the number is the board's own for this interrupt, and does not change.
unsafe impl InterruptNumber for Interrupt {
    fn number(self) -> u16 {
        Self::NUMBER
    }
}
