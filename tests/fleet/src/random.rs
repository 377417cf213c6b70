//! Random numbers that a seed determines: SplitMix64 (Steele, Lea and Flood, 2014).

/// A generator.
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// One whose numbers follow from `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 32 bits.
    pub const fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((bits ^ (bits >> 31)) >> 32) as u32
    }

    /// A number from 0 to `limit`, `limit` excluded; 0 if that is 0.
    pub const fn below(&mut self, limit: u64) -> u64 {
        (self.next() as u64 * limit) >> 32
    }

    /// Returns `true` in this many of a thousand cases.
    pub const fn is_one_of(&mut self, permille: u64) -> bool {
        self.below(1000) < permille
    }
}
