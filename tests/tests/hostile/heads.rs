//! Heads by the grammar of RFC 9112 sections 4 and 5, or with one fault, and what has to come of
//! them: the status decides, fields without meaning pass, a fault is told as what it is.

use gigapay_webhooks::{Error, ProtocolError as P};
use gigapay_webhooks_tests::check::same_in_any_pieces;
use gigapay_webhooks_tests::render::Random;
use gigapay_webhooks_tests::{End, Hook, Outcome, Roomy, Verb};
use proptest::prelude::*;

use crate::try_all;

const BODY: &str = r#"{"id":"i","url":"u","events":[]}"#;

/// Lines that are none (RFC 9112 sections 2.2 and 5.1).
const BAD_LINES: [&[u8]; 12] = [
    b": no name",
    b"no colon",
    b"Space : before",
    b"Tab\t: before",
    b"Bare\rCR: x",
    b"X: bare\rCR",
    b"X: a\0b",
    b"X: a\x7Fb",
    b"X: a\x08b",
    b"N\xC3\xA5me: x",
    b"(name): x",
    b"na\"me: x",
];

/// Status lines that are none (section 4).
const BAD_STATUS_LINES: [&[u8]; 14] = [
    b"\r",
    b"HTTP/2 200 OK",
    b"HTTP/2.0 200 OK",
    b"HTTP/1. 200 OK",
    b"HTTP/1.10 200 OK",
    b"http/1.1 200 OK",
    b" HTTP/1.1 200 OK",
    b"HTTP/1.1  200 OK",
    b"HTTP/1.1 20 OK",
    b"HTTP/1.1 2000 OK",
    b"HTTP/1.1 099 OK",
    b"HTTP/1.1 2x0 OK",
    b"HTTP/1.1 200 O\0K",
    b"HTTP/1.1 200 O\rK",
];

fn text(alphabet: &[u8], least: usize, most: usize, chance: &mut Random) -> Vec<u8> {
    let length = least + chance.below(most - least);
    (0..length).map(|_| chance.of(alphabet)).collect()
}

/// A field that means nothing here, its name of any characters that a name may have.
fn field(chance: &mut Random) -> Vec<u8> {
    let name: Vec<u8> = (b'!'..=b'~')
        .filter(|byte| !b"\"(),/:;<=>?@[\\]{}".contains(byte))
        .collect();
    let value: Vec<u8> = (b' '..=b'~').chain(0x80..=0xFF).chain([b'\t']).collect();
    let mut line = b"X-".to_vec();
    line.extend(text(&name, 1, 60, chance));
    line.push(b':');
    line.extend(text(&value, 0, 100, chance));
    line.extend(chance.of(&["\r\n", "\r\n", "\r\n", "\n"]).bytes());
    // Obsolete folds (section 5.2), some of nothing but white space.
    while chance.once_in(4) {
        line.push(chance.of(b" \t"));
        line.extend(text(&value, 0, 20, chance));
        line.extend(chance.of(&["\r\n", "\n"]).bytes());
    }
    line
}

fn fields(chance: &mut Random) -> Vec<u8> {
    (0..chance.below(6)).flat_map(|_| field(chance)).collect()
}

/// Responses that only promise the real one.
fn interim(chance: &mut Random) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..chance.below(3) {
        let status = chance.of(&["100 Continue", "102", "103 Early Hints", "199 "]);
        bytes.extend(format!("HTTP/1.1 {status}\r\n").bytes());
        bytes.extend(fields(chance));
        bytes.extend(b"\r\n");
    }
    bytes
}

/// What a retrieval has to make of this status, with a webhook as the body and its length told.
fn expected(status: usize, retry_after: Option<u32>, persists: bool) -> Outcome {
    let outcome = match status {
        101 => Outcome::of(Error::Protocol(P::Upgrade)),
        200 | 201 => Outcome::of(End::Done).hooks([Hook::new("i", "u", &[], "")]),
        202..=299 => Outcome::of(Error::Protocol(P::UnexpectedStatus)),
        300..=399 => Outcome::of(End::Refused(status as u16, retry_after)),
        // The webhook's texts are taken for messages about its members (B22).
        _ => Outcome::of(End::Refused(status as u16, retry_after))
            .said("i")
            .about("id")
            .said("u")
            .about("url"),
    };
    let is_final = !matches!(status, 101 | 202..=299);
    Outcome {
        reusable: persists && is_final,
        ..outcome
    }
}

fn check(seed: u64, buffer: usize, size: usize) {
    let chance = &mut Random::new(seed);
    let mut bytes = interim(chance);
    let status = match chance.below(3) {
        0 => 200,
        1 => chance.of(&[
            101, 201, 202, 204, 299, 300, 301, 304, 400, 404, 429, 500, 503, 999,
        ]),
        _ => 200 + chance.below(800),
    };
    let minor = chance.below(10);
    let reason = chance.of(&["", " ", " OK", " \u{e5}\t ~", " 200 HTTP/1.1"]);
    bytes.extend(format!("HTTP/1.{minor} {status}{reason}\r\n").bytes());
    let mut lines = vec![fields(chance), fields(chance)];
    // A 204 or a 304 ends with its head; what it announces must not follow (RFC 9112 section 6.3).
    let has_body = status != 204 && status != 304 && status != 101;
    if has_body {
        lines.push(format!("Content-Length: {}\r\n", BODY.len()).into_bytes());
    }
    let retry_after = chance.once_in(3).then(|| chance.of(&[0, 7, 120, u32::MAX]));
    lines.extend(retry_after.map(|seconds| format!("Retry-After: {seconds}\r\n").into_bytes()));
    let connection = chance.of(&[
        "",
        "",
        "close",
        "keep-alive",
        "Keep-Alive , Close",
        "upgrade",
    ]);
    if !connection.is_empty() {
        lines.push(format!("Connection: {connection}\r\n").into_bytes());
    }
    let persists = !connection.contains("lose")
        && (minor > 0 || connection.to_ascii_lowercase().contains("keep-alive"));
    let place = chance.below(lines.len());
    lines.rotate_left(place);
    bytes.extend(lines.concat());
    bytes.extend(chance.of(&["\r\n", "\r\n", "\n"]).bytes());
    if has_body {
        bytes.extend(BODY.bytes());
    }
    let (outcome, taken) = same_in_any_pieces::<Roomy>(Verb::Retrieve, &bytes, buffer, size);
    let told = String::from_utf8_lossy(&bytes);
    assert_eq!(outcome, expected(status, retry_after, persists), "{told}");
    if outcome.reusable {
        assert_eq!(taken, bytes.len(), "{told}");
    }
}

#[test]
fn every_status() {
    let strategy = (any::<u64>(), 1usize..=600, 1usize..=600);
    try_all("heads", 2500, &strategy, |(seed, buffer, size)| {
        check(seed, buffer, size)
    });
}

/// One fault in an otherwise good head, at any place.
#[test]
fn one_fault() {
    let strategy = (any::<u64>(), 1usize..=600, 1usize..=600);
    try_all(
        "heads with one fault",
        1000,
        &strategy,
        |(seed, buffer, size)| {
            let chance = &mut Random::new(seed);
            let mut bytes = interim(chance);
            let mut expected = Outcome::of(Error::Protocol(P::StatusLine));
            let verb = chance.of(&[Verb::Retrieve, Verb::Delete]);
            if chance.once_in(2) {
                bytes.extend(chance.of(&BAD_STATUS_LINES));
                bytes.extend(b"\r\n");
            } else {
                let status = chance.of(&[200, 201, 204, 299, 300, 404, 503, 999]);
                expected = match status {
                    // Once the status is known, nothing takes it away.
                    300.. => Outcome::of(End::Refused(status, None)),
                    // Every 2xx says that a deletion is done (B18).
                    _ if verb == Verb::Delete => Outcome::of(End::Done),
                    _ => Outcome::of(Error::Protocol(P::FieldLine)),
                };
                bytes.extend(format!("HTTP/1.1 {status} OK\r\n").bytes());
                bytes.extend(fields(chance));
                bytes.extend(chance.of(&BAD_LINES));
                bytes.extend(b"\r\n");
            }
            bytes.extend(fields(chance));
            let length = BODY.len();
            bytes.extend(format!("Content-Length: {length}\r\n\r\n{BODY}").bytes());
            let (outcome, _) = same_in_any_pieces::<Roomy>(verb, &bytes, buffer, size);
            let told = String::from_utf8_lossy(&bytes);
            assert_eq!(outcome, expected, "{verb:?} {told}");
        },
    );
}

/// A field that means something has a value that means nothing.
#[test]
fn a_deletion_is_done_whatever_its_fields_say() {
    for (status, is_done) in [(101, false), (200, true), (204, true), (299, true)] {
        for fields in [
            "Content-Length: word",
            "Content-Length: 1\r\nContent-Length: 2",
            "Content-Length: 99999999999999999999",
            "X : y",
        ] {
            let bytes = format!("HTTP/1.1 {status} x\r\n{fields}\r\n\r\n");
            let (outcome, _) = same_in_any_pieces::<Roomy>(Verb::Delete, bytes.as_bytes(), 64, 7);
            assert_eq!(outcome == Outcome::of(End::Done), is_done, "{bytes}");
        }
    }
}
