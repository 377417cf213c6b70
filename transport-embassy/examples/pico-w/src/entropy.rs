//! Random numbers that TLS can have.
//!
//! What TLS makes of them is the connection's secret: who can guess it reads the API key off a
//! recording. (The server proves itself without them, so nobody gets to pose as it.)
//!
//! The RP2040 has no generator for that. It has one bit of its ring oscillator, and its data sheet
//! (2.17.5) says that this does not meet the requirements of security. So it is not used as it
//! comes: much more of it is taken than would do if it were good, slowly enough for the oscillator
//! to drift in between, and compressed into the seed of a generator that is. That is a guess at how
//! much the oscillator gives, not a measurement; cold, heat or somebody who feeds it a frequency
//! can take from it. A product adds a secret of its own that is written when it is made, or has a
//! generator made for the purpose: the RP2350 of a Pico 2 W has one (`embassy_rp::trng`).

use embassy_rp::clocks::RoscRng;
use embassy_time::{Duration, block_for};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use sha2::{Digest, Sha256};

/// Bytes that the seed of 256 bits is made of: enough if each holds a sixteenth of a bit.
const TAKEN: u32 = 4096;
/// Equal bytes in a row that condemn the oscillator: the repetition count test of NIST SP 800-90B,
/// 4.4.1, at a sixteenth of a bit a byte. It condemns a good one once in 2^30 bytes.
const STUCK: u32 = 1 + 30 * 16;

/// The oscillator stands still, or swings in time with the processor.
pub struct Stuck;

/// A generator with a seed of its own for this start of the device. Takes 8 ms and
/// more, and nothing else runs meanwhile.
pub fn generator() -> Result<ChaCha20Rng, Stuck> {
    let mut seed = Sha256::new();
    let (mut last, mut equal) = (RoscRng::next_u8(), 1);
    for _ in 0..TAKEN {
        // Some periods of the oscillator, or neighbours would be alike.
        block_for(Duration::from_micros(2));
        let byte = RoscRng::next_u8();
        equal = if byte == last { equal + 1 } else { 1 };
        if equal >= STUCK {
            return Err(Stuck);
        }
        last = byte;
        seed.update([byte]);
    }
    Ok(ChaCha20Rng::from_seed(seed.finalize().into()))
}
