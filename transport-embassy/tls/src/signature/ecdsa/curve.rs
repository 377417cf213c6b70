//! A curve y² = x³ - 3x + b of prime order over a prime field, and the encoding of its points.

use super::field::load_below;
use super::registers::Register::{T, U, V, W, X, Y};
use super::registers::{Registers, TlsStep, add, mul, sub};
use crate::signature::limbs;
use crate::signature::montgomery::Modulus;

/// Coordinates X and Y made Montgomery forms by R² in W, then T = 0 if y² = x³ - 3x + b with b
/// in U.
const CHECK: [TlsStep; 10] = [
    mul(X, X, W),
    mul(Y, Y, W),
    mul(T, X, X),
    mul(T, T, X),
    sub(T, T, X),
    sub(T, T, X),
    sub(T, T, X),
    add(T, T, U),
    mul(V, Y, Y),
    sub(T, T, V),
];

/// The constants of a curve, in limbs. The order is below the prime and above half of it.
pub(super) struct Curve {
    /// The prime p of the field.
    pub(super) prime: &'static [u32],
    /// The prime n, the number of points with infinity.
    pub(super) order: &'static [u32],
    /// The coefficient b in Montgomery form.
    pub(super) b: &'static [u32],
    /// x and y of G, 3G, 5G and 7G in Montgomery form.
    pub(super) odd_multiples: &'static [[&'static [u32]; 2]; 4],
}

impl Curve {
    /// Bytes of a coordinate, and of r and s.
    pub(super) fn length(&self) -> usize {
        self.prime.len().wrapping_mul(4)
    }

    /// Sets U and V to x and y of (2·index + 1)·G, for an index below 4.
    pub(super) fn odd_multiple(&self, registers: &mut Registers, index: usize) {
        if let Some([x, y]) = self.odd_multiples.get(index) {
            limbs::copy(registers.get_mut(U), x);
            limbs::copy(registers.get_mut(V), y);
        }
    }

    /// Sets X and Y to the point of an uncompressed encoding (SEC 1 section 2.3.4; RFC 5480 section
    /// 2.2 requires no other), with R² in W. `None` unless the coordinates are below p and the
    /// point is on the curve.
    ///
    /// This is all that SEC 1 section 3.2.2.1 wants checked of a public key: infinity has another
    /// encoding, and every other point has the order n, which is prime.
    pub(super) fn decode_point(
        &self,
        registers: &mut Registers,
        field: &Modulus<'_>,
        encoded: &[u8],
    ) -> Option<()> {
        let [0x04, coordinates @ ..] = encoded else {
            return None;
        };
        let (x, y) = coordinates.split_at_checked(self.length())?;
        if y.len() != x.len() {
            return None;
        }
        load_below(registers.get_mut(X), x, self.prime)?;
        load_below(registers.get_mut(Y), y, self.prime)?;
        limbs::copy(registers.get_mut(U), self.b);
        registers.run(field, &CHECK);
        registers.is_zero(T).then_some(())
    }
}
