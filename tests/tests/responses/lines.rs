//! Field lines of any length, in buffers of any size: read where they matter, passed where not.

use gigapay_webhooks::{Error, ProtocolError};
use gigapay_webhooks_tests::cases::payouts;
use gigapay_webhooks_tests::{Canned, End, Outcome, Pieces, Verb, perform};

const BODY: &str = concat!(
    r#"{"id":"38a93e19-886a-4246-9cfe-471214ff6739","#,
    r#""url":"https://gigatron.se/webhooks/payouts/","events":["Payout.created"],"#,
    r#""secret_key":"c1329a085d65f7757838df5920fdcc9a"}"#
);

fn outcome(line: &str, buffer: usize) -> Outcome {
    let length = BODY.len();
    let response = format!("HTTP/1.1 200 OK\r\n{line}\r\nContent-Length: {length}\r\n\r\n{BODY}");
    let of = |pieces| {
        perform(
            Verb::Retrieve,
            buffer,
            &mut Canned::new(response.as_bytes(), pieces),
        )
    };
    let outcome = of(Pieces::Whole);
    assert_eq!(outcome, of(Pieces::Each(1)), "{line} in {buffer}");
    outcome
}

/// A line that is needed is read whole, however much white space pads it.
#[test]
fn lines_that_matter() {
    let length = BODY.len();
    let good = Outcome::of(End::Done).hooks([payouts()]).reusable();
    let closes = Outcome::of(End::Done).hooks([payouts()]);
    for buffer in [1, 2, 7, 64, 65, 100, 200] {
        for pad in [0, 1, 40, 63, 64, 65, 1000] {
            let pad = " ".repeat(pad);
            let lines = [
                (format!("Content-Length:{pad}{length}{pad}"), &good),
                (format!("connection:{pad}keep-alive"), &good),
                (
                    format!("Connection: a{pad},{pad}b{pad},{pad}Close"),
                    &closes,
                ),
                (format!("RETRY-AFTER:{pad}5"), &good),
            ];
            for (line, expected) in lines {
                assert_eq!(outcome(&line, buffer), *expected, "{line} in {buffer}");
            }
        }
    }
}

/// All others pass, also those whose names begin like one that matters.
#[test]
fn lines_that_do_not() {
    let good = Outcome::of(End::Done).hooks([payouts()]).reusable();
    for length in (40..130).chain([300, 5000]) {
        let lines = [
            format!("Set-Cookie: {}", "c".repeat(length)),
            format!("{}: x", "N".repeat(length)),
            format!("Content-Lengthy: {}", "9".repeat(length)),
            format!("Content-Lengt: {}", "9".repeat(length)),
            format!("X-Connection: {}", "close,".repeat(length / 6)),
            format!("Connectio: {}", "n: close".repeat(length / 8)),
            format!("X: {}", " ".repeat(length)),
        ];
        for line in lines {
            for buffer in [1, 64, 65, 100, 256] {
                assert_eq!(outcome(&line, buffer), good, "{line} in {buffer}");
            }
        }
    }
}

/// A reason phrase has no meaning, but is no place for a bare CR either.
#[test]
fn a_long_reason_phrase_is_checked_to_its_end() {
    for buffer in [64, 128, 512, 2048] {
        for bad in ["\r", "\0", "\u{7f}"] {
            let reason = "x".repeat(700) + bad + "x";
            let response = format!("HTTP/1.1 200 {reason}\r\nContent-Length: 0\r\n\r\n");
            let mut peer = Canned::new(response.as_bytes(), Pieces::Whole);
            let outcome = perform(Verb::Delete, buffer, &mut peer);
            let expected = Outcome::of(Error::Protocol(ProtocolError::StatusLine));
            assert_eq!(outcome, expected);
        }
    }
}

/// Any number of interim responses, and of fields in them, before the response.
#[test]
fn interim_responses_without_end() {
    let interim = "HTTP/1.1 102 Processing\r\nX: y\r\nContent-Length: 7\r\n\r\n".repeat(500);
    let length = BODY.len();
    let response = format!("{interim}HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{BODY}");
    for buffer in [64, 512] {
        let mut peer = Canned::new(response.as_bytes(), Pieces::Each(100));
        assert_eq!(
            perform(Verb::Retrieve, buffer, &mut peer),
            Outcome::of(End::Done).hooks([payouts()]).reusable()
        );
    }
}
