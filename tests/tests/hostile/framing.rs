//! Content in every framing, right and wrong (RFC 9112 sections 6 and 7), with what has to come of
//! it, and where the client has to stop reading.

use gigapay_webhooks::{Error, ProtocolError as P};
use gigapay_webhooks_tests::check::same_in_any_pieces;
use gigapay_webhooks_tests::render::{self, Random};
use gigapay_webhooks_tests::{Canned, End, Hook, Outcome, Pieces, Roomy, Verb, perform};
use proptest::prelude::*;

use crate::try_all;

/// A response of status 200, and what it has to come to.
struct Framed {
    fields: String,
    body: Vec<u8>,
    end: Result<(), &'static [P]>,
    reusable: bool,
    /// Bytes at the end of `body` that are not part of the response.
    surplus: usize,
}

impl Framed {
    fn good(fields: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self {
            fields: fields.into(),
            body: body.into(),
            end: Ok(()),
            reusable: true,
            surplus: 0,
        }
    }

    fn bad(fields: impl Into<String>, body: impl Into<Vec<u8>>, errors: &'static [P]) -> Self {
        Self {
            end: Err(errors),
            reusable: false,
            ..Self::good(fields, body)
        }
    }
}

/// Makes a response with this body.
type Kind = fn(&str, &mut Random) -> Framed;

const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";

/// Lengths that are none, or none below 2^32.
const NO_LENGTHS: [&str; 12] = [
    "",
    "-1",
    "+5",
    "0x10",
    "5 5",
    "5;",
    "5,",
    ",5",
    "five",
    "4294967296",
    "18446744073709551616",
    "5, 6",
];

/// Sizes of chunks that are none, or none below 2^32.
const NO_SIZES: [&str; 10] = [
    "",
    "-1",
    "0x5",
    "g",
    "5 5",
    ";a",
    "100000000",
    "10000000000000000",
    "fffffffffffffffffffffffff",
    "5\n",
];

/// Right in every way that there is.
fn right(body: &str, chance: &mut Random) -> Framed {
    let length = body.len();
    let body = body.as_bytes();
    match chance.below(9) {
        // Lists that name no coding (RFC 9110 section 5.6.1.2).
        7 => {
            let coding = chance.of(&["", "identity", " , ,", "Identity,", ",\tidentity ,"]);
            let fields = format!("Transfer-Encoding:{coding}\r\nContent-Length: {length}\r\n");
            Framed::good(fields, body)
        }
        8 => {
            let coding = chance.of(&[
                ", chunked",
                "chunked,",
                ",\r\n chunked\t,",
                "identity,chunked",
            ]);
            let fields = format!("Transfer-Encoding: {coding}\r\n");
            Framed::good(fields, render::chunked(body, chance))
        }
        0 => Framed::good(format!("Content-Length: {length}\r\n"), body),
        1 => Framed::good(format!("content-length:{length} ,\t{length}\r\n"), body),
        2 => {
            let line = format!("CONTENT-LENGTH: 00{length}\r\n");
            Framed::good(line.repeat(2), body)
        }
        3 => Framed::good(CHUNKED, render::chunked(body, chance)),
        4 => Framed {
            reusable: false,
            ..Framed::good(
                "Connection: x, close\r\nTransfer-Encoding: Chunked\r\n",
                render::chunked(body, chance),
            )
        },
        5 => Framed {
            reusable: false,
            ..Framed::good(
                format!("Connection: close\r\nContent-Length: {length}\r\n"),
                body,
            )
        },
        _ => Framed {
            reusable: false,
            ..Framed::good("", body)
        },
    }
}

/// Faults in the head.
fn wrong_head(body: &str, chance: &mut Random) -> Framed {
    let length = format!("Content-Length: {}\r\n", body.len());
    match chance.below(5) {
        0 => {
            let both = [length.as_str(), CHUNKED];
            let fields = if chance.once_in(2) {
                both.concat()
            } else {
                [both[1], both[0]].concat()
            };
            Framed::bad(
                fields,
                render::chunked(body.as_bytes(), chance),
                &[P::BothLengths],
            )
        }
        1 => {
            let other = format!("Content-Length: {}\r\n", body.len() + 1 + chance.below(9));
            Framed::bad(length + &other, body, &[P::ContentLength])
        }
        2 => {
            let fields = format!("Content-Length: {}\r\n", chance.of(&NO_LENGTHS));
            Framed::bad(fields, body, &[P::ContentLength])
        }
        3 => {
            let coding = chance.of(&[
                "gzip",
                "gzip, chunked",
                "chunked, chunked",
                "identity, gzip",
                "chunked;q",
            ]);
            let fields = format!("Transfer-Encoding: {coding}\r\n");
            Framed::bad(
                fields,
                render::chunked(body.as_bytes(), chance),
                &[P::TransferCoding],
            )
        }
        _ => Framed::bad(CHUNKED.repeat(2), body, &[P::TransferCoding]),
    }
}

/// More or less body than the head says.
fn wrong_length(body: &str, chance: &mut Random) -> Framed {
    let length = body.len();
    if chance.once_in(2) {
        let said = chance.of(&[length + 1, length + 500, 65_536, u32::MAX as usize]);
        return Framed::bad(format!("Content-Length: {said}\r\n"), body, &[P::Truncated]);
    }
    let said = chance.below(length);
    let error: &'static [P] = if said == 0 {
        &[P::EmptyBody]
    } else {
        &[P::Json]
    };
    Framed {
        surplus: length - said,
        ..Framed::bad(format!("Content-Length: {said}\r\n"), body, error)
    }
}

/// `body` in chunks, one of which has this in place of its size, data or end.
fn wrong_chunk(body: &str, chance: &mut Random) -> Framed {
    let place = body.floor_char_boundary(chance.below(body.len() - 1));
    let (before, rest) = body.split_at(place);
    let mut body = Vec::new();
    if !before.is_empty() {
        body.extend(format!("{:x}\r\n{before}\r\n", before.len()).bytes());
    }
    let size = rest.len();
    let (tail, errors): (String, &'static [P]) = match chance.below(6) {
        0 => (
            format!("{}\r\n{rest}\r\n0\r\n\r\n", chance.of(&NO_SIZES)),
            &[P::Chunk],
        ),
        // Merged with what follows it, or cut short: then data stands where an end should.
        1 => (
            format!("{:x}\r\n{rest}\r\n0\r\n\r\n", size - 1),
            &[P::Chunk],
        ),
        2 => (format!("{size:x}\r\n{rest}0\r\n\r\n"), &[P::Chunk]),
        // What was framing is body now, and no JSON.
        3 => (format!("{:x}\r\n{rest}\r\n0\r\n\r\n", size + 5), &[P::Json]),
        4 => (format!("{size:x}\r\n{rest}\r\n"), &[P::Truncated]),
        _ => (format!("ffffffff\r\n{rest}"), &[P::Truncated]),
    };
    body.extend(tail.bytes());
    Framed::bad(CHUNKED, body, errors)
}

fn check(seed: u64, buffer: usize, size: usize, kind: Kind) {
    let chance = &mut Random::new(seed);
    let hook = Hook::new("a-1", "https://h/", &["Payout.created", "å"], "s\"\\")
        .metadata(&render::any_value(3, chance));
    let body = render::hook(&hook, chance);
    let mut framed = kind(&body, chance);
    let head = format!("HTTP/1.1 200 OK\r\n{}\r\n", framed.fields);
    // Where the client knows the end, what follows is not touched.
    if framed.end.is_ok() && !framed.fields.is_empty() {
        let surplus = chance.of(&["", "H", "HTTP/1.1 500 \r\n\r\n", "\r\n", "0\r\n\r\n{}"]);
        framed.body.extend(surplus.bytes());
        framed.surplus = surplus.len();
    }
    let bytes = [head.as_bytes(), &framed.body].concat();
    let told = String::from_utf8_lossy(&bytes);
    let (outcome, taken) = same_in_any_pieces::<Roomy>(Verb::Retrieve, &bytes, buffer, size);
    assert_eq!(outcome.reusable, framed.reusable, "{outcome:?}: {told}");
    match (framed.end, outcome.end) {
        (Ok(()), _) => {
            let expected = Outcome {
                reusable: framed.reusable,
                ..Outcome::of(End::Done).hooks([hook])
            };
            assert_eq!(outcome, expected, "{told}");
            assert_eq!(taken, bytes.len() - framed.surplus, "{told}");
        }
        (Err(errors), End::Failed(Error::Protocol(error))) => {
            assert!(errors.contains(&error), "{error:?} of {errors:?}: {told}");
            assert!(taken <= bytes.len() - framed.surplus, "{told}");
        }
        (Err(errors), end) => panic!("{end:?}, not {errors:?}: {told}"),
    }
    surplus_at_once(&bytes, &outcome, framed.surplus, buffer);
}

/// A surplus that comes in one piece with the rest changes nothing but whether the connection is
/// used again: it is not, where the surplus was seen.
fn surplus_at_once(bytes: &[u8], alone: &Outcome, surplus: usize, buffer: usize) {
    let outcome = perform(
        Verb::Retrieve,
        buffer,
        &mut Canned::new(bytes, Pieces::Whole),
    );
    assert_eq!((&outcome.got, outcome.end), (&alone.got, alone.end));
    assert!(!outcome.reusable || alone.reusable);
    if surplus > 0 && buffer >= bytes.len() {
        assert!(!outcome.reusable, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn every_framing() {
    let strategy = (any::<u64>(), 1usize..=600, 1usize..=600);
    let kinds: [(&str, Kind); 4] = [
        ("right framing", right),
        ("wrong heads", wrong_head),
        ("wrong lengths", wrong_length),
        ("wrong chunks", wrong_chunk),
    ];
    for (what, kind) in kinds {
        try_all(what, 1000, &strategy, |(seed, buffer, size)| {
            check(seed, buffer, size, kind)
        });
    }
}
