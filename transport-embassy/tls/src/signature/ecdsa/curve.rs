//! A curve y² = x³ - 3x + b of prime order over a prime field, and its points as verification needs
//! them.

use super::super::limbs;
use super::super::montgomery::Modulus;
use super::field::{Element, MAX_LIMBS};

/// The constants of a curve, in limbs. The order is below the prime and above half of it.
pub(super) struct Curve {
    /// The prime p of the field.
    pub(super) prime: &'static [u32],
    /// The prime n, the number of points with infinity.
    pub(super) order: &'static [u32],
    /// The coefficient b in Montgomery form.
    pub(super) b: &'static [u32],
    /// x and y of G, 3G, 5G and 7G in Montgomery form, one after the other.
    pub(super) odd_multiples: &'static [u32],
}

/// A point other than infinity; coordinates in Montgomery form.
pub(super) struct Affine {
    pub(super) x: Element,
    pub(super) y: Element,
}

impl Curve {
    /// Bytes of a coordinate, and of r and s.
    pub(super) fn length(&self) -> usize {
        self.prime.len().wrapping_mul(4)
    }

    /// (2·index + 1)·G for an index below 4.
    pub(super) fn odd_multiple(&self, index: usize) -> Affine {
        let mut coordinates = self.odd_multiples.chunks_exact(self.prime.len());
        let mut coordinate = |index| {
            let mut element = [0; MAX_LIMBS];
            limbs::copy(&mut element, coordinates.nth(index).unwrap_or_default());
            element
        };
        let x = coordinate(index.wrapping_mul(2));
        Affine {
            x,
            y: coordinate(0),
        }
    }

    /// The point of an uncompressed encoding (SEC 1 section 2.3.4; RFC 5480 section 2.2 requires
    /// no other). `None` unless the coordinates are below p and the point is on the curve, as SEC 1
    /// section 3.2.2.1 wants a public key checked: it is not infinity, which has another encoding,
    /// and it is of order n since all points but infinity are.
    pub(super) fn decode_point(
        &self,
        field: &Modulus<'_>,
        r_squared: &Element,
        encoded: &[u8],
    ) -> Option<Affine> {
        let [0x04, coordinates @ ..] = encoded else {
            return None;
        };
        let (x, y) = coordinates.split_at_checked(self.length())?;
        if y.len() != self.length() {
            return None;
        }
        let point = Affine {
            x: coordinate(field, r_squared, x)?,
            y: coordinate(field, r_squared, y)?,
        };
        self.contains(field, &point).then_some(point)
    }

    /// Whether y² = x³ - 3x + b.
    fn contains(&self, field: &Modulus<'_>, point: &Affine) -> bool {
        let mut right = field.product(&field.square(&point.x), &point.x);
        for _ in 0..3 {
            field.subtract(&mut right, &point.x);
        }
        field.add(&mut right, self.b);
        field.square(&point.y) == right
    }
}

/// The Montgomery form of a coordinate, which is to be below p.
fn coordinate(field: &Modulus<'_>, r_squared: &Element, bytes: &[u8]) -> Option<Element> {
    let mut number = [0; MAX_LIMBS];
    limbs::load(&mut number, bytes)?;
    limbs::is_less(&number, field.limbs()).then(|| field.product(&number, r_squared))
}
