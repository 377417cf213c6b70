//! Random octets from the host. FOR THE TEST BOARD ONLY: see the module above.

use defmt::Format;
use semihosting::experimental::random;

/// The host gave no random octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Format)]
pub(crate) struct NoEntropy;

/// Fills `octets` from the host's `/dev/urandom`.
pub(crate) fn fill(octets: &mut [u8]) -> Result<(), NoEntropy> {
    random::fill_bytes(octets).map_err(|_| NoEntropy)
}

/// A seed for what need not be secret: port numbers, sequence numbers.
pub(crate) fn seed() -> Result<u64, NoEntropy> {
    let mut octets = [0; 8];
    fill(&mut octets)?;
    Ok(u64::from_le_bytes(octets))
}
