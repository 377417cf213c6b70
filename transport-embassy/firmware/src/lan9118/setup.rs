//! Finds the chip, resets it, and starts it.

use cortex_m::peripheral::NVIC;
use embassy_net_driver::LinkState;

use super::Lan9118;
use super::frame::FrameBuffer;
use super::interrupt::Interrupt;
use super::mac::{MAC_RUN, Mac, PHY_LINK_CHANGED, PHY_NEGOTIATE, Phy, Unready};
use super::registers::{
    BYTE_ORDER, HW_CFG_MUST_BE_ONE, HW_CFG_SOFT_RESET, HW_CFG_TRANSMIT_5K, INT_PHY, INT_RECEIVED,
    IRQ_CFG_ACTIVE_HIGH, PMT_READY, Register, Registers, TX_CFG_ON,
};
use super::transmit::ROOM_LEVEL;

/// The address of the chip on this board.
const BASE: usize = 0x4020_0000;
/// The chip number of the LAN9118, upper half of `ID_REV`.
const CHIP: u32 = 0x0118;

/// The chip cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, defmt::Format)]
pub(crate) enum SetupError {
    /// There is no such chip at its address; what was read instead.
    NotFound(u32),
    /// The chip is there and did not finish a command.
    Unready,
}

impl From<Unready> for SetupError {
    fn from(_: Unready) -> Self {
        Self::Unready
    }
}

/// Returns the register block of the board's only chip.
pub(super) fn registers() -> Registers {
    // SAFETY: the board maps the chip at this address, always.
    unsafe { Registers::new(BASE) }
}

impl<'d> Lan9118<'d> {
    /// Resets the chip and starts it. Must be called once only; frames pass through the two
    /// buffers.
    pub(crate) fn new(
        incoming: &'d mut FrameBuffer,
        outgoing: &'d mut FrameBuffer,
    ) -> Result<Self, SetupError> {
        let registers = registers();
        identify(registers)?;
        reset(registers)?;
        configure(registers);
        let address = hardware_address(registers)?;
        start(registers)?;
        let mut chip = Self {
            registers,
            address,
            link: LinkState::Down,
            incoming,
            outgoing,
        };
        chip.link = chip.ask_link();
        registers.unmask(INT_RECEIVED | INT_PHY);
        // SAFETY: no code relies on this interrupt being masked, and its handler is in the table.
        unsafe { NVIC::unmask(Interrupt) };
        Ok(chip)
    }
}

fn identify(registers: Registers) -> Result<(), SetupError> {
    if !registers.wait(Register::ByteTest, u32::MAX, BYTE_ORDER) {
        return Err(SetupError::NotFound(registers.read(Register::ByteTest)));
    }
    let identity = registers.read(Register::IdRev);
    if identity >> 16 != CHIP {
        return Err(SetupError::NotFound(identity));
    }
    Ok(())
}

fn reset(registers: Registers) -> Result<(), SetupError> {
    registers.write(Register::HwCfg, HW_CFG_SOFT_RESET);
    let done = registers.wait(Register::HwCfg, HW_CFG_SOFT_RESET, 0)
        && registers.wait(Register::PmtCtrl, PMT_READY, PMT_READY);
    done.then_some(()).ok_or(SetupError::Unready)
}

fn configure(registers: Registers) {
    registers.write(Register::HwCfg, HW_CFG_MUST_BE_ONE | HW_CFG_TRANSMIT_5K);
    registers.write(Register::IntEn, 0);
    registers.write(Register::IntSts, u32::MAX);
    // The free transmit space that raises an interrupt is in bits 31:24, the receive level in bits
    // 7:0: with 0, the first frame counts.
    registers.write(Register::FifoInt, ROOM_LEVEL << 24);
    registers.write(Register::IrqCfg, IRQ_CFG_ACTIVE_HIGH);
    // Frames begin in the first byte of a word and have no padding at the end.
    registers.write(Register::RxCfg, 0);
    registers.write(Register::TxCfg, TX_CFG_ON);
}

/// The address that the chip read from its EEPROM after the reset.
fn hardware_address(registers: Registers) -> Result<[u8; 6], SetupError> {
    let [a, b, c, d] = registers.read_mac(Mac::AddressLow)?.to_le_bytes();
    let [e, f, ..] = registers.read_mac(Mac::AddressHigh)?.to_le_bytes();
    Ok([a, b, c, d, e, f])
}

fn start(registers: Registers) -> Result<(), SetupError> {
    registers.write_phy(Phy::Control, PHY_NEGOTIATE)?;
    registers.write_phy(Phy::InterruptMask, PHY_LINK_CHANGED)?;
    Ok(registers.write_mac(Mac::Control, MAC_RUN)?)
}
