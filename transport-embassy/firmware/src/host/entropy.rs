//! Random bytes from the host. FOR THE TEST BOARD ONLY: see the module above.

use defmt::Format;
#[cfg(feature = "tls")]
use gigapay_webhooks_embassy::tls::rand_core;
use semihosting::experimental::random;

/// The host gave no random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Format)]
pub(crate) struct NoEntropy;

impl core::fmt::Display for NoEntropy {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the host gave no random octets")
    }
}

impl core::error::Error for NoEntropy {}

/// Fills `octets` from the host's `/dev/urandom`.
pub(crate) fn fill(octets: &mut [u8]) -> Result<(), NoEntropy> {
    random::fill_bytes(octets).map_err(|_| NoEntropy)
}

/// Returns a seed for what need not be secret: port numbers, sequence numbers.
pub(crate) fn seed() -> Result<u64, NoEntropy> {
    let mut octets = [0; 8];
    fill(&mut octets)?;
    Ok(u64::from_le_bytes(octets))
}

/// The same source as the generator of TLS's secrets.
#[cfg(feature = "tls")]
pub(crate) struct HostRandom;

#[cfg(feature = "tls")]
impl rand_core::TryRng for HostRandom {
    type Error = NoEntropy;

    fn try_next_u32(&mut self) -> Result<u32, NoEntropy> {
        let mut octets = [0; 4];
        fill(&mut octets)?;
        Ok(u32::from_le_bytes(octets))
    }

    fn try_next_u64(&mut self) -> Result<u64, NoEntropy> {
        seed()
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), NoEntropy> {
        fill(octets)
    }
}

#[cfg(feature = "tls")]
impl rand_core::TryCryptoRng for HostRandom {}
