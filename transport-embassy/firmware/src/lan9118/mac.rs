//! The indirectly addressed registers: the MAC's, and through them the PHY's.

use super::registers::{Register, Registers};

/// The MAC's own registers.
#[derive(Clone, Copy)]
#[repr(u32)]
pub(super) enum Mac {
    /// Receiver, transmitter, duplex, address filter.
    Control = 1,
    /// The last two octets of the hardware address.
    AddressHigh = 2,
    /// The first four octets of the hardware address, the very first in the lowest byte.
    AddressLow = 3,
    /// Starts an access to a PHY register.
    MiiAccess = 6,
    /// Carries the value of that access.
    MiiData = 7,
}

/// The PHY's registers, numbered as IEEE 802.3 clause 22 and, from 16 up, the chip do.
#[derive(Clone, Copy)]
#[repr(u32)]
pub(super) enum Phy {
    Control = 0,
    Status = 1,
    /// What happened since the last read; reading clears.
    InterruptSource = 29,
    InterruptMask = 30,
}

/// `MAC_CR`: transmitter, receiver, full duplex. Address filter at its default: exact matches and
/// broadcasts.
pub(super) const MAC_RUN: u32 = 1 << 20 | 1 << 3 | 1 << 2;
/// PHY control: agree on a speed with the other side, from the start.
pub(super) const PHY_NEGOTIATE: u32 = 1 << 12 | 1 << 9;
/// PHY status: the link is up. A loss of the link stays visible until read once.
pub(super) const PHY_LINK_UP: u32 = 1 << 2;
/// PHY interrupt source and mask: negotiation complete, link down.
pub(super) const PHY_LINK_CHANGED: u32 = 1 << 6 | 1 << 4;

const CSR_BUSY: u32 = 1 << 31;
const CSR_READ: u32 = 1 << 30;
const MII_BUSY: u32 = 1 << 0;
const MII_WRITE: u32 = 1 << 1;
/// The internal PHY has address 1.
const MII_ADDRESS: u32 = 1 << 11;
const MII_REGISTER_SHIFT: u32 = 6;

/// The register did not become ready in time.
pub(super) struct Unready;

impl Registers {
    pub(super) fn read_mac(self, register: Mac) -> Result<u32, Unready> {
        self.access_mac(CSR_READ | register as u32)?;
        Ok(self.read(Register::MacCsrData))
    }

    pub(super) fn write_mac(self, register: Mac, value: u32) -> Result<(), Unready> {
        self.mac_idle()?;
        self.write(Register::MacCsrData, value);
        self.access_mac(register as u32)
    }

    pub(super) fn read_phy(self, register: Phy) -> Result<u32, Unready> {
        self.access_phy(register, 0)?;
        self.read_mac(Mac::MiiData)
    }

    pub(super) fn write_phy(self, register: Phy, value: u32) -> Result<(), Unready> {
        self.mii_idle()?;
        self.write_mac(Mac::MiiData, value)?;
        self.access_phy(register, MII_WRITE)
    }

    fn access_mac(self, command: u32) -> Result<(), Unready> {
        self.mac_idle()?;
        self.write(Register::MacCsrCmd, CSR_BUSY | command);
        self.mac_idle()
    }

    fn mac_idle(self) -> Result<(), Unready> {
        self.wait(Register::MacCsrCmd, CSR_BUSY, 0)
            .then_some(())
            .ok_or(Unready)
    }

    fn access_phy(self, register: Phy, direction: u32) -> Result<(), Unready> {
        self.mii_idle()?;
        let number = (register as u32) << MII_REGISTER_SHIFT;
        self.write_mac(Mac::MiiAccess, MII_ADDRESS | number | direction | MII_BUSY)?;
        self.mii_idle()
    }

    fn mii_idle(self) -> Result<(), Unready> {
        for _ in 0..super::PATIENCE {
            if self.read_mac(Mac::MiiAccess)? & MII_BUSY == 0 {
                return Ok(());
            }
        }
        Err(Unready)
    }
}
