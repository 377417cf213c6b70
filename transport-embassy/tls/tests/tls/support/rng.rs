//! Randomness from the operating system.

use std::convert::Infallible;

use heapless_tls::rand_core::{TryCryptoRng, TryRng};
use rustls::crypto::ring;

/// The generator of the library that the honest server uses.
pub struct SystemRng;

impl TryRng for SystemRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        ring::default_provider().secure_random.fill(bytes).unwrap();
        Ok(())
    }
}

impl TryCryptoRng for SystemRng {}
