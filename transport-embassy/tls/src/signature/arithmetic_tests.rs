//! The arithmetic against num-bigint, for moduli of every length that there is.

use std::vec;
use std::vec::Vec;

use num_bigint::BigUint;

use super::limbs;
use super::montgomery::Modulus;
use super::test_random::{Random, cases};

/// Limbs of numbers in which carries are likely: runs of ones and zeros, and random ones.
fn limbs_of(random: &mut Random, length: usize) -> Vec<u32> {
    let style = random.below(4);
    (0..length)
        .map(|_| match (style, random.below(4)) {
            (0, _) | (1, 0) => random.next() as u32,
            (2, _) | (1, 1) => u32::MAX,
            (3, 0) | (1, 2) => 1 << random.below(32),
            _ => 0,
        })
        .collect()
}

/// An odd modulus whose highest limb is not 0, and two numbers below it.
fn operands(random: &mut Random) -> (Vec<u32>, Vec<u32>, Vec<u32>) {
    let length = *random.pick(&[1, 2, 3, 7, 8, 12, 13, 64, 65, 96, 127, 128]);
    let mut n = limbs_of(random, length);
    n[0] |= 1;
    if let Some(top @ 0) = n.last_mut() {
        *top = 1 << random.below(32);
    }
    let modulus = BigUint::from_slice(&n);
    let below = |random: &mut Random| {
        let value = match random.below(5) {
            0 => &modulus - 1_u32,
            1 => BigUint::ZERO,
            _ => BigUint::from_slice(&limbs_of(random, length)) % &modulus,
        };
        limbs_from(&value, length)
    };
    let (a, b) = (below(random), below(random));
    (n, a, b)
}

fn limbs_from(value: &BigUint, length: usize) -> Vec<u32> {
    let mut limbs = value.to_u32_digits();
    assert!(limbs.len() <= length);
    limbs.resize(length, 0);
    limbs
}

#[test]
fn modular_arithmetic_is_that_of_num_bigint() {
    let mut random = Random::new(10);
    for _ in 0..cases(2_000) {
        let (n, a, b) = operands(&mut random);
        let modulus = Modulus::new(&n);
        let big = [&n, &a, &b].map(|limbs| BigUint::from_slice(limbs));
        let [big_n, big_a, big_b] = &big;
        let r = BigUint::from(1_u32) << (32 * n.len());

        let mut sum = a.clone();
        modulus.add(&mut sum, &b);
        assert_eq!(BigUint::from_slice(&sum), (big_a + big_b) % big_n);

        let mut double = a.clone();
        modulus.add(&mut double, &a);
        assert_eq!(BigUint::from_slice(&double), (big_a * 2_u32) % big_n);

        let mut product = vec![0; n.len()];
        modulus.multiply(&mut product, &a, &b);
        assert!(BigUint::from_slice(&product) < *big_n);
        assert_eq!(
            BigUint::from_slice(&product) * &r % big_n,
            big_a * big_b % big_n
        );

        // One factor may be anything below R.
        let above = limbs_of(&mut random, n.len());
        let wide = BigUint::from_slice(&above) * big_b % big_n;
        for (x, y) in [(&above, &b), (&b, &above)] {
            modulus.multiply(&mut product, x, y);
            assert!(BigUint::from_slice(&product) < *big_n);
            assert_eq!(BigUint::from_slice(&product) * &r % big_n, wide);
        }

        let (mut x, mut y) = (vec![0; n.len()], vec![0; n.len()]);
        let (factor, _) = modulus.r_squared(&mut x, &mut y);
        assert_eq!(BigUint::from_slice(factor), r.pow(2) % big_n);

        let exponent = random.next() as u32 >> random.below(31) | 1;
        let (power, _) = modulus.power(&mut x, &mut y, &a, &[exponent]);
        // Montgomery forms on both sides.
        let inverse = r.modinv(big_n).unwrap_or(BigUint::ZERO);
        let expected = (big_a * &inverse % big_n).modpow(&exponent.into(), big_n) * &r % big_n;
        assert_eq!(BigUint::from_slice(power), expected);
    }
}

#[cfg(any(feature = "ecdsa-p256", feature = "ecdsa-p384"))]
#[test]
fn subtraction_is_that_of_num_bigint() {
    let mut random = Random::new(11);
    for _ in 0..cases(2_000) {
        let (n, a, b) = operands(&mut random);
        let mut difference = a.clone();
        Modulus::new(&n).subtract(&mut difference, &b);
        let [n, a, b] = [&n, &a, &b].map(|limbs| BigUint::from_slice(limbs));
        assert_eq!(BigUint::from_slice(&difference), (a + &n - b) % n);
    }
}

#[test]
fn limbs_beyond_the_modulus_stay_zero() {
    let mut random = Random::new(12);
    for _ in 0..cases(500) {
        let (n, mut a, mut b) = operands(&mut random);
        let length = n.len();
        let modulus = Modulus::new(&n);
        let mut expected = a.clone();
        modulus.add(&mut expected, &b);
        let mut product = vec![0; length];
        modulus.multiply(&mut product, &a, &b);
        a.extend([0; 3]);
        b.extend([0; 3]);
        let mut wide = vec![u32::MAX; length + 3];
        modulus.multiply(&mut wide, &a, &b);
        assert_eq!(wide.split_at(length), (&*product, &[0; 3][..]));
        modulus.add(&mut a, &b);
        assert_eq!(a.split_at(length), (&*expected, &[0; 3][..]));
    }
}

#[test]
fn numbers_are_loaded_whole_or_not_at_all() {
    let mut random = Random::new(13);
    for length in 0..20 {
        let bytes = random.bytes(length);
        for limbs in 0..6 {
            let mut loaded = vec![u32::MAX; limbs];
            let fits = limbs::load(&mut loaded, &bytes).is_some();
            assert_eq!(fits, length <= 4 * limbs);
            if fits {
                let expected = BigUint::from_bytes_be(&bytes);
                assert_eq!(BigUint::from_slice(&loaded), expected);
                assert_eq!(limbs::bit_length(&loaded) as u64, expected.bits());
                for index in 0..200 {
                    let bit = limbs::bit(&loaded, index) == 1;
                    assert_eq!(bit, expected.bit(index as u64));
                }
            }
        }
    }
}
