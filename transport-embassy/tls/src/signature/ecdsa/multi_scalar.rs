//! u₁·G + u₂·Q by one chain of doublings (Shamir's trick) with signed windows.

use super::curve::Curve;
use super::field::{Element, MAX_LIMBS};
use super::registers::Register::{T, V, W, Z};
use super::registers::{Point, Registers, sub};
use crate::signature::limbs::{self, LIMB_BITS};
use crate::signature::montgomery::Modulus;

/// Bits of a window. Four odd multiples of a point serve windows of four bits.
const WINDOW: usize = 4;
const MULTIPLES: usize = 4;

/// Sets (X, Y, Z), which is Q with Z = 1, to u₁·G + u₂·Q.
pub(super) fn multiply_add(
    registers: &mut Registers,
    curve: &Curve,
    field: &Modulus<'_>,
    scalars: &[Element; 2],
) {
    let one = *registers.get(Z);
    let multiples_of_q = odd_multiples(registers, field);
    let [u1, u2] = scalars;
    let (mut u1, mut u2) = (Digits::new(u1), Digits::new(u2));
    *registers.get_mut(Z) = [0; MAX_LIMBS];
    for index in (0..=curve.order.len().wrapping_mul(LIMB_BITS)).rev() {
        registers.double(field);
        if let Some(digit) = u1.next(index) {
            curve.odd_multiple(registers, digit.index);
            *registers.get_mut(W) = one;
            add_signed(registers, field, digit, true);
        }
        if let Some(digit) = u2.next(index)
            && let Some(multiple) = multiples_of_q.get(digit.index)
        {
            *registers.other() = *multiple;
            add_signed(registers, field, digit, false);
        }
    }
}

/// Q, 3Q, 5Q and 7Q. None is infinity, as the order of Q is a prime above 7.
fn odd_multiples(registers: &mut Registers, field: &Modulus<'_>) -> [Point; MULTIPLES] {
    let q = *registers.point();
    registers.double(field);
    let double = *registers.point();
    *registers.point() = q;
    let mut multiples = [q; MULTIPLES];
    for multiple in multiples.iter_mut().skip(1) {
        *registers.other() = double;
        registers.add(field, false);
        *multiple = *registers.point();
    }
    multiples
}

/// Adds the point (U, V, W), or its opposite (U, -V, W) if the digit is negative.
fn add_signed(registers: &mut Registers, field: &Modulus<'_>, digit: Digit, is_affine: bool) {
    if digit.negative {
        *registers.get_mut(T) = [0; MAX_LIMBS];
        registers.run(field, &[sub(V, T, V)]);
    }
    registers.add(field, is_affine);
}

/// The odd digit ±(2·index + 1).
#[derive(Clone, Copy)]
struct Digit {
    negative: bool,
    index: usize,
}

/// Recodes a scalar to odd digits from -7 to 7, from the most significant bit on: the windows of
/// Okeya, Schmidt-Samoa, Spahn and Takagi, "Signed Binary Representations Revisited" (CRYPTO 2004).
/// On average one position in five has a digit, as in a non-adjacent form of width 4, which would
/// have to be computed from the other end and stored.
///
/// With the bits kᵢ, and mᵢ = kᵢ₋₁ - kᵢ, the scalar is the sum of all mᵢ·2ⁱ (it is 2k - k). Bits
/// outside of the scalar are 0. Where a non-zero mᵢ is met, it and the three below it are one
/// window; its value is v·2^(i-3) with
///
/// v = kᵢ₋₄ + kᵢ₋₃ + 2kᵢ₋₂ + 4kᵢ₋₁ - 8kᵢ
///
/// As kᵢ and kᵢ₋₁ differ, 2 ≤ |v| ≤ 8: the odd part of v is at most 7. With v = d·2^t, the digit d
/// stands at position i-3+t. The t lowest of the window's mᵢ are all 0: the non-zero ones alternate
/// in sign, so that the sum of those below position i-3+t has a magnitude below 2^t; it is a
/// multiple of 2^t, hence 0; and by the same alternation only zeros sum to 0. So no window begins
/// before the digit is due or while it waits, and the position is not negative.
struct Digits<'a> {
    scalar: &'a Element,
    /// The digit that waits for its position.
    pending: Option<(usize, Digit)>,
}

impl<'a> Digits<'a> {
    fn new(scalar: &'a Element) -> Self {
        Self {
            scalar,
            pending: None,
        }
    }

    /// The digit at `index`, to be asked for each index from the scalar's length on down.
    fn next(&mut self, index: usize) -> Option<Digit> {
        // An index that wraps is outside of the scalar.
        let bit = |below| limbs::bit(self.scalar, index.wrapping_sub(below));
        if self.pending.is_none() && bit(0) != bit(1) {
            let low = bit(4) | bit(2) << 1 | bit(1) << 2;
            let magnitude = low.wrapping_add(bit(3));
            let negative = bit(0) == 1;
            // 8 less the rest if the sign is negative.
            let magnitude = if negative {
                8_u32.wrapping_sub(magnitude)
            } else {
                magnitude
            };
            let zeros = magnitude.trailing_zeros();
            let position = index.wrapping_sub(WINDOW - 1).wrapping_add(zeros as usize);
            let digit = Digit {
                negative,
                index: (magnitude >> zeros >> 1) as usize,
            };
            self.pending = Some((position, digit));
        }
        self.pending
            .take_if(|(position, _)| *position == index)
            .map(|(_, digit)| digit)
    }
}
