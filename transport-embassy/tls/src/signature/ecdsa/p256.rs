//! Curve P-256, secp256r1 (NIST SP 800-186 section 3.2.1.3, SEC 2).

use super::curve::Curve;

/// P-256. Tests hold every number here to the crate `p256`.
pub(super) static P256: Curve = Curve {
    prime: &[
        0xffffffff, 0xffffffff, 0xffffffff, 0x00000000, 0x00000000, 0x00000000, 0x00000001,
        0xffffffff,
    ],
    order: &[
        0xfc632551, 0xf3b9cac2, 0xa7179e84, 0xbce6faad, 0xffffffff, 0xffffffff, 0x00000000,
        0xffffffff,
    ],
    b: &[
        0x29c4bddf, 0xd89cdf62, 0x78843090, 0xacf005cd, 0xf7212ed6, 0xe5a220ab, 0x04874834,
        0xdc30061d,
    ],
    odd_multiples: &MULTIPLES,
};

/// x and y of G, 3G, 5G and 7G in Montgomery form.
static MULTIPLES: [[&[u32]; 2]; 4] = [
    [
        &[
            0x18a9143c, 0x79e730d4, 0x5fedb601, 0x75ba95fc, 0x77622510, 0x79fb732b, 0xa53755c6,
            0x18905f76,
        ],
        &[
            0xce95560a, 0xddf25357, 0xba19e45c, 0x8b4ab8e4, 0xdd21f325, 0xd2e88688, 0x25885d85,
            0x8571ff18,
        ],
    ],
    [
        &[
            0x4eebc127, 0xffac3f90, 0x087d81fb, 0xb027f84a, 0x87cbbc98, 0x66ad77dd, 0xb6ff747e,
            0x26936a3f,
        ],
        &[
            0xc983a7eb, 0xb04c5c1f, 0x0861fe1a, 0x583e47ad, 0x1a2ee98e, 0x78820831, 0xe587cc07,
            0xd5f06a29,
        ],
    ],
    [
        &[
            0xc45c61f5, 0xbe1b8aae, 0x94b9537d, 0x90ec649a, 0xd076c20c, 0x941cb5aa, 0x890523c8,
            0xc9079605,
        ],
        &[
            0xe7ba4f10, 0xeb309b4a, 0xe5eb882b, 0x73c568ef, 0x7e7a1f68, 0x3540a987, 0x2dd1e916,
            0x73a076bb,
        ],
    ],
    [
        &[
            0xa0173b4f, 0x0746354e, 0xd23c00f7, 0x2bd20213, 0x0c23bb08, 0xf43eaab5, 0xc3123e03,
            0x13ba5119,
        ],
        &[
            0x3f5b9d4d, 0x2847d030, 0x5da67bdd, 0x6742f2f2, 0x77c94195, 0xef933bdc, 0x6e240867,
            0xeaedd915,
        ],
    ],
];
