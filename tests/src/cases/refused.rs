//! Refusals: B3, B4, B6, B7, B20, B22, B23.

use super::Case;
use gigapay_webhooks::Problem;

use crate::Verb::{Delete, List, Register, Replace, Retrieve, Update};
use crate::{End, Outcome};

fn refused(status: u16) -> Outcome {
    Outcome::of(End::Refused(status, None)).reusable()
}

fn later(status: u16, seconds: u32) -> Outcome {
    Outcome::of(End::Refused(status, Some(seconds))).reusable()
}

/// The server's words are not whole.
fn cut(mut outcome: Outcome) -> Outcome {
    outcome.said.is_cut = true;
    outcome
}

/// The server said more than is kept.
fn more(mut outcome: Outcome) -> Outcome {
    outcome.said.has_more = true;
    outcome
}

fn closed(mut outcome: Outcome) -> Outcome {
    outcome.reusable = false;
    outcome
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::from(by_status());
    cases.extend(by_shape());
    cases.extend(damaged());
    cases
}

/// The status is what counts, whatever the body is.
fn by_status() -> [Case; 18] {
    let new = Case::new;
    [
        // B4: never followed.
        new("refused-301", Retrieve, refused(301)),
        new("refused-304", Retrieve, refused(304)),
        new("refused-307", Update, refused(307)),
        new("refused-401", List, refused(401).said("Invalid token.")),
        new(
            "refused-403",
            Register,
            refused(403).said("You do not have permission to perform this action."),
        ),
        // B18: deleting again. B20 is about later pages only.
        new("refused-404", Delete, refused(404).said("Not found.")),
        new("refused-404-html", List, refused(404)),
        new(
            "refused-405",
            Replace,
            refused(405).said("Method \"PUT\" not allowed."),
        ),
        new(
            "refused-415",
            Register,
            refused(415).said("Unsupported media type \"text/plain\" in request."),
        ),
        new(
            "refused-429",
            List,
            later(429, 17).said("Request was throttled. Expected available in 17 seconds."),
        ),
        new(
            "refused-429-date",
            List,
            refused(429).said("Begäran begränsades."),
        ),
        // Longer than a number can say saturates: never "no delay".
        new("refused-429-huge", List, later(429, u32::MAX)),
        new("refused-500", Register, refused(500)),
        new("refused-500-chunked", Register, refused(500)),
        new("refused-502", Retrieve, closed(refused(502))),
        new("refused-503-close", Retrieve, closed(later(503, 120))),
        new("refused-empty", Register, refused(400)),
        new("refused-empty-object", Register, refused(400)),
    ]
}

/// B22: the messages, each with the path to the field it is about.
fn by_shape() -> [Case; 16] {
    let new = |name, outcome| Case::new(name, Register, outcome);
    let said = |message: &str| refused(400).said(message);
    [
        new("refused-field", said("Enter a valid URL.").about("url")),
        new(
            "refused-field-second",
            said("This list may not be empty.").about("events"),
        ),
        new(
            "refused-nested",
            said("\"Nope.x\" is not a valid choice.").about("events.1"),
        ),
        new("refused-nested-later", said("Deep.").about("events.3.b")),
        new(
            "refused-dotted-name",
            said("Enter a valid URL.").about("url"),
        ),
        new(
            "refused-no-field",
            said("Registration events go without Integration-ID."),
        ),
        new("refused-array", said("First.").said("Second.")),
        new("refused-string", said("A bare string.")),
        new(
            "refused-empty-message",
            said("Enter a valid URL.").about("url"),
        ),
        // B21: the client-chosen id as a second guard.
        new(
            "refused-exists",
            said("webhook with this id already exists.").about("id"),
        ),
        new("refused-unpaired", said("Half \u{FFFD} a crab")),
        new(
            "refused-long-message",
            // Whole characters only, two bytes each.
            cut(said(&"å".repeat((Problem::CAPACITY - "url\0".len()) / 2)).about("url")),
        ),
        new(
            "refused-long-field",
            cut(said("Long.").about(&"field".repeat(8)[..Problem::FIELD_CAPACITY])),
        ),
        new("refused-too-deep", said("Before.")),
        new(
            "refused-several",
            said("Enter a valid URL.")
                .about("url")
                .said("No.")
                .about("events.0")
                .said("Never.")
                .about("events.0"),
        ),
        // The last one that is kept fits to the byte.
        new(
            "refused-more",
            more(
                said(&"x".repeat(20))
                    .about("url")
                    .said(&"y".repeat(20))
                    .about("events")
                    .said(&"z".repeat(20))
                    .about("events")
                    .said(&"v".repeat(20))
                    .about("id"),
            ),
        ),
    ]
}

/// Once the API has refused, that is what counts, whatever becomes of its explanation.
fn damaged() -> [Case; 16] {
    let new = |name, outcome| Case::new(name, Update, outcome);
    [
        new("refused-not-json", refused(400)),
        new("refused-half-json", cut(refused(400).said("Half a mess"))),
        new("refused-bad-json", cut(refused(400).said("Line"))),
        new(
            "refused-cut-off",
            closed(cut(refused(400).said("Enter a val").about("url"))),
        ),
        new("refused-bad-chunks", closed(later(503, 3))),
        new("refused-both-lengths", closed(later(503, 3))),
        new("refused-lengths-differ", closed(refused(401))),
        new("refused-coding-http-1-0", closed(later(503, 7))),
        new("refused-length-word", closed(refused(404))),
        // From the end of the status line on, whatever becomes of the head.
        new("refused-obs-fold", refused(401)),
        new("refused-no-colon", closed(later(401, 9))),
        new("refused-nul-in-value", closed(refused(403))),
        new("refused-cut-after-status", closed(refused(401))),
        new("refused-cut-in-head", closed(later(429, 5))),
        // More of the value might have followed.
        new("refused-cut-in-value", closed(refused(429))),
        // What cannot be decoded is not read.
        new("refused-encoded", later(503, 7)),
    ]
}
