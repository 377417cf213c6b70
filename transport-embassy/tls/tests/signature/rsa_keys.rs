//! RSA keys that sign whatever number one likes, and are made in milliseconds: the modulus is a
//! product of many primes of up to 64 bits. For the arithmetic it is a modulus like any other, and
//! a verifier cannot tell; it is of no security at all.

use num_bigint::BigUint;

use crate::support::two_integers;
use crate::test_random::Random;

pub struct RsaKey {
    pub modulus: BigUint,
    pub exponent: u64,
    /// For each prime: the prime, 1/exponent modulo the prime less one, and the number that is 1
    /// modulo this prime and 0 modulo the others.
    parts: Vec<(u64, u64, BigUint)>,
}

impl RsaKey {
    /// A key whose modulus has exactly this many bits.
    pub fn new(random: &mut Random, bits: u64, exponent: u64) -> Self {
        loop {
            let mut primes: Vec<u64> = Vec::new();
            let mut modulus = BigUint::from(1_u32);
            while modulus.bits() < bits {
                let missing = bits - modulus.bits();
                // No prime is so short that there are few of its length.
                let size = match missing {
                    129.. => 64,
                    65..=128 => missing / 2,
                    _ => missing.max(20),
                };
                let prime = prime(random, size, exponent);
                if !primes.contains(&prime) {
                    primes.push(prime);
                    modulus *= prime;
                }
            }
            if modulus.bits() == bits {
                return Self::from_primes(modulus, exponent, &primes);
            }
        }
    }

    fn from_primes(modulus: BigUint, exponent: u64, primes: &[u64]) -> Self {
        let part = |prime: &u64| {
            let others = &modulus / prime;
            let residue = u64::try_from(&others % prime).expect("below the prime");
            let coefficient = others * inverse(residue, *prime);
            (
                *prime,
                inverse(exponent % (prime - 1), prime - 1),
                coefficient,
            )
        };
        let parts = primes.iter().map(part).collect();
        Self {
            modulus,
            exponent,
            parts,
        }
    }

    /// RSAPublicKey.
    pub fn public_key(&self) -> Vec<u8> {
        two_integers(&self.modulus.to_bytes_be(), &self.exponent.to_be_bytes())
    }

    /// Bytes of the modulus and of a signature.
    pub fn length(&self) -> usize {
        self.modulus.bits().div_ceil(8) as usize
    }

    /// The number of which the exponent's power is `message`, by the Chinese remainder theorem.
    pub fn sign(&self, message: &BigUint) -> BigUint {
        let mut signature = BigUint::ZERO;
        for (prime, exponent, coefficient) in &self.parts {
            let residue = u64::try_from(message % prime).expect("below the prime");
            signature += coefficient * power(residue, *exponent, *prime);
        }
        signature % &self.modulus
    }

    /// A number as the bytes of a signature.
    pub fn to_bytes(&self, number: &BigUint) -> Vec<u8> {
        let bytes = number.to_bytes_be();
        [vec![0; self.length().saturating_sub(bytes.len())], bytes].concat()
    }
}

/// A prime of exactly `bits` bits, with 1/exponent modulo the prime less one.
fn prime(random: &mut Random, bits: u64, exponent: u64) -> u64 {
    loop {
        let candidate = random.next() >> (64 - bits) | 1 << (bits - 1) | 1;
        if greatest_common_divisor(exponent, candidate - 1) == 1 && is_prime(candidate) {
            return candidate;
        }
    }
}

/// Miller-Rabin with the bases that leave no error below 2^64 (Sorenson, Webster, 2015).
fn is_prime(n: u64) -> bool {
    const BASES: [u64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    if BASES.iter().any(|base| n.is_multiple_of(*base)) {
        return BASES.contains(&n);
    }
    let twos = (n - 1).trailing_zeros();
    BASES.iter().all(|base| {
        let mut x = power(*base, (n - 1) >> twos, n);
        x == 1
            || (0..twos).any(|_| {
                let is_minus_one = x == n - 1;
                x = multiply(x, x, n);
                is_minus_one
            })
    })
}

fn multiply(a: u64, b: u64, n: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(n)) as u64
}

fn power(base: u64, exponent: u64, n: u64) -> u64 {
    let mut result = 1;
    for bit in (0..64).rev() {
        result = multiply(result, result, n);
        if exponent >> bit & 1 == 1 {
            result = multiply(result, base, n);
        }
    }
    result
}

fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// 1/a modulo n, by Euclid's algorithm.
fn inverse(a: u64, n: u64) -> u64 {
    let (mut r, mut s) = ((i128::from(n), i128::from(a)), (0_i128, 1_i128));
    while r.1 != 0 {
        let quotient = r.0 / r.1;
        r = (r.1, r.0 - quotient * r.1);
        s = (s.1, s.0 - quotient * s.1);
    }
    assert_eq!(r.0, 1);
    s.0.rem_euclid(i128::from(n)) as u64
}
