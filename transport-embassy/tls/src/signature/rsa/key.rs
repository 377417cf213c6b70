//! Public keys of RSA and their operation (RFC 8017 sections 3.1, 5.2.2 and A.1.1).

use crate::signature::der;
use crate::signature::limbs::{self, LIMB_BITS};
use crate::signature::montgomery::Modulus;

/// Bits of the shortest and of the longest modulus.
const MIN_BITS: usize = 2048;
const MAX_BITS: usize = 4096;
/// Limbs of the longest modulus.
const MAX_LIMBS: usize = MAX_BITS / LIMB_BITS;

type Number = [u32; MAX_LIMBS];

/// A public key.
struct PublicKey<'a> {
    /// Big-endian, without leading zeros; odd.
    modulus: &'a [u8],
    exponent: u32,
}

impl<'a> PublicKey<'a> {
    /// Decodes an RSAPublicKey.
    ///
    /// RFC 8017 section 3.1 allows every odd exponent from 3 on that is below the modulus. Those of
    /// 2^32 and more are rejected: no public CA uses one (65537 and 3 occur), and a key with a long
    /// exponent would let its sender choose how long a device computes. Three is accepted: it
    /// is as safe as any as long as the whole encoded message is compared.
    fn decode(der: &'a [u8]) -> Option<Self> {
        let (modulus, exponent) = der::two_integers(der)?;
        if exponent.len() > 4 {
            return None;
        }
        let exponent = exponent
            .iter()
            .fold(0, |value, byte| (value << 8) | u32::from(*byte));
        let key = Self { modulus, exponent };
        let is_odd = modulus.last()? & exponent.to_le_bytes().first()? & 1 == 1;
        let bits = key.bits();
        (is_odd && exponent >= 3 && (MIN_BITS..=MAX_BITS).contains(&bits)).then_some(key)
    }

    fn bits(&self) -> usize {
        let leading_zeros = self.modulus.first().map_or(0, |byte| byte.leading_zeros());
        self.modulus
            .len()
            .wrapping_mul(8)
            .wrapping_sub(leading_zeros as usize)
    }
}

/// The encoded message that a signature stands for: signature^exponent mod modulus.
pub(super) struct EncodedMessage {
    limbs: Number,
    bits: usize,
}

impl EncodedMessage {
    /// The place for one.
    pub(super) fn new() -> Self {
        Self {
            limbs: [0; MAX_LIMBS],
            bits: 0,
        }
    }

    /// Recovers the encoded message. `None` if the key is none that [`PublicKey::decode`] accepts,
    /// or if the signature has not exactly as many bytes as the modulus (RFC 8017 section 8.1.2
    /// step 1) or is not below it (section 5.2.2 step 1).
    pub(super) fn recover(&mut self, public_key: &[u8], signature: &[u8]) -> Option<()> {
        let key = PublicKey::decode(public_key)?;
        if signature.len() != key.modulus.len() {
            return None;
        }
        self.bits = key.bits();
        let used = self.limbs.get_mut(..key.modulus.len().div_ceil(4))?;
        raise(used, &key, signature)
    }

    /// Bits of the modulus.
    pub(super) fn modulus_bits(&self) -> usize {
        self.bits
    }

    /// The message as `length` bytes, big-endian.
    pub(super) fn bytes(&self, length: usize) -> impl Iterator<Item = u8> + '_ {
        (0..length).rev().map(|index| self.byte(index))
    }

    /// The byte of weight 256^index.
    pub(super) fn byte(&self, index: usize) -> u8 {
        let limb = self.limbs.get(index / 4).copied().unwrap_or(0);
        limb.to_le_bytes().get(index % 4).copied().unwrap_or(0)
    }
}

/// Sets `out`, which has as many limbs as the modulus, to signature^exponent mod modulus.
///
/// Not inlined: so its 1.5 kB leave the stack before the message is hashed.
#[inline(never)]
fn raise(out: &mut [u32], key: &PublicKey<'_>, signature: &[u8]) -> Option<()> {
    let (mut n, mut x, mut y) = ([0; MAX_LIMBS], [0; MAX_LIMBS], [0; MAX_LIMBS]);
    let n = n.get_mut(..out.len())?;
    let x = x.get_mut(..out.len())?;
    let y = y.get_mut(..out.len())?;
    limbs::load(n, key.modulus)?;
    let modulus = Modulus::new(n);
    let (factor, spare) = modulus.r_squared(x, y);
    limbs::load(spare, signature)?;
    if !limbs::is_less(spare, modulus.limbs()) {
        return None;
    }
    // `out` is the signature in Montgomery form.
    modulus.multiply(out, factor, spare);
    // The exponent is odd. Its last factor is the signature itself, not in Montgomery form, and so
    // the product is not in Montgomery form either.
    let even = key.exponent & !1;
    let (power, spare) = modulus.power(factor, spare, out, &[even]);
    limbs::load(spare, signature)?;
    modulus.multiply(out, power, spare);
    Some(())
}
