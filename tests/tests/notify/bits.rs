//! One bit changed anywhere, and every cut of the body.

use gigapay_webhooks::notify::{Keyring, Signature, TimeCheck, Verdict, Verifier};

use gigapay_webhooks_tests::count;

use gigapay_webhooks_tests::render::Random;

use super::support::*;

fn verdict(keyring: &Keyring, field: &str, pieces: &[&[u8]]) -> Verdict {
    let signature = Signature::parse(field.as_bytes()).unwrap();
    let mut verifier = Verifier::new(keyring, &signature);
    pieces.iter().for_each(|piece| verifier.update(piece));
    verifier.finish(TimeCheck::Skip)
}

const AUTHENTIC: Verdict = Verdict::Authentic {
    secret: 0,
    timestamp: NOW,
};

/// Around the ends of blocks, where the length is part of what is hashed.
const LENGTHS: [usize; 9] = [0, 1, 44, 45, 52, 53, 63, 117, 300];

#[test]
fn a_bit_of_the_body() {
    let keyring = keyring(&[SECRET]);
    let mut changed = 0;
    for length in LENGTHS {
        let mut body = Random::new(7).bytes(length);
        let field = field(SECRET, NOW, &body);
        assert_eq!(verdict(&keyring, &field, &[&body]), AUTHENTIC);
        for bit in 0..length * 8 {
            body[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(verdict(&keyring, &field, &[&body]), Verdict::Forged);
            body[bit / 8] ^= 1 << (bit % 8);
            changed += 1;
        }
        // A byte more, a byte less.
        assert_eq!(verdict(&keyring, &field, &[&body, &[0]]), Verdict::Forged);
        if let Some((_, less)) = body.split_last() {
            assert_eq!(verdict(&keyring, &field, &[less]), Verdict::Forged);
        }
    }
    count::tell(&format!("{changed} bits of bodies changed"));
    assert_eq!(changed, LENGTHS.iter().sum::<usize>() * 8);
}

#[test]
fn a_bit_of_the_secret() {
    let mut secret = Random::new(8).bytes(100);
    for length in [1, 32, 63, 64, 65, 100] {
        let secret = &mut secret[..length];
        let field = field(secret, NOW, BODY);
        for bit in 0..length * 8 {
            secret[bit / 8] ^= 1 << (bit % 8);
            let wrong = keyring(&[secret]);
            assert_eq!(verdict(&wrong, &field, &[BODY]), Verdict::Forged);
            secret[bit / 8] ^= 1 << (bit % 8);
        }
        assert_eq!(verdict(&keyring(&[secret]), &field, &[BODY]), AUTHENTIC);
    }
    // White space at its end is part of it; so is what looks like a prefix.
    for wrong in [&b"whsec_x "[..], b"x", b"whsec_x\n", b"WHSEC_x"] {
        let field = field(wrong, NOW, BODY);
        assert_eq!(
            verdict(&keyring(&[b"whsec_x"]), &field, &[BODY]),
            Verdict::Forged
        );
    }
    let field = field(b"whsec_x", NOW, BODY);
    assert_eq!(verdict(&keyring(&[b"whsec_x"]), &field, &[BODY]), AUTHENTIC);
}

#[test]
fn a_digit_of_the_timestamp_or_the_signature() {
    let keyring = keyring(&[SECRET]);
    let good = field(SECRET, NOW, BODY);
    let mut changed = 0;
    for place in 2..good.len() {
        for digit in b"0123456789abcdef" {
            let mut text = good.clone().into_bytes();
            if text[place] == *digit || (12..16).contains(&place) {
                continue;
            }
            text[place] = *digit;
            let Ok(signature) = Signature::parse(&text) else {
                assert!(place < 12, "a digit that none may be");
                continue;
            };
            let mut verifier = Verifier::new(&keyring, &signature);
            verifier.update(BODY);
            assert_eq!(verifier.finish(TimeCheck::Skip), Verdict::Forged);
            changed += 1;
        }
    }
    count::tell(&format!("{changed} digits of fields changed"));
    assert!(changed >= 64 * 15 + 9 * 9 + 8);
    // The dot is where it is, and nowhere else: what of the number is moved to the body is forged.
    let shorter = good.replacen("1700000000,", "170000000,", 1);
    assert_eq!(verdict(&keyring, &shorter, &[b"0.", BODY]), Verdict::Forged);
    assert_eq!(verdict(&keyring, &shorter, &[b"0", BODY]), Verdict::Forged);
}

#[test]
fn every_cut_of_the_body() {
    let keyring = keyring(&[SECRET]);
    for length in LENGTHS {
        let body = Random::new(9).bytes(length);
        let field = field(SECRET, NOW, &body);
        for cut in 0..=length {
            let (a, b) = body.split_at(cut);
            assert_eq!(verdict(&keyring, &field, &[a, b]), AUTHENTIC);
            assert_eq!(verdict(&keyring, &field, &[a, b"", b]), AUTHENTIC);
        }
        for size in 1..=length.max(1) {
            let pieces: Vec<&[u8]> = body.chunks(size).collect();
            assert_eq!(verdict(&keyring, &field, &pieces), AUTHENTIC);
        }
    }
}

#[test]
fn an_empty_keyring_finds_everything_forged() {
    let empty: Keyring = Keyring::new();
    for secret in [SECRET, b"", &[0; 64]] {
        let field = field(secret, NOW, BODY);
        assert_eq!(verdict(&empty, &field, &[BODY]), Verdict::Forged);
    }
    // Nor does a place that is not in use count.
    let one = keyring(&[SECRET]);
    for secret in [&b""[..], &[0; 32], OTHER_SECRET] {
        let field = field(secret, NOW, BODY);
        assert_eq!(verdict(&one, &field, &[BODY]), Verdict::Forged);
    }
    assert!(Keyring::<2>::new().push(b"").is_err());
}

/// A secret that was retired is worth nothing any more.
#[test]
fn rotation() {
    let mut keyring = keyring(&[SECRET]);
    let (old, new) = (field(SECRET, NOW, BODY), field(OTHER_SECRET, NOW, BODY));
    let secret = |keyring: &Keyring, field: &str| match verdict(keyring, field, &[BODY]) {
        Verdict::Authentic { secret, .. } => Some(secret),
        Verdict::Forged => None,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (secret(&keyring, &old), secret(&keyring, &new)),
        (Some(0), None)
    );
    keyring.push(OTHER_SECRET).unwrap();
    assert_eq!(
        (secret(&keyring, &old), secret(&keyring, &new)),
        (Some(0), Some(1))
    );
    assert!(keyring.push(b"a third").is_err());
    let both = format!("{new},v1={}", hex(&tag(SECRET, &NOW.to_string(), BODY)));
    assert_eq!(secret(&keyring, &both), Some(0));
    assert!(!keyring.retire(2));
    assert!(keyring.retire(0));
    assert_eq!(
        (secret(&keyring, &old), secret(&keyring, &new)),
        (None, Some(0))
    );
    assert_eq!(secret(&keyring, &both), Some(0));
    assert!(keyring.retire(0) && keyring.is_empty());
    assert_eq!(
        (secret(&keyring, &old), secret(&keyring, &new)),
        (None, None)
    );
}
