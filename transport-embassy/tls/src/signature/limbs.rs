//! Unsigned integers as slices of 32-bit limbs, least significant limb first.

/// Bits of a limb.
pub(super) const LIMB_BITS: usize = 32;

/// Loads a big-endian number; limbs beyond it become zero.
///
/// Returns `None` if the number has more bytes than `limbs` holds.
pub(super) fn load(limbs: &mut [u32], bytes: &[u8]) -> Option<()> {
    let mut groups = bytes.rchunks(4);
    for limb in limbs {
        let group = groups.next().unwrap_or_default();
        *limb = group
            .iter()
            .fold(0, |value, &byte| (value << 8) | u32::from(byte));
    }
    groups.next().is_none().then_some(())
}

/// Copies `from`, which is as long as `to`.
pub(super) fn copy(to: &mut [u32], from: &[u32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
}

/// Bit number `index`, 0 or 1; bits outside of the slice are 0.
pub(super) fn bit(limbs: &[u32], index: usize) -> u32 {
    let limb = limbs.get(index / LIMB_BITS).copied().unwrap_or(0);
    (limb >> (index % LIMB_BITS)) & 1
}

/// Number of bits without leading zeros; 0 for zero.
pub(super) fn bit_length(limbs: &[u32]) -> usize {
    let mut length = 0;
    let mut end = 0_usize;
    for limb in limbs {
        end = end.wrapping_add(LIMB_BITS);
        if *limb != 0 {
            length = end.wrapping_sub(limb.leading_zeros() as usize);
        }
    }
    length
}

/// Adds `b` to `a`; returns `true` if the sum does not fit, and is reduced by 2^(32 · length).
pub(super) fn add(a: &mut [u32], b: &[u32]) -> bool {
    let mut carry = false;
    for (a, b) in a.iter_mut().zip(b) {
        (*a, carry) = a.carrying_add(*b, carry);
    }
    carry
}

/// Subtracts `b` from `a`; returns `true` if `b` is larger, and 2^(32 · length) was added.
pub(super) fn subtract(a: &mut [u32], b: &[u32]) -> bool {
    let mut borrow = false;
    for (a, b) in a.iter_mut().zip(b) {
        (*a, borrow) = a.borrowing_sub(*b, borrow);
    }
    borrow
}

/// Whether `a` is less than `b`: whether `a - b` borrows.
pub(super) fn is_less(a: &[u32], b: &[u32]) -> bool {
    let mut borrow = false;
    for (a, b) in a.iter().zip(b) {
        (_, borrow) = a.borrowing_sub(*b, borrow);
    }
    borrow
}
