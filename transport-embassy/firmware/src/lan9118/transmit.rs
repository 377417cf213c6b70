//! From a frame buffer into the transmit FIFO.

use super::registers::{Register, Registers};

/// First command word: this buffer is a frame's first and last segment.
const WHOLE_FRAME: u32 = 1 << 13 | 1 << 12;
/// Bytes that the two command words take in the FIFO.
const COMMANDS: usize = 8;

/// Minimum free bytes to start a frame: the longest frame, rounded up to whole words.
const ROOM: usize = super::MTU.next_multiple_of(4) + COMMANDS;
/// The level at which the chip reports free space again, in units of 64 bytes.
pub(super) const ROOM_LEVEL: u32 = ROOM.div_ceil(64) as u32;

impl Registers {
    /// Whether the longest frame would fit into the data FIFO.
    pub(super) fn has_room(self) -> bool {
        (self.read(Register::TxFifoInf) & 0xFFFF) as usize > ROOM
    }

    /// Puts a frame into the FIFO. The chip pads it and appends the check sequence.
    pub(super) fn transmit(self, frame: &[u8]) {
        let length = frame.len() as u32;
        self.write(Register::TransmitData, WHOLE_FRAME | length);
        self.write(Register::TransmitData, length);
        let (words, rest) = frame.as_chunks::<4>();
        for word in words {
            self.write(Register::TransmitData, u32::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let mut last = [0; 4];
            last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            self.write(Register::TransmitData, u32::from_le_bytes(last));
        }
        self.forget_statuses();
    }

    /// Empties the status FIFO, which would stop the transmitter when full. TCP notices what it
    /// reports (a late collision, a lost carrier) by itself.
    fn forget_statuses(self) {
        let waiting = self.read(Register::TxFifoInf) >> 16 & 0xFF;
        for _ in 0..waiting {
            self.read(Register::TransmitStatus);
        }
    }
}
