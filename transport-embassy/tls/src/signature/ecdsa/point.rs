//! Addition and doubling of points in Jacobian coordinates: (X, Y, Z) stands for x = X/Z² and
//! y = Y/Z³, and Z = 0 for infinity. Coordinates are in Montgomery form.

use super::super::limbs;
use super::super::montgomery::Modulus;
use super::curve::Affine;
use super::field::{Element, MAX_LIMBS};

/// A point in Jacobian coordinates.
#[derive(Clone, Copy)]
pub(super) struct Point {
    pub(super) x: Element,
    pub(super) y: Element,
    pub(super) z: Element,
}

impl Point {
    /// The neutral element.
    pub(super) const INFINITY: Self = Self {
        x: [0; MAX_LIMBS],
        y: [0; MAX_LIMBS],
        z: [0; MAX_LIMBS],
    };

    /// An affine point; `one` is the Montgomery form of 1.
    pub(super) fn from_affine(point: Affine, one: &Element) -> Self {
        Self {
            x: point.x,
            y: point.y,
            z: *one,
        }
    }

    /// Whether this is the neutral element.
    pub(super) fn is_infinity(&self) -> bool {
        limbs::is_zero(&self.z)
    }

    /// Doubles the point, for a = -3.
    ///
    /// With the slope m = 3(X - Z²)(X + Z²): X' = m² - 8XY², Y' = m(4XY² - X') - 8Y⁴, Z' = 2YZ.
    /// Y is not 0 as a curve of odd order has no point of order 2, so that only infinity doubles
    /// to infinity, and it does: Z' = 0 follows from Z = 0.
    pub(super) fn double(&mut self, field: &Modulus<'_>) {
        let zz = field.square(&self.z);
        let mut slope = field.difference(&self.x, &zz);
        slope = field.product(&slope, &field.sum(&self.x, &zz));
        slope = field.sum(&field.sum(&slope, &slope), &slope);

        self.z = field.product(&self.y, &self.z);
        self.z = field.sum(&self.z, &self.z);

        // 2Y, then 4Y², then 4XY² and 8Y⁴ = (4Y²)²/2 as (4Y²)·(2Y²).
        let yy = field.square(&self.y);
        let yy2 = field.sum(&yy, &yy);
        let yy4 = field.sum(&yy2, &yy2);
        let xyy4 = field.product(&self.x, &yy4);

        self.x = field.square(&slope);
        field.subtract(&mut self.x, &xyy4);
        field.subtract(&mut self.x, &xyy4);
        self.y = field.product(&slope, &field.difference(&xyy4, &self.x));
        field.subtract(&mut self.y, &field.product(&yy4, &yy2));
    }

    /// Adds a point that is not infinity. `affine` says that its Z is 1, which saves five of
    /// sixteen multiplications.
    ///
    /// With U = X·Z'², S = Y·Z'³ (each with the other point's Z'), h = U₂ - U₁ and r = S₂ - S₁:
    /// X₃ = r² - h³ - 2U₁h², Y₃ = r(U₁h² - X₃) - S₁h³, Z₃ = Z₁Z₂h.
    ///
    /// Where these formulas do not hold: infinity plus a point is the point. h = 0 means equal x,
    /// so that the points are equal (r = 0, doubled) or opposite (the sum is infinity).
    pub(super) fn add(&mut self, field: &Modulus<'_>, other: &Point, affine: bool) {
        if self.is_infinity() {
            *self = *other;
            return;
        }
        if !affine {
            let zz = field.square(&other.z);
            self.x = field.product(&self.x, &zz);
            self.y = field.product(&self.y, &field.product(&zz, &other.z));
        }
        // From here self.x and self.y are U₁ and S₁.
        let zz = field.square(&self.z);
        let mut h = field.product(&other.x, &zz);
        field.subtract(&mut h, &self.x);
        let mut r = field.product(&other.y, &field.product(&zz, &self.z));
        field.subtract(&mut r, &self.y);
        if limbs::is_zero(&h) {
            *self = if limbs::is_zero(&r) {
                *other
            } else {
                Self::INFINITY
            };
            self.double(field);
            return;
        }
        self.z = field.product(&self.z, &h);
        if !affine {
            self.z = field.product(&self.z, &other.z);
        }
        let hh = field.square(&h);
        let hhh = field.product(&hh, &h);
        let v = field.product(&self.x, &hh);
        self.x = field.square(&r);
        field.subtract(&mut self.x, &hhh);
        field.subtract(&mut self.x, &v);
        field.subtract(&mut self.x, &v);
        let s = field.product(&self.y, &hhh);
        self.y = field.product(&r, &field.difference(&v, &self.x));
        field.subtract(&mut self.y, &s);
    }
}
