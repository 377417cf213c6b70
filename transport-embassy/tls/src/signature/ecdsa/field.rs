//! Numbers as large as the largest curve's, by value.

use crate::signature::limbs;
use crate::signature::montgomery::Modulus;

/// Limbs of the largest curve's field.
pub(super) const MAX_LIMBS: usize = if cfg!(feature = "ecdsa-p384") { 12 } else { 8 };

/// A number modulo a curve's prime or order. Limbs that the modulus does not have are 0.
pub(super) type Element = [u32; MAX_LIMBS];

/// Loads a big-endian number. `None` if it is not below `limit`.
///
/// Not inlined: four callers.
#[inline(never)]
pub(super) fn load_below(element: &mut Element, bytes: &[u8], limit: &[u32]) -> Option<()> {
    limbs::load(element.get_mut(..limit.len())?, bytes)?;
    limbs::is_less(element, limit).then_some(())
}

/// Whether a number is 0.
pub(super) fn is_zero(element: &Element) -> bool {
    element.iter().all(|limb| *limb == 0)
}

impl Modulus<'_> {
    /// Subtracts `b` from `a`, both below n.
    pub(in crate::signature) fn subtract(&self, a: &mut [u32], b: &[u32]) {
        if limbs::subtract(a, self.used(b)) {
            limbs::add(a, self.limbs());
        }
    }

    /// a·b/R. One factor is reduced, the other below R.
    pub(super) fn product(&self, a: &Element, b: &Element) -> Element {
        let mut product = [0; MAX_LIMBS];
        self.multiply(&mut product, a, b);
        product
    }

    /// R², by which [`product`](Self::product) makes Montgomery forms.
    pub(super) fn conversion_factor(&self) -> Element {
        let (mut x, mut y) = ([0; MAX_LIMBS], [0; MAX_LIMBS]);
        let (factor, _) = self.r_squared(&mut x, &mut y);
        let mut copy = [0; MAX_LIMBS];
        limbs::copy(&mut copy, factor);
        copy
    }

    /// The Montgomery form of 1/a for a prime modulus, `a` in Montgomery form and not 0:
    /// a^(n-2), since a^(n-1) = 1 (Fermat).
    pub(super) fn inverse(&self, a: &Element) -> Element {
        let mut exponent = [0; MAX_LIMBS];
        limbs::copy(&mut exponent, self.limbs());
        limbs::subtract(&mut exponent, &[2]);
        let (mut x, mut y) = ([0; MAX_LIMBS], [0; MAX_LIMBS]);
        let (power, _) = self.power(&mut x, &mut y, a, &exponent);
        let mut copy = [0; MAX_LIMBS];
        limbs::copy(&mut copy, power);
        copy
    }
}
