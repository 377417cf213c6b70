//! UTF-8 (RFC 3629) in strings that are kept and in those that are passed over: what the standard
//! library takes, and nothing else.

use gigapay_webhooks::{Error, ProtocolError};
use gigapay_webhooks_tests::{Canned, End, Got, Outcome, Pieces, Verb, perform};

/// The bytes at which something changes in one place of a sequence or another.
const BOUNDARIES: [u8; 20] = [
    0x20, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF,
    0xF0, 0xF4, 0xF5, 0xFF,
];

fn outcome(before: &str, bytes: &[u8], behind: &str) -> Outcome {
    let body = [before.as_bytes(), bytes, behind.as_bytes()].concat();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
    let response = [head.as_bytes(), &body].concat();
    perform(
        Verb::Retrieve,
        64,
        &mut Canned::new(&response, Pieces::Each(61)),
    )
}

fn check(bytes: &[u8]) {
    let refused = End::Failed(Error::Protocol(ProtocolError::Json));
    let places = [
        // Kept, as text and as raw metadata, where it can be seen again.
        (r#"{"events":[],"url":"u","id":""#, r#""}"#),
        (r#"{"events":[],"url":"u","id":"i","metadata":""#, r#""}"#),
        // Passed over, as text and as a name.
        (r#"{"events":[],"url":"u","id":"i","x":""#, r#""}"#),
        (r#"{"events":[],"url":"u","id":"i",""#, r#"":1}"#),
    ];
    for (place, (before, behind)) in places.into_iter().enumerate() {
        let outcome = outcome(before, bytes, behind);
        match (std::str::from_utf8(bytes), outcome.got.as_slice()) {
            (Ok(text), [Got::Hook(hook)]) => {
                assert_eq!(outcome.end, End::Done);
                match place {
                    0 => assert_eq!(hook.id, text),
                    1 => assert_eq!(hook.metadata, format!("\"{text}\"")),
                    _ => assert_eq!(hook.id, "i"),
                }
            }
            (Err(_), []) => assert_eq!(outcome.end, refused, "{bytes:X?} in place {place}"),
            (expected, _) => panic!("{bytes:X?} in place {place}: {outcome:?}, not {expected:?}"),
        }
    }
}

#[test]
fn sequences_of_up_to_three_bytes() {
    for a in 0x20..=0xFF {
        // These two end the string, or escape its end.
        if a != b'"' && a != b'\\' {
            check(&[a]);
        }
    }
    for a in BOUNDARIES {
        for b in BOUNDARIES {
            check(&[a, b]);
            for c in BOUNDARIES {
                check(&[a, b, c]);
            }
        }
    }
}

#[test]
fn sequences_of_four_bytes() {
    for a in [0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8] {
        for b in BOUNDARIES {
            for c in [0x7F, 0x80, 0xBF, 0xC0] {
                for d in [0x7F, 0x80, 0xBF, 0xC0] {
                    check(&[a, b, c, d]);
                }
            }
        }
    }
}

/// RFC 8259 section 8.2: a text that is shown has U+FFFD in the place of what is no character.
#[test]
fn halves_of_surrogate_pairs_are_replaced() {
    for (escapes, text) in [
        (r"\ud83e\udd80", "🦀"),
        (
            r"\ud83e\udd80\ud83e-\ud83e\u0041\udd80",
            "🦀\u{FFFD}-\u{FFFD}\u{FFFD}",
        ),
        (
            r"\ud83e\n\ud83e\\\ud83e🦀\ud83e",
            "\u{FFFD}\n\u{FFFD}\\\u{FFFD}🦀\u{FFFD}",
        ),
        (r"\ud83e\ud83e\udd80", "\u{FFFD}\u{FFFD}"),
    ] {
        let body = format!(r#"{{"url":"{escapes}"}}"#);
        let length = body.len();
        let response = format!("HTTP/1.1 400 No\r\nContent-Length: {length}\r\n\r\n{body}");
        for piece in 1..=length {
            let mut canned = Canned::new(response.as_bytes(), Pieces::Each(piece));
            let said = perform(Verb::Retrieve, 64, &mut canned).said;
            assert_eq!(said.faults, [(Some("url".to_owned()), text.to_owned())]);
        }
    }
}

/// B11: metadata is kept byte for byte, half of a surrogate pair before any other character, too.
#[test]
fn halves_of_surrogate_pairs_in_metadata_are_kept_as_they_are() {
    for text in [
        r"\ud800å",
        r"\uD83D🦀",
        r"\ud83d\n€",
        r"\ud83d\ud83då",
        r"\udc00å\ud800",
        r"\ud800x",
    ] {
        for metadata in [format!("\"{text}\""), format!(r#"{{"{text}":["{text}"]}}"#)] {
            let body = format!(r#"{{"events":[],"url":"u","id":"i","metadata":{metadata}}}"#);
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
            let response = head + &body;
            for piece in 1..=body.len() {
                let mut peer = Canned::new(response.as_bytes(), Pieces::Each(piece));
                let outcome = perform(Verb::Retrieve, 64, &mut peer);
                let [Got::Hook(hook)] = outcome.got.as_slice() else {
                    panic!("{metadata} in pieces of {piece}: {outcome:?}");
                };
                assert_eq!(hook.metadata, metadata, "in pieces of {piece}");
            }
        }
    }
}
