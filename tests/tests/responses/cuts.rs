//! Every fixture in pieces: where the bytes are cut, and how large the buffer is, must not show.

use gigapay_webhooks_tests::{Canned, Outcome, Pieces, cases, cases::Case, count, perform};
use proptest::prelude::*;

/// All but the one whose surplus shows only if it comes in the same piece.
fn cases() -> Vec<(Case, Vec<u8>)> {
    let cases = cases::all().into_iter();
    cases
        .filter(|case| case.name != "surplus")
        .map(|case| {
            let bytes = case.bytes();
            (case, bytes)
        })
        .collect()
}

fn check(case: &Case, bytes: &[u8], buffer: usize, pieces: Pieces<'_>) {
    let told = format!("{} in a buffer of {buffer}, {pieces:?}", case.name);
    let outcome = perform(case.verb, buffer, &mut Canned::new(bytes, pieces));
    assert_eq!(outcome, case.outcome, "{told}");
}

/// The sizes of buffer that a test takes in turn, in an order that mixes small and large.
fn buffer(turn: usize) -> usize {
    1 + turn.wrapping_mul(211) % 600
}

#[test]
fn in_two_pieces_at_every_offset() {
    let mut pairs = 0;
    for (case, bytes) in cases() {
        for offset in 0..bytes.len() {
            check(&case, &bytes, buffer(offset), Pieces::At(offset));
            pairs += 1;
        }
    }
    count::tell(&format!("fixtures in two pieces: {pairs} pairs"));
    assert!(pairs > 50_000, "{pairs}");
}

#[test]
fn byte_by_byte() {
    for (turn, (case, bytes)) in cases().into_iter().enumerate() {
        for buffer in [1, 2, 3, 64, buffer(turn), 600] {
            check(&case, &bytes, buffer, Pieces::Each(1));
        }
    }
}

#[test]
fn in_buffers_of_every_size() {
    let mut buffers = 0;
    for (case, bytes) in cases() {
        for buffer in 1..=600 {
            check(&case, &bytes, buffer, Pieces::Whole);
            buffers += 1;
        }
    }
    count::tell(&format!("fixtures in buffers of 1 to 600 bytes: {buffers}"));
    assert!(buffers > 100_000, "{buffers}");
}

/// A surplus never makes a difference to the value, whether it is seen or not.
#[test]
fn a_surplus_in_any_pieces() {
    let case = cases::all()
        .into_iter()
        .find(|case| case.name == "surplus")
        .expect("the fixture");
    let bytes = case.bytes();
    for offset in 0..bytes.len() {
        let pieces = Pieces::At(offset);
        let outcome = perform(case.verb, buffer(offset), &mut Canned::new(&bytes, pieces));
        assert_eq!(outcome.got, case.outcome.got);
        assert_eq!(outcome.end, case.outcome.end);
    }
}

/// What may come of a response of which only the beginning arrived.
fn acceptable(whole: &Outcome, part: &Outcome, close_delimited: bool) -> bool {
    use gigapay_webhooks::{Error, ProtocolError as P};
    use gigapay_webhooks_tests::End;

    let same_end = part.end == whole.end && part.got == whole.got;
    let ended_early = matches!(
        part.end,
        End::Failed(Error::Protocol(P::ClosedBeforeResponse | P::Truncated))
    );
    // Without any length, nothing tells body that is missing from body that never was.
    let nothing_came = close_delimited && part.end == End::Failed(Error::Protocol(P::EmptyBody));
    // A refusal is one from the end of its status line on; a fault is one when it has arrived.
    let is_error = whole.end != End::Done;
    let is_refusal = matches!((part.end, whole.end),
        (End::Refused(part, None), End::Refused(whole, _)) if part == whole);
    let was_whole = close_delimited && same_end;
    !part.reusable
        && whole.got.starts_with(&part.got)
        && (ended_early
            || nothing_came
            || was_whole
            || is_refusal
            || (is_error && part.end == whole.end))
}

/// How many bytes of the response an exchange asks for, if it gets them one by one.
fn length(case: &Case, bytes: &[u8]) -> usize {
    let mut peer = Canned::new(bytes, Pieces::Each(1));
    perform(case.verb, 512, &mut peer);
    peer.given
}

#[test]
fn the_end_of_the_stream_at_every_offset() {
    let mut cuts = 0;
    for (case, bytes) in cases() {
        let close_delimited = case.name.contains("close") && case.name != "connection-close";
        let length = length(&case, &bytes);
        for offset in 0..length {
            let mut peer = Canned::new(&bytes[..offset], Pieces::Whole);
            let part = perform(case.verb, buffer(offset), &mut peer);
            assert!(
                acceptable(&case.outcome, &part, close_delimited),
                "{} cut off at {offset} of {length}: {part:?}",
                case.name
            );
            cuts += 1;
        }
    }
    count::tell(&format!("fixtures cut off: {cuts} cuts"));
    assert!(cuts > 40_000, "{cuts}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(count::cases(2000)))]

    #[test]
    fn in_any_pieces(
        index in any::<prop::sample::Index>(),
        buffer in 1usize..=600,
        sizes in prop::collection::vec(1usize..80, 1..20),
    ) {
        let cases = cases::all();
        let case = index.get(&cases);
        prop_assume!(case.name != "surplus");
        let outcome = perform(
            case.verb,
            buffer,
            &mut Canned::new(&case.bytes(), Pieces::Sizes(&sizes)),
        );
        prop_assert_eq!(&outcome, &case.outcome, "{}", case.name);
    }
}
