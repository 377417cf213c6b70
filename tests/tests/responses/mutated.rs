//! Bytes that are nearly right: accepted and refused as `httparse` and `serde_json` do, but for
//! the differences that are named here, each of which is meant.

use gigapay_webhooks::{Error, Field, Json, ProtocolError as P};
use gigapay_webhooks_tests::render::{self, Random};
use gigapay_webhooks_tests::{
    Canned, End, Got, Hook, Outcome, Pieces, Verb, count, oracle, perform,
};
use proptest::prelude::*;
use serde_json::value::RawValue;

/// Changes a few bytes, within `limit` from the beginning.
fn mutate(bytes: &mut Vec<u8>, mut limit: usize, alphabet: &[u8], chance: &mut Random) {
    for _ in 0..=chance.below(3) {
        if limit == 0 {
            return;
        }
        let place = chance.below(limit);
        let byte = if chance.once_in(3) {
            chance.below(256) as u8
        } else {
            chance.of(alphabet)
        };
        match chance.below(4) {
            0 => {
                bytes.remove(place);
                limit -= 1;
            }
            1 => bytes[place] = byte,
            2 => {
                bytes.insert(place, byte);
                limit += 1;
            }
            _ => {
                let length = chance.below((limit - place).min(12)) + 1;
                let piece = bytes[place..limit.min(place + length)].to_vec();
                limit += piece.len();
                bytes.splice(place..place, piece);
            }
        }
    }
}

fn whole(response: &[u8]) -> Outcome {
    perform(
        Verb::Retrieve,
        8192,
        &mut Canned::new(response, Pieces::Whole),
    )
}

/// The head of a response with so much body.
fn with_length(body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn small_hook(seed: u64) -> Hook {
    Hook::new("a-1", "https://h/", &["Payout.created", "å"], "s\"\\")
        .metadata(&render::any_value(3, &mut Random::new(seed)))
}

/// Whether a line continues the one before it.
fn is_folded(line: &str) -> bool {
    line.starts_with([' ', '\t'])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(count::cases(2500)))]

    #[test]
    fn body(seed in any::<u64>()) {
        let chance = &mut Random::new(seed);
        let mut body = render::hook(&small_hook(seed), chance).into_bytes();
        let length = body.len();
        mutate(&mut body, length, b"{}[]:,\"\\u0eE+-. \n\0d8nt\xC3\xA5\xED", chance);
        let ours = whole(&with_length(&body));
        let theirs = oracle::hook(&body);
        let told = String::from_utf8_lossy(&body);
        match (&ours.end, &theirs) {
            // What is ignored is checked as well, down to its UTF-8.
            (end, _) if std::str::from_utf8(&body).is_err() => {
                prop_assert_ne!(end, &End::Done, "{}", told);
            }
            (End::Done, Ok(theirs)) => {
                prop_assert_eq!(&ours.got, &[Got::Hook(theirs.clone())], "{}", told);
            }
            (End::Failed(_), Err(_)) => {}
            // A NUL ends the names in a packed list, so none may have one.
            (End::Failed(Error::Protocol(P::WrongType(Field::Events))), Ok(theirs)) => {
                prop_assert!(theirs.events.iter().any(|name| name.contains('\0')), "{told}");
            }
            // Half a surrogate pair in a name is valid grammar, and the name of no member.
            (End::Done, Err(error)) => {
                let error = error.to_string();
                prop_assert!(
                    error.contains("surrogate") || error.contains("hex escape"),
                    "{error}: {told}"
                );
            }
            (ours, theirs) => prop_assert!(false, "{ours:?}, {theirs:?}: {told}"),
        }
    }

    /// No difference at all: the depth that ends it here is not reached.
    #[test]
    fn json(seed in any::<u64>()) {
        let chance = &mut Random::new(seed);
        let mut json = render::any_value(4, chance).into_bytes();
        let length = json.len();
        mutate(&mut json, length, b"{}[]:,\"\\u0eE+-. \nntrue", chance);
        if let Ok(json) = String::from_utf8(json) {
            let theirs = serde_json::from_str::<&RawValue>(&json);
            let ours = Json::new(&json).map(Json::as_str);
            prop_assert_eq!(ours.ok(), theirs.ok().map(RawValue::get), "{}", json);
        }
    }

    #[test]
    fn heads(seed in any::<u64>()) {
        let chance = &mut Random::new(seed);
        let body = render::hook(&small_hook(7), &mut Random::new(7));
        let mut response = format!(
            "HTTP/1.1 200 OK\r\nServer: nginx/1.2 (a)\r\nX-Empty:\r\nContent-Length: {}\r\n\
                X!#$%&'*+-.^_`|~: å\t\r\n\r\n",
            body.len()
        )
        .into_bytes();
        let limit = response.len();
        response.extend(body.bytes());
        mutate(&mut response, limit, b"\r\n\r\n :\t\0\x7f\x80aZ019(/,;", chance);
        let ours = whole(&response).end;
        let mut fields = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Response::new(&mut fields);
        let mut liberal = httparse::ParserConfig::default();
        liberal
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_space_before_first_header_name(true);
        let theirs = liberal.parse_response(&mut head, &response);
        let told = String::from_utf8_lossy(&response);
        let is_syntax = matches!(
            ours,
            End::Failed(Error::Protocol(P::StatusLine | P::FieldLine))
        );
        // Ours also reads what the fields say, and stops at the first that makes no sense.
        let is_meaning = matches!(
            ours,
            End::Failed(Error::Protocol(
                P::ContentLength | P::TransferCoding | P::BothLengths | P::Upgrade
            ))
        );
        let first_line = told.trim_start().split_inclusive('\n').nth(1);
        let begins_with_fold = first_line.is_some_and(is_folded);
        match theirs {
            Ok(httparse::Status::Complete(_)) if is_meaning => {}
            // An interim response: what follows it is a head of its own.
            Ok(httparse::Status::Complete(_)) if head.code.is_some_and(|code| code < 200) => {}
            // To httparse a first line of nothing but white space ends the head, to RFC 9112
            // section 2.2 it does not.
            Ok(httparse::Status::Complete(_)) if begins_with_fold => {}
            Ok(httparse::Status::Complete(_)) => {
                prop_assert!(!is_syntax, "{:?}: {}", ours, told);
            }
            Ok(httparse::Status::Partial) => prop_assert_ne!(ours, End::Done, "{}", told),
            // RFC 9112 section 2.3: a higher minor version is to be read as 1.1.
            Err(httparse::Error::Version) if !is_syntax => {
                prop_assert!(response.starts_with(b"HTTP/1."), "{told}");
                prop_assert!(response[7].is_ascii_digit(), "{told}");
            }
            // RFC 9112 section 2.2: a first line that begins with white space is passed over
            // whatever it is.
            Err(_) if begins_with_fold => {}
            // Once the status of a refusal is known, nothing takes it away.
            Err(_) if matches!(ours, End::Refused(300.., _)) => {
                let refused = End::Refused(head.code.unwrap_or_default(), None);
                prop_assert_eq!(ours, refused, "{}", told);
            }
            Err(error) => prop_assert!(is_syntax || is_meaning, "{error}, {ours:?}: {told}"),
        }
    }

    #[test]
    fn chunk_sizes(seed in any::<u64>()) {
        let chance = &mut Random::new(seed);
        let lines = ["1a\r\n", "0\r\n", "5;a=\"b\"\r\n", "0F \t;x\r\n"];
        let mut line = chance.of(&lines).as_bytes().to_vec();
        let limit = line.len();
        mutate(&mut line, limit, b"0aF9; \t\r\ng\"x", chance);
        let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let is_refused = |line: &[u8]| {
            let end = whole(&[head.as_slice(), line].concat()).end;
            end == End::Failed(Error::Protocol(P::Chunk))
        };
        let told = String::from_utf8_lossy(&line);
        match httparse::parse_chunk_size(&line) {
            Ok(httparse::Status::Complete((length, size))) => {
                let line = &line[..length];
                // No size, one that no body of this API comes near, and control characters.
                let is_meant = !line[0].is_ascii_hexdigit()
                    || size > u64::from(u32::MAX)
                    || line[..length - 2].iter().any(|&b| (b < 0x20 && b != b'\t') || b == 0x7f);
                prop_assert_eq!(is_refused(line), is_meant, "{}", told);
            }
            Ok(httparse::Status::Partial) => {}
            Err(_) => prop_assert!(is_refused(&line), "{told:?}"),
        }
    }
}
