//! Field lines of any length, in windows of any size: read where they matter, passed where not.

use gigapay_webhooks::{Error, ProtocolError};
use gigapay_webhooks_tests::cases::payouts;
use gigapay_webhooks_tests::{Canned, End, Outcome, Pieces, Verb, perform};

const CONTENT: &str = r#"{"id":"38a93e19-886a-4246-9cfe-471214ff6739","url":"https://gigatron.se/webhooks/payouts/","events":["Payout.created"],"secret_key":"c1329a085d65f7757838df5920fdcc9a"}"#;

fn outcome(line: &str, window: usize) -> Outcome {
    let length = CONTENT.len();
    let answer = format!("HTTP/1.1 200 OK\r\n{line}\r\nContent-Length: {length}\r\n\r\n{CONTENT}");
    let of = |pieces| {
        perform(
            Verb::Retrieve,
            window,
            &mut Canned::new(answer.as_bytes(), pieces),
        )
    };
    let outcome = of(Pieces::Whole);
    assert_eq!(outcome, of(Pieces::Each(1)), "{line} in {window}");
    outcome
}

/// A line that is needed is read whole, however much white space pads it.
#[test]
fn lines_that_matter() {
    let length = CONTENT.len();
    let good = Outcome::of(End::Done).hooks([payouts()]).reusable();
    let closes = Outcome::of(End::Done).hooks([payouts()]);
    for window in [1, 2, 7, 64, 65, 100, 200] {
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
                assert_eq!(outcome(&line, window), *expected, "{line} in {window}");
            }
        }
    }
}

/// All others pass, also those whose names begin like one that matters.
#[test]
fn lines_that_do_not() {
    let good = Outcome::of(End::Done).hooks([payouts()]).reusable();
    for length in (40..300).chain([5000]) {
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
            for window in [1, 64, 65, 100, 256] {
                assert_eq!(outcome(&line, window), good, "{line} in {window}");
            }
        }
    }
}

/// A reason phrase is nobody's business, but no place for a bare CR either. (Whether it counts as
/// part of the status line or of a line that is skipped depends on the window.)
#[test]
fn a_long_reason_phrase_is_checked_to_its_end() {
    for window in [64, 128, 512, 2048] {
        for bad in ["\r", "\0", "\u{7f}"] {
            let reason = "x".repeat(700) + bad + "x";
            let answer = format!("HTTP/1.1 200 {reason}\r\nContent-Length: 0\r\n\r\n");
            let mut peer = Canned::new(answer.as_bytes(), Pieces::Whole);
            let end = perform(Verb::Delete, window, &mut peer).end;
            let status_line = End::Failed(Error::Protocol(ProtocolError::StatusLine));
            let field_line = End::Failed(Error::Protocol(ProtocolError::FieldLine));
            assert!(end == status_line || end == field_line, "{end:?}");
        }
    }
}

/// Any number of interim answers, and of fields in them, before the answer.
#[test]
fn interim_answers_without_end() {
    let interim = "HTTP/1.1 102 Processing\r\nX: y\r\nContent-Length: 7\r\n\r\n".repeat(500);
    let length = CONTENT.len();
    let answer = format!("{interim}HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{CONTENT}");
    for window in [64, 512] {
        let mut peer = Canned::new(answer.as_bytes(), Pieces::Each(100));
        assert_eq!(
            perform(Verb::Retrieve, window, &mut peer),
            Outcome::of(End::Done).hooks([payouts()]).reusable()
        );
    }
}
