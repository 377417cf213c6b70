//! u₁·G + u₂·Q by one chain of doublings (Shamir's trick) with signed windows.

use super::super::limbs::{self, LIMB_BITS};
use super::super::montgomery::Modulus;
use super::curve::{Affine, Curve};
use super::field::Element;
use super::point::Point;

/// Bits of a window. Four odd multiples of a point serve windows of four bits.
const WINDOW: usize = 4;
const MULTIPLES: usize = 4;

/// Computes u₁·G + u₂·Q; `one` is the Montgomery form of 1.
pub(super) fn multiply_add(
    curve: &Curve,
    field: &Modulus<'_>,
    one: &Element,
    scalars: [Element; 2],
    q: Affine,
) -> Point {
    let multiples_of_q = odd_multiples(field, Point::from_affine(q, one));
    let [mut u1, mut u2] = scalars.map(Digits::new);
    let mut sum = Point::INFINITY;
    for index in (0..=curve.order.len().wrapping_mul(LIMB_BITS)).rev() {
        sum.double(field);
        if let Some(digit) = u1.next(index) {
            let multiple = Point::from_affine(curve.odd_multiple(digit.index), one);
            add_signed(&mut sum, field, multiple, digit, true);
        }
        if let Some(digit) = u2.next(index)
            && let Some(multiple) = multiples_of_q.get(digit.index)
        {
            add_signed(&mut sum, field, *multiple, digit, false);
        }
    }
    sum
}

/// Q, 3Q, 5Q and 7Q. None is infinity, as the order of Q is a prime above 7.
fn odd_multiples(field: &Modulus<'_>, q: Point) -> [Point; MULTIPLES] {
    let mut double = q;
    double.double(field);
    let mut next = q;
    let mut multiples = [q; MULTIPLES];
    for multiple in multiples.iter_mut().skip(1) {
        next.add(field, &double, false);
        *multiple = next;
    }
    multiples
}

/// Adds a multiple, or its opposite (x, -y) if the digit is negative.
fn add_signed(sum: &mut Point, field: &Modulus<'_>, multiple: Point, digit: Digit, affine: bool) {
    let mut multiple = multiple;
    if digit.negative {
        let mut y = Point::INFINITY.y;
        field.subtract(&mut y, &multiple.y);
        multiple.y = y;
    }
    sum.add(field, &multiple, affine);
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
struct Digits {
    scalar: Element,
    /// The digit that waits for its position.
    pending: Option<(usize, Digit)>,
}

impl Digits {
    fn new(scalar: Element) -> Self {
        Self {
            scalar,
            pending: None,
        }
    }

    /// The digit at `index`, to be asked for each index from the scalar's length on down.
    fn next(&mut self, index: usize) -> Option<Digit> {
        // An index that wraps is outside of the scalar.
        let bit = |below| limbs::bit(&self.scalar, index.wrapping_sub(below));
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
