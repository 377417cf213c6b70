//! Responses that were good once: bits flipped, bytes put in, left out and doubled, responses cut
//! off and run together, numbers made absurd.

use gigapay_webhooks_tests::check::{
    AS_IT_IS, notification, same_in_any_pieces, signed_notification,
};
use gigapay_webhooks_tests::render::{self, Random};
use gigapay_webhooks_tests::{Hook, Roomy, Verb, cases};
use proptest::prelude::*;

use crate::try_all;

/// Numbers that are too large for something.
const ABSURD: [&str; 10] = [
    "255",
    "65536",
    "2147483648",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "fffffffff",
    "99999999999999999999999999999999999999999",
    "-1",
];

/// What is done to a response, at places that are drawn.
#[derive(Clone, Copy, Debug)]
enum Change {
    FlipBit,
    PutIn(u8),
    LeaveOut,
    Double,
    CutOff,
    RunTogether,
    Number(&'static str),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::FlipBit),
        any::<u8>().prop_map(Change::PutIn),
        prop::sample::select(b"\r\n:,\"\\{}[] 0".to_vec()).prop_map(Change::PutIn),
        Just(Change::LeaveOut),
        Just(Change::Double),
        Just(Change::CutOff),
        Just(Change::RunTogether),
        prop::sample::select(ABSURD.to_vec()).prop_map(Change::Number),
    ]
}

fn apply(change: Change, bytes: &mut Vec<u8>, chance: &mut Random) {
    if bytes.is_empty() {
        return;
    }
    let place = chance.below(bytes.len());
    let end = (place + 1 + chance.below(40)).min(bytes.len());
    match change {
        Change::FlipBit => bytes[place] ^= 1 << chance.below(8),
        Change::PutIn(byte) => bytes.insert(place, byte),
        Change::LeaveOut => drop(bytes.drain(place..end)),
        Change::Double => {
            let piece = bytes[place..end].to_vec();
            bytes.splice(place..place, piece);
        }
        Change::CutOff => bytes.truncate(place),
        Change::RunTogether => {
            let head = bytes[place..].to_vec();
            bytes.extend(head);
        }
        Change::Number(number) => {
            // In place of some number that is there, such as a status, a length or a chunk's size.
            let is_digit = |byte: &u8| byte.is_ascii_digit();
            let Some(start) = bytes[place..].iter().position(is_digit) else {
                return;
            };
            let start = place + start;
            let rest = bytes[start..].iter().position(|byte| !is_digit(byte));
            let end = rest.map_or(bytes.len(), |length| start + length);
            bytes.splice(start..end, number.bytes());
        }
    }
}

/// A fixture, or a response that follows from `seed`.
fn response(seed: u64, fixtures: &[(Verb, Vec<u8>)]) -> (Verb, Vec<u8>) {
    let chance = &mut Random::new(seed);
    if chance.once_in(2) {
        return fixtures[chance.below(fixtures.len())].clone();
    }
    let hook = Hook::new("a-1", "https://h/", &["Payout.created", "å"], "s\"\\")
        .metadata(&render::any_value(3, chance));
    if chance.once_in(2) {
        let body = render::list(&[hook.clone(), hook], chance);
        let body = body.replace("null", "\"https://h/?page=2\"");
        let page = render::response(&body, chance);
        (Verb::List, [page.as_slice(), &page].concat())
    } else {
        let body = render::hook(&hook, chance);
        (
            Verb::ALL[1 + chance.below(5)],
            render::response(&body, chance),
        )
    }
}

#[test]
fn once_good() {
    let fixtures = cases::all();
    let fixtures: Vec<_> = fixtures
        .iter()
        .map(|case| (case.verb, case.bytes()))
        .collect();
    let strategy = (
        any::<u64>(),
        prop::collection::vec(change(), 1..5),
        1usize..=600,
        1usize..=600,
    );
    try_all(
        "responses changed",
        6000,
        &strategy,
        |(seed, changes, buffer, size)| {
            let (verb, mut bytes) = response(seed, &fixtures);
            let chance = &mut Random::new(!seed);
            for change in changes {
                apply(change, &mut bytes, chance);
            }
            same_in_any_pieces::<Roomy>(verb, &bytes, buffer, size);
        },
    );
}

#[test]
fn notifications_once_good() {
    let strategy = (
        any::<u64>(),
        prop::collection::vec(change(), 1..5),
        prop::collection::vec(any::<u8>(), 5),
        0..AS_IT_IS,
    );
    try_all(
        "notifications changed",
        3000,
        &strategy,
        |(seed, changes, mut choices, chunk)| {
            let mut bytes = signed_notification(b"Connection: close\r\n\0{\"id\":\"7\"}", chunk);
            let chance = &mut Random::new(seed);
            for change in changes {
                apply(change, &mut bytes, chance);
            }
            choices.push(AS_IT_IS as u8);
            notification(&[choices, bytes].concat());
        },
    );
}
