//! Random bytes from the host. FOR THE TEST BOARD ONLY: see the module above.

#[cfg(feature = "tls")]
use core::num::NonZeroU32;

use defmt::Format;
#[cfg(feature = "tls")]
use gigapay_webhooks_embassy::tls::rand_core;
use semihosting::experimental::random;

/// The host gave no random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Format)]
pub(crate) struct NoEntropy;

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
impl rand_core::RngCore for HostRandom {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    /// The trait cannot report a failure, so the run ends on one.
    fn fill_bytes(&mut self, octets: &mut [u8]) {
        if fill(octets).is_err() {
            super::exit(super::Status::Failed);
        }
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), rand_core::Error> {
        const FAILED: NonZeroU32 = NonZeroU32::new(rand_core::Error::CUSTOM_START).unwrap();
        fill(octets).map_err(|NoEntropy| FAILED.into())
    }
}

#[cfg(feature = "tls")]
impl rand_core::CryptoRng for HostRandom {}
