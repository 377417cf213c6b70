//! JSON by the grammar of RFC 8259, or with one fault somewhere inside: what was made is known, so
//! what has to come out is.

use gigapay_webhooks::{Error, Json, ProtocolError as P};
use gigapay_webhooks_tests::check::same_in_any_pieces;
use gigapay_webhooks_tests::render::{self, Random};
use gigapay_webhooks_tests::{End, Hook, Outcome, Roomy, Verb};
use proptest::prelude::*;

use crate::try_all;

/// What is no JSON value, wherever it stands in one.
const FAULTS: [&str; 40] = [
    ",",
    "01",
    "-",
    "+1",
    ".5",
    "1.",
    "1.e3",
    "1e",
    "1e+",
    "0x1",
    "1_0",
    "NaN",
    "Infinity",
    "-inf",
    "nul",
    "True",
    "nulll",
    "undefined",
    "'a'",
    "a",
    "\"\t\"",
    "\"\n\"",
    "\"\0\"",
    "\"\\x41\"",
    "\"\\u12\"",
    "\"\\u12G4\"",
    "\"\\U0041\"",
    "\"\\ \"",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1",
    "]",
    "{1:2}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{\"a\" 1}",
    "{,}",
    "/**/1",
];

/// `inner` inside so many arrays and objects, with good values before and behind it.
fn wrapped(inner: &str, levels: usize, chance: &mut Random) -> String {
    let mut text = inner.to_owned();
    for _ in 0..levels {
        let before = (0..chance.below(3)).map(|_| render::any_value(1, chance));
        let mut items: Vec<String> = before.collect();
        items.push(text);
        items.extend((0..chance.below(3)).map(|_| render::any_value(1, chance)));
        text = if chance.once_in(2) {
            render::array(items, chance)
        } else {
            let member = |value| {
                (
                    render::string(chance.of(&["a", "id", "å\n"]), chance),
                    value,
                )
            };
            render::object(items.into_iter().map(member).collect(), chance)
        };
    }
    text
}

/// The response to a retrieval, or a page of a list, with `value` as metadata or under some name
/// that is passed over.
fn response(value: &str, chance: &mut Random) -> (Verb, Vec<u8>, bool) {
    let is_kept = chance.once_in(2);
    let name = if is_kept { "metadata" } else { "Metadata" };
    let mut body = format!("{{\"id\":\"i\",\"{name}\":{value},\"url\":\"u\",\"events\":[]}}");
    let verb = chance.of(&[Verb::Retrieve, Verb::Register, Verb::List]);
    if verb == Verb::List {
        body = format!("{{\"results\":[{body}],\"next\":null}}");
    }
    (verb, render::response(&body, chance), is_kept)
}

fn strategy() -> impl Strategy<Value = (u64, usize, usize)> {
    (any::<u64>(), 1usize..=600, 1usize..=600)
}

#[test]
fn good_values() {
    try_all("good JSON", 1500, &strategy(), |(seed, buffer, size)| {
        let chance = &mut Random::new(seed);
        let levels = chance.below(6);
        let value = wrapped("0", levels, chance);
        assert_eq!(Json::new(&value).map(Json::as_str), Ok(value.as_str()));
        let (verb, bytes, is_kept) = response(&value, chance);
        let (outcome, _) = same_in_any_pieces::<Roomy>(verb, &bytes, buffer, size);
        let metadata = if is_kept { &value } else { "{}" };
        let hook = Hook::new("i", "u", &[], "").metadata(metadata);
        let expected = Outcome::of(End::Done).hooks([hook]);
        assert_eq!(
            (outcome.got, outcome.end),
            (expected.got, expected.end),
            "{value}"
        );
    });
}

#[test]
fn one_fault() {
    try_all(
        "JSON with one fault",
        1500,
        &strategy(),
        |(seed, buffer, size)| {
            let chance = &mut Random::new(seed);
            let (levels, fault) = (chance.below(6), chance.of(&FAULTS));
            let value = wrapped(fault, levels, chance);
            let (verb, bytes, _) = response(&value, chance);
            assert!(Json::new(&value).is_err(), "{value}");
            assert!(
                serde_json::from_str::<serde_json::Value>(&value).is_err(),
                "{value}"
            );
            let (outcome, _) = same_in_any_pieces::<Roomy>(verb, &bytes, buffer, size);
            assert_eq!(outcome, Outcome::of(Error::Protocol(P::Json)), "{value}");
        },
    );
}
