//! Verification of ECDSA signatures (FIPS 186-5 section 6.4.2).

use rustls_pki_types::InvalidSignature;

use super::super::der;
use super::super::limbs;
use super::super::montgomery::Modulus;
use super::curve::{Affine, Curve};
use super::field::{Element, MAX_LIMBS};
use super::multi_scalar::multiply_add;

/// A signature: two numbers from 1 to n - 1.
struct Signature {
    r: Element,
    s: Element,
}

/// Verifies that `signature`, an ECDSA-Sig-Value (RFC 3279 section 2.2.3), is one by the uncompressed
/// point `public_key` of a message with this digest.
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
    let field = Modulus::new(curve.prime);
    let r_squared = field.conversion_factor();
    let q = curve.decode_point(&field, &r_squared, public_key)?;
    Some(has_x(
        curve,
        &field,
        &r_squared,
        scalars(curve, digest, &signature),
        q,
        signature.r,
    ))
}

fn decode_signature(curve: &Curve, der: &[u8]) -> Option<Signature> {
    let (r, s) = der::two_integers(der)?;
    Some(Signature {
        r: scalar(curve, r)?,
        s: scalar(curve, s)?,
    })
}

/// A number from 1 to n - 1.
fn scalar(curve: &Curve, bytes: &[u8]) -> Option<Element> {
    let mut scalar = [0; MAX_LIMBS];
    limbs::load(scalar.get_mut(..curve.order.len())?, bytes)?;
    (!limbs::is_zero(&scalar) && limbs::is_less(&scalar, curve.order)).then_some(scalar)
}

/// u₁ = e/s and u₂ = r/s modulo n, where e is the digest or its leftmost bits, as many as n has.
///
/// e may be n or more: only its residue matters, and `product` takes one factor unreduced.
#[inline(never)]
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

/// Whether u₁·G + u₂·Q is not infinity, and its x is r modulo n.
///
/// x = X/Z² is below p, which is below 2n: it is r, or r + n if that is below p. Each is compared
/// as X = candidate·Z², which spares an inversion.
fn has_x(
    curve: &Curve,
    field: &Modulus<'_>,
    r_squared: &Element,
    scalars: [Element; 2],
    q: Affine,
    r: Element,
) -> bool {
    let mut one = [0; MAX_LIMBS];
    if let Some(lowest) = one.first_mut() {
        *lowest = 1;
    }
    let one = field.product(&one, r_squared);
    let sum = multiply_add(curve, field, &one, scalars, q);
    if sum.is_infinity() {
        return false;
    }
    let factor = field.product(&field.square(&sum.z), r_squared);
    let mut candidate = r;
    if field.product(&candidate, &factor) == sum.x {
        return true;
    }
    let Some(used) = candidate.get_mut(..curve.order.len()) else {
        return false;
    };
    let exceeds = limbs::add(used, curve.order) || !limbs::is_less(used, curve.prime);
    !exceeds && field.product(&candidate, &factor) == sum.x
}
