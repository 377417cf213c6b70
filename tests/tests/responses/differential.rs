//! Whatever is valid reads as others read it: `httparse` for heads, `serde_json` for body.

use gigapay_webhooks_tests::render::{self, Random};
use gigapay_webhooks_tests::{Canned, End, Hook, Outcome, Pieces, Verb, count, oracle, perform};
use proptest::prelude::*;

/// Texts of any characters, those that JSON and UTF-8 treat in ways of their own among them.
fn text(most: usize) -> impl Strategy<Value = String> {
    const CHARACTERS: [char; 12] = [
        '"',
        '\\',
        '/',
        '\n',
        '\u{1f}',
        '\u{7f}',
        '\u{80}',
        '\u{7ff}',
        '\u{800}',
        '\u{ffff}',
        '🦀',
        '\u{10ffff}',
    ];
    let character = prop_oneof![
        2 => any::<char>(),
        2 => prop::char::range(' ', '~'),
        1 => prop::sample::select(CHARACTERS.to_vec()),
    ];
    prop::collection::vec(character, 0..most).prop_map(String::from_iter)
}

/// An event's name: any text without a NUL, which is refused.
fn event() -> impl Strategy<Value = String> {
    text(12).prop_map(|name| name.replace('\0', "0"))
}

fn hook() -> impl Strategy<Value = Hook> {
    let metadata = any::<u64>().prop_map(|seed| render::any_value(5, &mut Random::new(seed)));
    (
        text(30),
        text(60),
        prop::collection::vec(event(), 0..5),
        text(40),
        metadata.prop_filter("room", |metadata| metadata.len() <= 4096),
    )
        .prop_map(|(id, url, events, secret_key, metadata)| Hook {
            id,
            url,
            events,
            secret_key,
            metadata,
        })
}

fn outcome(verb: Verb, response: &[u8], buffer: usize, sizes: &[usize]) -> Outcome {
    let mut outcome = perform(
        verb,
        buffer,
        &mut Canned::new(response, Pieces::Sizes(sizes)),
    );
    // Depends on the framing, which other tests are about.
    outcome.reusable = false;
    outcome
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(count::cases(800)))]

    #[test]
    fn a_webhook(
        hook in hook(),
        seed in any::<u64>(),
        buffer in 1usize..=600,
        sizes in prop::collection::vec(1usize..200, 1..8),
    ) {
        let chance = &mut Random::new(seed);
        let body = render::hook(&hook, chance);
        let response = render::response(&body, chance);
        let told = String::from_utf8_lossy(&response);
        // The oracle first: what it does not read, or not like this, the test got wrong.
        let read = oracle::body(&response);
        prop_assert_eq!(read.as_slice(), body.as_bytes());
        prop_assert_eq!(&oracle::hook(&read).expect("a webhook"), &hook, "{}", &told);
        let expected = Outcome::of(End::Done).hooks([hook]);
        for verb in [Verb::Retrieve, Verb::Register, Verb::Update, Verb::Replace] {
            let outcome = outcome(verb, &response, buffer, &sizes);
            prop_assert_eq!(&outcome, &expected, "{}", &told);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(count::cases(250)))]

    #[test]
    fn a_list(
        hooks in prop::collection::vec(hook(), 0..5),
        seed in any::<u64>(),
        buffer in 1usize..=600,
        sizes in prop::collection::vec(1usize..200, 1..8),
    ) {
        let chance = &mut Random::new(seed);
        let body = render::list(&hooks, chance);
        let response = render::response(&body, chance);
        let told = String::from_utf8_lossy(&response);
        let read = oracle::list(&oracle::body(&response));
        prop_assert_eq!(&read.expect("a list"), &hooks, "{}", &told);
        let expected = Outcome::of(End::Done).hooks(hooks);
        prop_assert_eq!(outcome(Verb::List, &response, buffer, &sizes), expected, "{}", &told);
    }
}
