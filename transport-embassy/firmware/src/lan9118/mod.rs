//! A driver of the LAN9118 Ethernet chip for embassy-net.
//!
//! Interrupts only wake: the handler masks the chip and wakes the network task, which then moves
//! frames between the FIFOs and two borrowed buffers, and unmasks the chip when there are no more.
//! Frames are copied only into and out of the FIFOs. No path panics or waits without end.
//!
//! Written against QEMU's model of the chip and checked with it alone. What the model lacks (error
//! frames, a full transmit FIFO) is handled as the data sheet says and has not run.

mod frame;
mod interrupt;
mod mac;
mod receive;
mod registers;
mod setup;
mod transmit;

use core::task::Context;

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState};
use embassy_sync::waitqueue::AtomicWaker;

pub(crate) use frame::FrameBuffer;
use frame::{Incoming, Outgoing};
pub(crate) use interrupt::Interrupt;
use mac::Phy;
use receive::Received;
use registers::{INT_PHY, INT_RECEIVED, INT_TRANSMIT_ROOM, Register, Registers};
pub(crate) use setup::SetupError;

/// Maximum length of a frame, with its header and without its check sequence.
const MTU: usize = 1514;
/// Segments that a peer may send at once. The receive FIFO holds seven of the longest frames, and
/// the model drops what does not fit; one is left for other traffic.
const BURST: usize = 6;
/// Maximum reads of a register before giving up. Each takes 165 ns or more on a real bus, and the
/// slowest wait, the soft reset, takes tens of microseconds.
const PATIENCE: usize = 100_000;
/// Maximum number of broken frames handled before other tasks get a turn.
const PATIENCE_FOR_BROKEN: usize = 8;

static WAKER: AtomicWaker = AtomicWaker::new();

/// The chip, with the two buffers that frames pass through.
pub(crate) struct Lan9118<'d> {
    registers: Registers,
    address: [u8; 6],
    link: LinkState,
    incoming: &'d mut FrameBuffer,
    outgoing: &'d mut FrameBuffer,
}

impl Lan9118<'_> {
    /// What the interrupt vector calls. Masks the chip until the driver has looked at it.
    pub(crate) fn on_interrupt() {
        setup::registers().write(Register::IntEn, 0);
        WAKER.wake();
    }

    /// Registers for a wake-up when a frame comes; false if one came meanwhile.
    fn sleep_until_received(&self, cx: &Context<'_>) -> bool {
        WAKER.register(cx.waker());
        // The cause is latched, and stays so while frames are being taken: clear it, then look
        // again, so that a frame between the last look and the clearing is not slept through.
        self.registers.write(Register::IntSts, INT_RECEIVED);
        if self.registers.has_received() {
            return false;
        }
        self.registers.unmask(INT_RECEIVED | INT_PHY);
        true
    }

    /// Whether a frame can be sent now; if not, a wake-up follows when it can.
    fn has_room(&self, cx: &Context<'_>) -> bool {
        if self.registers.has_room() {
            return true;
        }
        WAKER.register(cx.waker());
        self.registers.write(Register::IntSts, INT_TRANSMIT_ROOM);
        if self.registers.has_room() {
            return true;
        }
        self.registers.unmask(INT_TRANSMIT_ROOM);
        false
    }

    /// Reads the next valid frame into the buffer.
    fn take_frame(&mut self, cx: &Context<'_>) -> Option<usize> {
        for _ in 0..PATIENCE_FOR_BROKEN {
            match self.registers.receive(self.incoming) {
                Received::Frame(length) => return Some(length),
                Received::Discarded => {}
                Received::Nothing if self.sleep_until_received(cx) => return None,
                Received::Nothing => {}
            }
        }
        cx.waker().wake_by_ref();
        None
    }

    /// Asks the PHY, which takes four accesses through two other registers.
    fn ask_link(&self) -> LinkState {
        // Reading the source clears the interrupt. The status shows a loss of the link once even if
        // the link is up again, so the second read has the present state.
        let _ = self.registers.read_phy(Phy::InterruptSource);
        let _ = self.registers.read_phy(Phy::Status);
        match self.registers.read_phy(Phy::Status) {
            Ok(status) if status & mac::PHY_LINK_UP != 0 => LinkState::Up,
            _ => LinkState::Down,
        }
    }
}

impl Driver for Lan9118<'_> {
    type RxToken<'a>
        = Incoming<'a>
    where
        Self: 'a;
    type TxToken<'a>
        = Outgoing<'a>
    where
        Self: 'a;

    fn receive(&mut self, cx: &mut Context<'_>) -> Option<(Incoming<'_>, Outgoing<'_>)> {
        // A frame may need an immediate response, so without capacity to send none is taken.
        if !self.has_room(cx) {
            return None;
        }
        let length = self.take_frame(cx)?;
        let frame = self.incoming.0.get_mut(..length)?;
        let outgoing = Outgoing {
            registers: self.registers,
            buffer: self.outgoing,
        };
        Some((Incoming(frame), outgoing))
    }

    fn transmit(&mut self, cx: &mut Context<'_>) -> Option<Outgoing<'_>> {
        self.has_room(cx).then_some(Outgoing {
            registers: self.registers,
            buffer: self.outgoing,
        })
    }

    fn link_state(&mut self, cx: &mut Context<'_>) -> LinkState {
        if self.registers.read(Register::IntSts) & INT_PHY != 0 {
            WAKER.register(cx.waker());
            self.link = self.ask_link();
            self.registers.unmask(INT_PHY);
        }
        self.link
    }

    fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities::default();
        capabilities.max_transmission_unit = MTU;
        capabilities.max_burst_size = Some(BURST);
        capabilities
    }

    fn hardware_address(&self) -> HardwareAddress {
        HardwareAddress::Ethernet(self.address)
    }
}
