//! The chip's random number generator (RM0433, 34), by the traits of `rand_core` 0.10.

use core::convert::Infallible;

use embassy_stm32::peripherals::RNG;
use embassy_stm32::rng::Rng;
use gigapay_webhooks_embassy::tls::rand_core::{TryCryptoRng, TryRng};

/// Random numbers.
pub struct Random(pub Rng<'static, RNG>);

impl TryRng for Random {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Random {}
