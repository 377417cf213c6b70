//! Any body in framing that is right: read as `serde_json` reads it, or refused as it does.
//!
//! Differences that are meant:
//! - Content passed over is checked as well, down to its UTF-8 and its depth.
//! - An event's name may not have a NUL: one ends each name where they are packed.
//! - Half a surrogate pair is valid grammar (RFC 8259 section 8.2) and passed over; `serde_json`
//!   refuses it.
//! - `next` is read, and a page may not come twice (B19).

use gigapay_webhooks::{Error, Field, ProtocolError as P};

use super::{Choices, same_in_any_pieces};
use crate::{End, Got, Hook, Outcome, Roomy, Verb, oracle};

/// A response with this content: by length, in chunks, or ended by the connection.
fn framed(body: &[u8], framing: usize) -> Vec<u8> {
    let head = |field: &str| format!("HTTP/1.1 200 OK\r\n{field}\r\n\r\n").into_bytes();
    match framing {
        0 => {
            let mut response = head(&format!("Content-Length: {}", body.len()));
            response.extend(body);
            response
        }
        1 => head("Connection: close")
            .into_iter()
            .chain(body.iter().copied())
            .collect(),
        size => {
            let mut response = head("Transfer-Encoding: chunked");
            for chunk in body.chunks(size) {
                response.extend(format!("{:x}\r\n", chunk.len()).bytes());
                response.extend(chunk);
                response.extend(b"\r\n");
            }
            response.extend(b"0\r\n\r\n");
            response
        }
    }
}

/// Whether `serde_json` refuses this for half a surrogate pair.
fn is_half_a_pair(error: &serde_json::Error) -> bool {
    let error = error.to_string();
    error.contains("surrogate") || error.contains("hex escape")
}

/// How deep brackets nest, those in strings left out.
pub(super) fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for &byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The body of a response to a retrieval.
///
/// # Panics
/// When it is not read as it should be.
pub fn webhook(input: &[u8]) {
    let (mut choices, body) = Choices::split(input, 5);
    let (buffer, size) = (1 + choices.below(600), 1 + choices.below(600));
    let bytes = framed(body, choices.below(40));
    let (outcome, _) = same_in_any_pieces::<Roomy>(Verb::Retrieve, &bytes, buffer, size);
    let told = || format!("{outcome:?}: {}", String::from_utf8_lossy(body));
    match (&outcome.end, &oracle::hook(body)) {
        (end, _) if std::str::from_utf8(body).is_err() => {
            assert_ne!(end, &End::Done, "{}", told());
        }
        (End::Done, Ok(theirs)) => {
            assert_eq!(&outcome.got, &[Got::Hook(theirs.clone())], "{}", told());
        }
        (End::Done, Err(error)) => assert!(is_half_a_pair(error), "{error}: {}", told()),
        (End::Failed(Error::Capacity(_) | Error::Protocol(_)), Err(_)) => {}
        (End::Failed(Error::Capacity(field)), Ok(theirs)) => {
            assert!(is_too_big(*field, theirs), "{}", told());
        }
        (End::Failed(Error::Protocol(P::WrongType(Field::Events))), Ok(theirs)) => {
            assert!(
                theirs.events.iter().any(|name| name.contains('\0')),
                "{}",
                told()
            );
        }
        (End::Failed(Error::Protocol(P::TooDeep)), Ok(_)) => {
            let most = usize::from(gigapay_webhooks::MAX_VALUE_DEPTH);
            assert!(depth(body) > most, "{}", told());
        }
        _ => panic!("{}", told()),
    }
}

/// Whether this field of the webhook takes more than [`Roomy`] has. An event takes one byte more
/// than its name.
fn is_too_big(field: Field, hook: &Hook) -> bool {
    let events = || hook.events.iter().map(|name| name.len() + 1).sum::<usize>();
    match field {
        Field::Id => hook.id.len() > 512,
        Field::Url => hook.url.len() > 1024,
        Field::Events => events() > 2048,
        Field::SecretKey => hook.secret_key.len() > 512,
        Field::Metadata => hook.metadata.len() > 4096,
        _ => false,
    }
}

/// The contents of the pages of a list, parted by bytes of FF, which no JSON holds.
///
/// # Panics
/// When they are not read as they should be.
pub fn list(input: &[u8]) {
    let (mut choices, bodies) = Choices::split(input, 5);
    let (buffer, size) = (1 + choices.below(600), 1 + choices.below(600));
    let framing = choices.below(40);
    let bodies: Vec<&[u8]> = bodies.split(|&byte| byte == 0xFF).collect();
    // Content that ends with the connection ends the whole input.
    let bodies = if framing == 1 {
        &bodies[..1]
    } else {
        &bodies[..]
    };
    let pages: Vec<Vec<u8>> = bodies.iter().map(|body| framed(body, framing)).collect();
    let bytes = pages.concat();
    let (outcome, taken) = same_in_any_pieces::<Roomy>(Verb::List, &bytes, buffer, size);
    if outcome.end == End::Done {
        let mut rest = taken;
        let mut read = pages.iter().take_while(|page| {
            let is_read = rest >= page.len();
            rest = rest.saturating_sub(page.len());
            is_read
        });
        let count = read.by_ref().count();
        assert_eq!(pages[..count].concat().len(), taken, "whole pages");
        as_the_oracle(&outcome, &bodies[..count]);
    }
}

/// The webhooks of a list that ended well are those of its pages, in their order.
fn as_the_oracle(outcome: &Outcome, bodies: &[&[u8]]) {
    let mut expected = Vec::new();
    for body in bodies {
        match oracle::list(body) {
            Ok(hooks) => expected.extend(hooks),
            Err(error) => {
                assert!(
                    is_half_a_pair(&error),
                    "{error}: {}",
                    String::from_utf8_lossy(body)
                );
                return;
            }
        }
    }
    let got = outcome
        .got
        .iter()
        .filter(|got| !matches!(got, Got::Reconnect));
    assert_eq!(got.clone().count(), expected.len(), "{outcome:?}");
    for (got, expected) in got.zip(&expected) {
        match got {
            Got::Hook(hook) => assert_eq!(hook, expected),
            Got::Oversize(field) => assert!(is_too_big(*field, expected), "{expected:?}"),
            Got::Reconnect => {}
        }
    }
}
