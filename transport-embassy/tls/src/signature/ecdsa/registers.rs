//! A small machine for formulas over a field: registers, and steps that add, subtract or multiply
//! two of them into a third. As a list of steps, formulas take a quarter of the code that calls
//! would, and their temporaries are exactly the registers (measured on thumbv7em).

use super::field::{Element, MAX_LIMBS, is_zero};
use crate::signature::montgomery::Modulus;

/// X, Y and Z of a point.
pub(super) type Point = [Element; 3];

/// The name of a register.
#[derive(Clone, Copy)]
pub(super) enum Register {
    /// The point (X, Y, Z) that operations change.
    X,
    Y,
    Z,
    /// The point (U, V, W) that is added to it. Otherwise temporaries.
    U,
    V,
    W,
    /// A temporary.
    T,
}

/// What a step does.
#[derive(Clone, Copy)]
enum Operation {
    Add,
    Subtract,
    Multiply,
}

/// One step: the result's register, and the two operands'.
#[derive(Clone, Copy)]
pub(super) struct TlsStep(Operation, Register, Register, Register);

/// `to` = `a` + `b`.
pub(super) const fn add(to: Register, a: Register, b: Register) -> TlsStep {
    TlsStep(Operation::Add, to, a, b)
}

/// `to` = `a` - `b`.
pub(super) const fn sub(to: Register, a: Register, b: Register) -> TlsStep {
    TlsStep(Operation::Subtract, to, a, b)
}

/// `to` = `a` · `b` / R, which is the product's Montgomery form if the factors are in it.
pub(super) const fn mul(to: Register, a: Register, b: Register) -> TlsStep {
    TlsStep(Operation::Multiply, to, a, b)
}

/// The registers, numbers modulo a curve's prime.
pub(super) struct Registers {
    values: [Element; 7],
}

impl Registers {
    /// All of them zero.
    pub(super) fn new() -> Self {
        Self {
            values: [[0; MAX_LIMBS]; 7],
        }
    }

    /// Carries out the steps, one after the other.
    pub(super) fn run(&mut self, field: &Modulus<'_>, steps: &[TlsStep]) {
        for TlsStep(operation, to, a, b) in steps {
            let (mut result, a, b) = (*self.get(*a), self.get(*a), self.get(*b));
            match operation {
                Operation::Add => field.add(&mut result, b),
                Operation::Subtract => field.subtract(&mut result, b),
                Operation::Multiply => field.multiply(&mut result, a, b),
            }
            *self.get_mut(*to) = result;
        }
    }

    /// A register's value.
    pub(super) fn get(&self, register: Register) -> &Element {
        let [x, rest @ ..] = &self.values;
        rest.get((register as usize).wrapping_sub(1)).unwrap_or(x)
    }

    /// The same, to be changed.
    pub(super) fn get_mut(&mut self, register: Register) -> &mut Element {
        let [x, rest @ ..] = &mut self.values;
        rest.get_mut((register as usize).wrapping_sub(1))
            .unwrap_or(x)
    }

    /// The point (X, Y, Z).
    pub(super) fn point(&mut self) -> &mut Point {
        let [point @ .., _, _, _, _] = &mut self.values;
        point
    }

    /// The point (U, V, W).
    pub(super) fn other(&mut self) -> &mut Point {
        let [_, _, _, other @ .., _] = &mut self.values;
        other
    }

    /// Sets (X, Y, Z) to (U, V, W).
    pub(super) fn move_other(&mut self) {
        let [x, y, z, u, v, w, _] = &mut self.values;
        (*x, *y, *z) = (*u, *v, *w);
    }

    /// Whether a register is zero.
    pub(super) fn is_zero(&self, register: Register) -> bool {
        is_zero(self.get(register))
    }
}
