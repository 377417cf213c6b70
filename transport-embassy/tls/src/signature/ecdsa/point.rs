//! Addition and doubling of points in Jacobian coordinates: (X, Y, Z) stands for x = X/Z² and
//! y = Y/Z³, and Z = 0 for infinity. Coordinates are in Montgomery form.

use super::field::MAX_LIMBS;
use super::registers::Register::{T, U, V, W, X, Y, Z};
use super::registers::{Registers, TlsStep, add, mul, sub};
use crate::signature::montgomery::Modulus;

/// (X, Y, Z) doubled, for a = -3; U, V and T are overwritten.
///
/// With the slope m = 3(X - Z²)(X + Z²): X' = m² - 8XY², Y' = m(4XY² - X') - 8Y⁴, Z' = 2YZ.
const DOUBLE: [TlsStep; 20] = [
    mul(T, Z, Z),
    sub(U, X, T),
    add(T, X, T),
    mul(T, U, T),
    add(U, T, T),
    add(U, U, T), // m
    mul(V, Y, Y),
    add(V, V, V),
    mul(T, X, V),
    add(T, T, T), // 4XY²
    mul(V, V, V),
    add(V, V, V), // 8Y⁴
    mul(Z, Y, Z),
    add(Z, Z, Z),
    mul(X, U, U),
    sub(X, X, T),
    sub(X, X, T),
    sub(T, T, X),
    mul(Y, U, T),
    sub(Y, Y, V),
];

/// (U, V), the x and y of the point to add, as multiples of the same denominators that X and Y
/// have: U₂ = U·Z², S₂ = V·Z³.
const SCALE_OTHER: [TlsStep; 4] = [mul(T, Z, Z), mul(U, U, T), mul(T, T, Z), mul(V, V, T)];

/// (X, Y, Z) as (X·W², Y·W³, Z·W), which is the same point.
const SCALE: [TlsStep; 5] = [
    mul(T, W, W),
    mul(X, X, T),
    mul(T, T, W),
    mul(Y, Y, T),
    mul(Z, Z, W),
];

/// h = U₂ - U₁ and r = S₂ - S₁, with U₁ and S₁ in X and Y.
const DIFFERENCES: [TlsStep; 2] = [sub(U, U, X), sub(V, V, Y)];

/// The sum from h and r: X' = r² - h³ - 2U₁h², Y' = r(U₁h² - X') - S₁h³, Z' = Zh.
const SUM: [TlsStep; 12] = [
    mul(Z, Z, U),
    mul(T, U, U),
    mul(U, T, U), // h³
    mul(T, X, T), // U₁h²
    mul(X, V, V),
    sub(X, X, U),
    sub(X, X, T),
    sub(X, X, T),
    mul(U, Y, U),
    sub(T, T, X),
    mul(Y, V, T),
    sub(Y, Y, U),
];

impl Registers {
    /// Doubles (X, Y, Z).
    ///
    /// Y is not 0, as a curve of odd order has no point of order 2, so that only infinity doubles
    /// to infinity: Z' = 0 follows from Z = 0 and from nothing else.
    pub(super) fn double(&mut self, field: &Modulus<'_>) {
        self.run(field, &DOUBLE);
    }

    /// Adds (U, V, W) to (X, Y, Z). It is not infinity; `is_affine` says that W is 1, which saves
    /// five of sixteen multiplications.
    ///
    /// Where the formulas do not hold: infinity plus a point is that point. h = 0 means equal x, so
    /// that the points are equal, r = 0, and to be doubled, or opposite, and the sum is infinity.
    pub(super) fn add(&mut self, field: &Modulus<'_>, is_affine: bool) {
        if self.is_zero(Z) {
            self.move_other();
            return;
        }
        self.run(field, &SCALE_OTHER);
        if !is_affine {
            self.run(field, &SCALE);
        }
        self.run(field, &DIFFERENCES);
        if !self.is_zero(U) {
            self.run(field, &SUM);
        } else if self.is_zero(V) {
            self.double(field);
        } else {
            *self.get_mut(Z) = [0; MAX_LIMBS];
        }
    }
}
