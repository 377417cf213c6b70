//! Verification of ECDSA signatures (FIPS 186-5 section 6.4.2).

use rustls_pki_types::InvalidSignature;

use super::curve::Curve;
use super::field::{Element, MAX_LIMBS, is_zero, load_below};
use super::multi_scalar::multiply_add;
use super::registers::Register::{T, U, V, W, X, Z};
use super::registers::{Registers, TlsStep, mul, sub};
use crate::signature::{der, limbs, montgomery::Modulus};

/// T = 0 if the number U is x of the point (X, Y, Z), with R² in V: if X = U·Z², which spares an
/// inversion. The Montgomery form of U is U·R², divided by R as every product is.
const COMPARE_X: [TlsStep; 4] = [mul(T, Z, Z), mul(T, T, V), mul(T, T, U), sub(T, T, X)];

/// A signature: two numbers from 1 to n - 1.
struct Signature {
    r: Element,
    s: Element,
}

/// Verifies that `signature`, an ECDSA-Sig-Value (RFC 3279 section 2.2.3), is one of a message with
/// this digest by the uncompressed point `public_key`.
///
/// Not inlined: so its frame is not below that of the hash function.
#[inline(never)]
pub(super) fn verify(
    curve: &Curve,
    public_key: &[u8],
    digest: &[u8],
    signature: &[u8],
) -> Result<(), InvalidSignature> {
    match is_valid(curve, public_key, digest, signature) {
        Some(true) => Ok(()),
        _ => Err(InvalidSignature),
    }
}

fn is_valid(curve: &Curve, public_key: &[u8], digest: &[u8], signature: &[u8]) -> Option<bool> {
    let signature = decode_signature(curve, signature)?;
    let scalars = scalars(curve, digest, &signature);
    let field = Modulus::new(curve.prime);
    let r_squared = field.conversion_factor();
    let mut registers = Registers::new();
    *registers.get_mut(W) = r_squared;
    curve.decode_point(&mut registers, &field, public_key)?;
    // 1 in Montgomery form is R²/R.
    if let Some(lowest) = registers.get_mut(Z).first_mut() {
        *lowest = 1;
    }
    registers.run(&field, &[mul(Z, Z, W)]);
    multiply_add(&mut registers, curve, &field, &scalars);
    *registers.get_mut(V) = r_squared;
    Some(has_x(&mut registers, curve, &field, &signature.r))
}

/// Decodes an ECDSA-Sig-Value, of which r and s are to be from 1 to n - 1.
fn decode_signature(curve: &Curve, der: &[u8]) -> Option<Signature> {
    let (r, s) = der::two_integers(der)?;
    let mut signature = Signature {
        r: [0; MAX_LIMBS],
        s: [0; MAX_LIMBS],
    };
    load_below(&mut signature.r, r, curve.order)?;
    load_below(&mut signature.s, s, curve.order)?;
    (!is_zero(&signature.r) && !is_zero(&signature.s)).then_some(signature)
}

/// u₁ = e/s and u₂ = r/s modulo n, where e is the digest or its leftmost bits, as many as n has.
///
/// e may be n or more: only its residue matters, and `product` takes one factor unreduced.
fn scalars(curve: &Curve, digest: &[u8], signature: &Signature) -> [Element; 2] {
    let order = Modulus::new(curve.order);
    let s = order.product(&signature.s, &order.conversion_factor());
    let inverse = order.inverse(&s);
    let mut e = [0; MAX_LIMBS];
    let leftmost = digest.get(..curve.length()).unwrap_or(digest);
    // It fits, being no longer than the order.
    let _ = limbs::load(&mut e, leftmost);
    // The factor 1/R of each product undoes the Montgomery form of the inverse.
    [
        order.product(&e, &inverse),
        order.product(&signature.r, &inverse),
    ]
}

/// Whether the point (X, Y, Z) is not infinity, and its x is r modulo n; R² is in V.
///
/// x is below p, which is below 2n: it is r, or r + n if that is below p.
fn has_x(registers: &mut Registers, curve: &Curve, field: &Modulus<'_>, r: &Element) -> bool {
    if registers.is_zero(Z) {
        return false;
    }
    *registers.get_mut(U) = *r;
    registers.run(field, &COMPARE_X);
    if registers.is_zero(T) {
        return true;
    }
    let candidate = registers.get_mut(U);
    let Some(used) = candidate.get_mut(..curve.order.len()) else {
        return false;
    };
    if limbs::add(used, curve.order) || !limbs::is_less(used, curve.prime) {
        return false;
    }
    registers.run(field, &COMPARE_X);
    registers.is_zero(T)
}
