//! The memory of frames, and the tokens through which the network stack works on them in place.

use embassy_net_driver::{RxToken, TxToken};

use super::registers::Registers;

/// Memory for one frame, aligned to the FIFO's words.
#[repr(C, align(4))]
pub(crate) struct FrameBuffer(pub(super) [u8; 1536]);

impl FrameBuffer {
    pub(crate) const fn new() -> Self {
        Self([0; 1536])
    }
}

/// A received frame, borrowed from the driver.
pub(crate) struct Incoming<'a>(pub(super) &'a mut [u8]);

impl RxToken for Incoming<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, f: F) -> R {
        f(self.0)
    }
}

/// The right to send one frame, for which there is room in the FIFO.
pub(crate) struct Outgoing<'a> {
    pub(super) registers: Registers,
    pub(super) buffer: &'a mut FrameBuffer,
}

impl TxToken for Outgoing<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, f: F) -> R {
        // The stack respects the driver's MTU, so the frame always fits.
        let frame = self.buffer.0.get_mut(..length).unwrap_or_default();
        let result = f(frame);
        if !frame.is_empty() {
            self.registers.transmit(frame);
        }
        result
    }
}
