//! Random numbers for TLS.
//!
//! TLS derives the connection's secrets from them: anyone who can guess them can read the API key
//! in a recording. (The server is authenticated without them, so it cannot be impersonated.)
//!
//! The RP2040 has no generator for that. It has one bit of its ring oscillator, and its data sheet
//! (2.17.5) says that this does not meet security requirements. So it is not used directly: many
//! more bits are taken than a good source would need, slowly enough for the oscillator to drift in
//! between, and compressed into the seed of a cryptographic generator. How much entropy the
//! oscillator gives is a guess, not a measurement; cold, heat, or an injected frequency can reduce
//! it. A product adds a secret of its own that is written when it is made, or has a generator made
//! for the purpose: the RP2350 of a Pico 2 W has one (`embassy_rp::trng`).

use embassy_rp::clocks::RoscRng;
use embassy_time::{Duration, block_for};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use sha2::{Digest, Sha256};

/// Bytes from which the seed of 256 bits is compressed: enough if each has a sixteenth of a bit of
/// entropy.
const TAKEN: u32 = 4096;
/// Equal bytes in a row after which the oscillator is rejected: the repetition count test of NIST
/// SP 800-90B, 4.4.1, at a sixteenth of a bit per byte. It rejects a good one once in 2^30 bytes.
const STUCK: u32 = 1 + 30 * 16;

/// The oscillator has stopped, or runs in phase with the processor.
pub struct Stuck;

/// Returns a generator with a new seed for this start of the device. Takes 8 ms or more, during
/// which nothing else runs.
pub fn generator() -> Result<ChaCha20Rng, Stuck> {
    let mut seed = Sha256::new();
    let (mut last, mut equal) = (RoscRng::next_u8(), 1);
    for _ in 0..TAKEN {
        // Wait for some periods of the oscillator; otherwise adjacent bits would be alike.
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
