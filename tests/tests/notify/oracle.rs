//! Ten thousand notifications, checked by the core and by `ring`.

use gigapay_webhooks::notify::{Keyring, Signature, TimeCheck, Verdict, Verifier};

use gigapay_webhooks_tests::count;

use gigapay_webhooks_tests::render::Random;

use super::support::*;

const CASES: usize = 10_000;

/// How many bytes: mostly some hundred, up to a megabyte.
fn size(chance: &mut Random) -> usize {
    match chance.below(1000) {
        0..=899 => chance.below(600),
        900..=989 => chance.below(20_000),
        990..=998 => chance.below(200_000),
        _ => 1_000_000 - chance.below(100_000) * chance.below(2),
    }
}

#[derive(Default, Debug)]
struct Count {
    authentic: usize,
    by_a_later_secret: usize,
    among_others: usize,
    stale: usize,
    future: usize,
    forged: usize,
    near_misses: usize,
    megabytes: usize,
}

#[test]
fn verdicts_are_those_of_another_hmac() {
    let mut chance = Random::new(1);
    let mut met = Count::default();
    for case in 0..CASES {
        one(&mut chance, &mut met, case);
    }
    count::tell(&format!(
        "{CASES} notifications against another HMAC: {met:?}"
    ));
    assert!(met.authentic > 2000 && met.forged > 2000, "{met:?}");
    assert!(met.stale > 500 && met.future > 500, "{met:?}");
    assert!(met.by_a_later_secret > 500 && met.among_others > 500);
    assert!(met.near_misses > 500 && met.megabytes >= 3, "{met:?}");
}

fn one(chance: &mut Random, count: &mut Count, case: usize) {
    let secrets: Vec<Vec<u8>> = (0..1 + chance.below(4))
        .map(|_| {
            let length = 1 + chance.below(150);
            chance.bytes(length)
        })
        .collect();
    let mut keyring: Keyring<4> = Keyring::new();
    for secret in &secrets {
        keyring.push(secret).unwrap();
    }
    let length = size(chance);
    count.megabytes += usize::from(length == 1_000_000);
    let body = chance.bytes(length);
    let timestamp = chance.number() >> chance.below(64);
    let text = timestamp.to_string();

    // What the field holds: anything, signatures under our secrets, and some that nearly are.
    let mut candidates: Vec<[u8; 32]> = Vec::new();
    for _ in 0..1 + chance.below(8) {
        let secret = &secrets[chance.below(secrets.len())];
        let mut candidate = tag(secret, &text, &body);
        match chance.below(8) {
            0 => {}
            1 => {
                candidate[chance.below(32)] ^= 1 << chance.below(8);
                count.near_misses += 1;
            }
            2 => candidate = tag(&secret[1..], &text, &body),
            3 => candidate = tag(secret, &format!("{text}0"), &body),
            _ => candidate = chance.bytes(32).try_into().unwrap(),
        }
        candidates.push(candidate);
    }
    let mut items: Vec<String> = candidates
        .iter()
        .map(|it| format!("v1={}", hex(it)))
        .collect();
    items.insert(chance.below(items.len() + 1), format!("t={text}"));

    let (now, max_age, max_ahead) = (
        timestamp.wrapping_add((chance.number() % 2000).wrapping_sub(1000)),
        chance.below(1000) as u32,
        chance.below(1000) as u32,
    );
    let clock = match chance.below(4) {
        0 => TimeCheck::Skip,
        _ => TimeCheck::Unix {
            now,
            max_age,
            max_ahead,
        },
    };

    // The other check.
    let fits = |secret: &&Vec<u8>| candidates.contains(&tag(secret, &text, &body));
    let expected = match secrets.iter().position(|secret| fits(&secret)) {
        None => Verdict::Forged,
        Some(secret) => {
            let age = i128::from(now) - i128::from(timestamp);
            let (age, ahead) = (age.max(0) as u64, (-age).max(0) as u64);
            match clock {
                TimeCheck::Unix { .. } if age > max_age.into() => Verdict::Stale {
                    secret,
                    timestamp,
                    age,
                },
                TimeCheck::Unix { .. } if ahead > max_ahead.into() => Verdict::Future {
                    secret,
                    timestamp,
                    ahead,
                },
                _ => Verdict::Authentic { secret, timestamp },
            }
        }
    };

    let signature = Signature::parse(items.join(",").as_bytes()).unwrap();
    let mut verifier = Verifier::new(&keyring, &signature);
    let mut rest = &body[..];
    while !rest.is_empty() {
        let (now, later) = rest.split_at(1 + chance.below(rest.len().min(70_000)));
        verifier.update(now);
        rest = later;
    }
    assert_eq!(verifier.finish(clock), expected, "case {case}");

    match expected {
        Verdict::Authentic { secret, .. } => {
            count.authentic += 1;
            count.by_a_later_secret += usize::from(secret > 0);
            count.among_others += usize::from(candidates.len() > 1);
        }
        Verdict::Stale { .. } => count.stale += 1,
        Verdict::Future { .. } => count.future += 1,
        Verdict::Forged => count.forged += 1,
    }
}
