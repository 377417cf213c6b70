//! Arithmetic modulo an odd number by Montgomery's method: one routine for the fields and orders of
//! the curves and for RSA.
//!
//! With L limbs in the modulus n and R = 2^(32·L), a number x is kept as its *Montgomery form*
//! x·R mod n. [`Modulus::multiply`] computes a·b/R mod n, so that the product of two Montgomery
//! forms is the Montgomery form of the product. Every result is fully reduced (below n), so that
//! equal numbers have equal limbs.
//!
//! The time depends on the numbers: everything here is public.

use super::limbs::{self, LIMB_BITS};

/// An odd modulus.
pub(super) struct Modulus<'a> {
    limbs: &'a [u32],
    /// -1/n mod 2^32.
    negated_inverse: u32,
}

impl<'a> Modulus<'a> {
    /// `limbs` is an odd number; its most significant limb is not zero.
    pub(super) fn new(limbs: &'a [u32]) -> Self {
        let lowest = limbs.first().copied().unwrap_or(1);
        // Newton's iteration doubles the number of right bits. It begins with three, since the
        // square of every odd number is 1 modulo 8: 3, 6, 12, 24, 48.
        let mut inverse = lowest;
        for _ in 0..4 {
            let error = lowest.wrapping_mul(inverse);
            inverse = inverse.wrapping_mul(2_u32.wrapping_sub(error));
        }
        Self {
            limbs,
            negated_inverse: inverse.wrapping_neg(),
        }
    }

    /// The modulus itself.
    pub(super) fn limbs(&self) -> &'a [u32] {
        self.limbs
    }

    /// Sets `out` to a·b/R mod n. One factor is below n, the other below R.
    ///
    /// Each limb of `b` adds a·limb and then the multiple m·n that makes the lowest limb zero,
    /// which is dropped: a division by 2^32 that is exact. After the last one, out·R = a·b + M·n
    /// with M < R, hence out < a·b/R + n < 2n: one subtraction reduces it.
    pub(super) fn multiply(&self, out: &mut [u32], a: &[u32], b: &[u32]) {
        out.fill(0);
        let mut top = 0;
        for (digit, _) in b.iter().zip(self.limbs) {
            top = self.add_row(out, top, a, *digit);
        }
        if top != 0 || !limbs::is_less(out, self.limbs) {
            limbs::subtract(out, self.limbs);
        }
    }

    /// Sets `out` to (out + a·digit + m·n)/2^32, and returns its limb above the others. `top` is
    /// that limb before. Both are 0 or 1: the number stays below a + n, which is below 2R.
    fn add_row(&self, out: &mut [u32], top: u32, a: &[u32], digit: u32) -> u32 {
        let mut words = out.iter_mut().zip(a).zip(self.limbs);
        let Some(((mut slot, a), n)) = words.next() else {
            return 0;
        };
        let (low, mut carry) = a.carrying_mul(digit, *slot);
        let factor = low.wrapping_mul(self.negated_inverse);
        // The lowest limb becomes zero; only its carry matters.
        let (_, mut carry_of_n) = factor.carrying_mul(*n, low);
        for ((word, a), n) in words {
            let low;
            (low, carry) = a.carrying_mul_add(digit, *word, carry);
            // One limb down: the division by 2^32.
            (*slot, carry_of_n) = factor.carrying_mul_add(*n, low, carry_of_n);
            slot = word;
        }
        let (low, first) = carry.overflowing_add(carry_of_n);
        let (low, second) = low.overflowing_add(top);
        *slot = low;
        u32::from(first | second)
    }

    /// Adds `b` to `a`, both below n.
    pub(super) fn add(&self, a: &mut [u32], b: &[u32]) {
        let carry = limbs::add(a, self.used(b));
        if carry || !limbs::is_less(a, self.limbs) {
            limbs::subtract(a, self.limbs);
        }
    }

    /// As many limbs as the modulus has: a carry out of them must be seen, not stored beyond.
    pub(super) fn used<'b>(&self, number: &'b [u32]) -> &'b [u32] {
        number.get(..self.limbs.len()).unwrap_or(number)
    }

    /// R² mod n, the factor that [`multiply`](Self::multiply) turns numbers into their Montgomery
    /// form with, in the first of the two buffers; both are overwritten and returned.
    ///
    /// The highest power of two that n contains, below n as n is odd, is doubled until it is
    /// 2^L·R. Five squarings of this Montgomery form of 2^L make that of 2^(32·L) = R.
    pub(super) fn r_squared<'b>(
        &self,
        mut x: &'b mut [u32],
        mut y: &'b mut [u32],
    ) -> (&'b mut [u32], &'b mut [u32]) {
        let top = limbs::bit_length(self.limbs).wrapping_sub(1);
        x.fill(0);
        if let Some(limb) = x.get_mut(top / LIMB_BITS) {
            *limb = 1 << (top % LIMB_BITS);
        }
        let exponent = self.limbs.len().wrapping_mul(LIMB_BITS.wrapping_add(1));
        for _ in top..exponent {
            limbs::copy(y, x);
            self.add(x, y);
        }
        for _ in 0..5 {
            self.multiply(y, x, x);
            (x, y) = (y, x);
        }
        (x, y)
    }

    /// base^exponent, both in Montgomery form, in the first of the two buffers; both are
    /// overwritten and returned. The exponent is not zero.
    pub(super) fn power<'b>(
        &self,
        mut x: &'b mut [u32],
        mut y: &'b mut [u32],
        base: &[u32],
        exponent: &[u32],
    ) -> (&'b mut [u32], &'b mut [u32]) {
        limbs::copy(x, base);
        let top = limbs::bit_length(exponent).saturating_sub(1);
        for index in (0..top).rev() {
            self.multiply(y, x, x);
            (x, y) = (y, x);
            if limbs::bit(exponent, index) == 1 {
                self.multiply(y, x, base);
                (x, y) = (y, x);
            }
        }
        (x, y)
    }
}
