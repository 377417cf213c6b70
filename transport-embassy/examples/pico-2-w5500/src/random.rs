//! The chip's true random number generator (RP2350 data sheet, 12.12), by the traits of `rand_core`
//! 0.10, which embassy-rp does not implement.

use embassy_rp::peripherals::TRNG;
use embassy_rp::trng::Trng;

/// Random numbers.
pub struct Random(pub Trng<'static, TRNG>);

impl Random {
    /// A MAC address of the device's own (locally administered), new at each start. A product has
    /// one.
    pub fn address(&mut self) -> [u8; 6] {
        let mut address = [2; 6];
        self.0.blocking_fill_bytes(&mut address[1..]);
        address
    }
}

#[cfg(feature = "tls")]
mod traits {
    use core::convert::Infallible;

    use gigapay_webhooks_embassy::tls::rand_core::{TryCryptoRng, TryRng};

    use super::Random;

    impl TryRng for Random {
        type Error = Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            Ok(self.0.blocking_next_u32())
        }

        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            Ok(self.0.blocking_next_u64())
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
            self.0.blocking_fill_bytes(bytes);
            Ok(())
        }
    }

    impl TryCryptoRng for Random {}
}
