//! From the receive FIFOs into a frame buffer.

use super::frame::FrameBuffer;
use super::registers::{Register, Registers};

/// The word that the receive status FIFO holds for each frame.
#[derive(Clone, Copy)]
struct Status(u32);

impl Status {
    /// Any of: bad checksum, collision, too long, a runt, the watchdog.
    const ERROR: u32 = 1 << 15;
    /// The shortest thing with an Ethernet header.
    const SHORTEST: usize = 14;
    /// The frame check sequence, which the FIFO holds and the length counts.
    const CHECK: usize = 4;

    /// Bytes in the data FIFO, with the frame check sequence.
    fn stored(self) -> usize {
        (self.0 >> 16 & 0x3FFF) as usize
    }

    /// Bytes of the frame, unless it is broken.
    fn length(self) -> Option<usize> {
        let length = self.stored().checked_sub(Self::CHECK)?;
        (self.0 & Self::ERROR == 0 && length >= Self::SHORTEST).then_some(length)
    }
}

/// The result of reading the frame at the head of the FIFO.
pub(super) enum Received {
    /// There was none.
    Nothing,
    /// It was broken or did not fit, and was dropped.
    Discarded,
    /// It is in the buffer, this many bytes.
    Frame(usize),
}

impl Registers {
    /// Whether the receive status FIFO holds a frame's status.
    pub(super) fn has_received(self) -> bool {
        self.read(Register::RxFifoInf) >> 16 & 0xFF != 0
    }

    /// Takes the next frame out of the FIFOs.
    pub(super) fn receive(self, buffer: &mut FrameBuffer) -> Received {
        if !self.has_received() {
            return Received::Nothing;
        }
        let status = Status(self.read(Register::ReceiveStatus));
        let place = status
            .length()
            .and_then(|length| buffer.0.get_mut(..length));
        let Some(frame) = place else {
            self.discard(status.stored().div_ceil(4));
            return Received::Discarded;
        };
        let length = frame.len();
        let (words, rest) = frame.as_chunks_mut::<4>();
        let whole = words.len();
        for word in words {
            *word = self.read(Register::ReceiveData).to_le_bytes();
        }
        // The last word is part frame, part check sequence.
        let mut taken = whole;
        if !rest.is_empty() {
            let last = self.read(Register::ReceiveData).to_le_bytes();
            rest.iter_mut().zip(last).for_each(|(to, from)| *to = from);
            taken += 1;
        }
        self.discard(status.stored().div_ceil(4).saturating_sub(taken));
        Received::Frame(length)
    }

    /// Drops words by reading them: unlike the chip's fast forward it works for any length, and
    /// QEMU's fast forward loses count.
    fn discard(self, words: usize) {
        for _ in 0..words {
            self.read(Register::ReceiveData);
        }
    }
}
