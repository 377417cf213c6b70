//! The directly addressed registers, by offset from the chip's base address.

use core::ptr;

/// The system control and status registers, and the FIFO ports.
///
/// QEMU aborts on an offset that it does not model, so this list holds only what the driver uses.
#[derive(Clone, Copy)]
#[repr(usize)]
pub(super) enum Register {
    /// Read: the next word of the frame at the head of the receive data FIFO.
    ReceiveData = 0x00,
    /// Write: command words, then the words of a frame, into the transmit data FIFO.
    TransmitData = 0x20,
    /// Read: takes the status of the next received frame.
    ReceiveStatus = 0x40,
    /// Read: takes the status of the next transmitted frame.
    TransmitStatus = 0x48,
    /// Chip number (upper half) and revision.
    IdRev = 0x50,
    /// Interrupt line: enable, polarity, driver type.
    IrqCfg = 0x54,
    /// Interrupt causes; a one written clears a latched cause.
    IntSts = 0x58,
    /// Interrupt causes that may reach the line.
    IntEn = 0x5C,
    /// Always reads [`BYTE_ORDER`] when the chip is awake and the bus is wired little-endian.
    ByteTest = 0x64,
    /// FIFO levels that raise an interrupt.
    FifoInt = 0x68,
    /// Receive alignment and offset.
    RxCfg = 0x6C,
    /// Transmitter on, off.
    TxCfg = 0x70,
    /// FIFO split and soft reset.
    HwCfg = 0x74,
    /// Used entries of the receive status FIFO (23:16), used bytes of the data FIFO (15:0).
    RxFifoInf = 0x7C,
    /// Used entries of the transmit status FIFO (23:16), free bytes of the data FIFO (15:0).
    TxFifoInf = 0x80,
    /// Power management; bit 0 says that the chip is ready.
    PmtCtrl = 0x84,
    /// Starts an access to a MAC register.
    MacCsrCmd = 0xA4,
    /// Carries the value of that access.
    MacCsrData = 0xA8,
}

/// What [`Register::ByteTest`] reads.
pub(super) const BYTE_ORDER: u32 = 0x8765_4321;

/// `HW_CFG`: soft reset, clears itself when done.
pub(super) const HW_CFG_SOFT_RESET: u32 = 1 << 0;
/// `HW_CFG`: must be one.
pub(super) const HW_CFG_MUST_BE_ONE: u32 = 1 << 20;
/// `HW_CFG`: of the 16 KiB of FIFO memory, 5 KiB to transmit and the rest to receive.
pub(super) const HW_CFG_TRANSMIT_5K: u32 = 5 << 16;
/// `PMT_CTRL`: awake and reset.
pub(super) const PMT_READY: u32 = 1 << 0;
/// `TX_CFG`: transmitter on.
pub(super) const TX_CFG_ON: u32 = 1 << 1;
/// `IRQ_CFG`: line enabled, active high, push-pull.
pub(super) const IRQ_CFG_ACTIVE_HIGH: u32 = 1 << 8 | 1 << 4 | 1 << 0;

/// `INT_STS`, `INT_EN`: the PHY has something to say.
pub(super) const INT_PHY: u32 = 1 << 18;
/// `INT_STS`, `INT_EN`: more free bytes in the transmit data FIFO than `FIFO_INT` asks for.
pub(super) const INT_TRANSMIT_ROOM: u32 = 1 << 9;
/// `INT_STS`, `INT_EN`: more frames in the receive status FIFO than `FIFO_INT` allows.
pub(super) const INT_RECEIVED: u32 = 1 << 3;

/// The chip's register block.
///
/// The driver has one and its interrupt handler another. [`Register::IntEn`] is the only register
/// that both write, and the driver does so with interrupts masked.
#[derive(Clone, Copy)]
pub(super) struct Registers {
    base: usize,
}

impl Registers {
    /// Returns the register block at `base`.
    ///
    /// # Safety
    /// `base` is the address of a LAN9118, mapped for 256 bytes for as long as the value lives.
    pub(super) const unsafe fn new(base: usize) -> Self {
        Self { base }
    }

    pub(super) fn read(self, register: Register) -> u32 {
        // SAFETY: by the contract of `new` the block is mapped; every `Register` is a multiple of
        // four below 256, so the address is in it and aligned.
        unsafe { self.address(register).read_volatile() }
    }

    pub(super) fn write(self, register: Register, value: u32) {
        // SAFETY: as in `read`.
        unsafe { self.address(register).write_volatile(value) }
    }

    fn address(self, register: Register) -> *mut u32 {
        ptr::with_exposed_provenance_mut(self.base + register as usize)
    }

    /// Reads until the bits of `mask` equal `value`; false if they never do.
    pub(super) fn wait(self, register: Register, mask: u32, value: u32) -> bool {
        (0..super::PATIENCE).any(|_| self.read(register) & mask == value)
    }

    /// Lets more causes reach the interrupt line.
    pub(super) fn unmask(self, causes: u32) {
        critical_section::with(|_| {
            self.write(Register::IntEn, self.read(Register::IntEn) | causes);
        });
    }
}
