//! Responses of absurd sizes: passed over or refused, in constant memory, and read no further than
//! it takes. A test binary of its own, for it counts what is allocated.

use gigapay_webhooks::drive::{DriveError, blocking};
use gigapay_webhooks::{
    Api, Error, Exchange, ExchangeEvent, Field, List, Operation, ProtocolError as P, Retrieve,
    Server, Webhook,
};
use gigapay_webhooks_tests::allocations::{Counting, allocations};
use gigapay_webhooks_tests::count;
use gigapay_webhooks_tests::peer::{Connection, Peer};
use gigapay_webhooks_tests::run::sample_credentials;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MEGABYTE: usize = 1_000_000;
const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
const HOOK: &[u8] = br#"{"id":"i","url":"u","events":[]}"#;

/// Parts of a response, each so many times; made when they are read, so never in memory.
type Parts<'a> = &'a [Part<'a>];
type Part<'a> = (&'a [u8], usize);

/// What a case is about, and its parts.
type Case = (&'static str, Vec<Part<'static>>);

/// A peer that sends these, then closes.
struct Stream<'a> {
    parts: Parts<'a>,
    /// How often the first of them has been given, and how much of it since.
    times: usize,
    offset: usize,
    given: usize,
    /// The most bytes that a read gives.
    most: usize,
}

impl Peer for Stream<'_> {
    fn write(&mut self, bytes: &[u8]) -> usize {
        bytes.len()
    }

    fn read(&mut self, space: &mut [u8]) -> usize {
        let mut read = 0;
        let room = space.len().min(self.most);
        while let Some(&(part, times)) = self.parts.first() {
            let rest = &part[self.offset..];
            let size = rest.len().min(room - read);
            space[read..read + size].copy_from_slice(&rest[..size]);
            read += size;
            self.offset += size;
            if self.offset < part.len() {
                break;
            }
            self.offset = 0;
            self.times += 1;
            if self.times >= times {
                self.parts = &self.parts[1..];
                self.times = 0;
            }
        }
        self.given += read;
        read
    }
}

/// How it ended, how many items and webhooks too big came before, and how many bytes were read.
type End = (Result<(), Error>, usize, usize, usize);

fn drive<Op: Operation>(api: &Api<'_>, operation: Op, parts: Parts<'_>, most: usize) -> End {
    let mut connection = Connection(Stream {
        parts,
        times: 0,
        offset: 0,
        given: 0,
        most,
    });
    let mut buffer = [0; 512];
    let mut exchange = Exchange::new(api, operation, &mut buffer);
    let (mut items, mut too_big) = (0, 0);
    let end = loop {
        match blocking::advance(&mut exchange, &mut connection) {
            Ok(ExchangeEvent::Item) => items += 1,
            Ok(ExchangeEvent::Done { .. }) => break Ok(()),
            Ok(ExchangeEvent::Reconnect) => panic!("one page"),
            Ok(ExchangeEvent::Oversize(_)) => too_big += 1,
            Err(DriveError::Exchange(error)) => break Err(error),
            Err(_) => panic!("this connection does not fail"),
        }
    };
    (end, items, too_big, connection.0.given)
}

/// A retrieval or a list, and no allocation in it.
fn end_of(is_list: bool, max_response: u32, parts: Parts<'_>, most: usize) -> End {
    let credentials = sample_credentials();
    let mut end = None;
    let count = allocations(|| {
        let api = Api::new(Server::DEMO, &credentials).max_response(max_response);
        let mut webhook: Webhook = Webhook::default();
        end = Some(if is_list {
            drive(&api, List::new(&mut webhook), parts, most)
        } else {
            drive(&api, Retrieve::new("i", &mut webhook), parts, most)
        });
    });
    assert_eq!(count, 0, "allocations");
    end.expect("it ran")
}

/// What a retrieval makes of these, and how many bytes it read.
fn retrieve(parts: Parts<'_>) -> (Result<(), Error>, usize) {
    let (end, _, too_big, given) = end_of(false, Api::MAX_RESPONSE, parts, usize::MAX);
    assert_eq!(too_big, 0, "only a list has those");
    (end, given)
}

fn length_of(parts: Parts<'_>) -> usize {
    parts.iter().map(|(part, times)| part.len() * times).sum()
}

const fn protocol(error: P) -> Result<(), Error> {
    Err(Error::Protocol(error))
}

/// What is not needed passes, whatever its size: a value arrives behind it.
#[test]
fn passed_over() {
    let start: &'static [u8] = b"HTTP/1.1 200 OK\r\n";
    let chunk: &'static [u8] = b"20\r\n{\"id\":\"i\",\"url\":\"u\",\"events\":[]}\r\n0\r\n";
    let chunked: &'static [u8] = b"Transfer-Encoding: chunked\r\n\r\n";
    let ignored = |before: &'static [u8], part: &'static [u8], times, behind: &'static [u8]| {
        vec![
            (HEAD, 1),
            (b"{\"x\":".as_slice(), 1),
            (before, 1),
            (part, times),
            (behind, 1),
            (b",\"id\":\"i\",\"url\":\"u\",\"events\":[]}".as_slice(), 1),
        ]
    };
    let end: Part<'static> = (b"\r\n", 1);
    let cases: Vec<Case> = vec![
        (
            "a reason",
            vec![(b"HTTP/1.1 200 ", 1), (b"r", MEGABYTE), end, end, (HOOK, 1)],
        ),
        (
            "a name",
            vec![(start, 1), (b"N", MEGABYTE), (b": x\r\n\r\n", 1), (HOOK, 1)],
        ),
        (
            "a value",
            vec![
                (start, 1),
                (b"X: ", 1),
                (b"v", MEGABYTE),
                end,
                end,
                (HOOK, 1),
            ],
        ),
        (
            "white space",
            vec![
                (start, 1),
                (b"X: ", 1),
                (b" \t", MEGABYTE / 2),
                end,
                end,
                (HOOK, 1),
            ],
        ),
        (
            "options",
            vec![
                (start, 1),
                (b"Connection: x", 1),
                (b", x", MEGABYTE / 3),
                end,
                end,
                (HOOK, 1),
            ],
        ),
        (
            "zeros of a length",
            vec![
                (start, 1),
                (b"Content-Length: ", 1),
                (b"0", MEGABYTE),
                (b"32\r\n\r\n", 1),
                (HOOK, 1),
            ],
        ),
        (
            "a number of seconds",
            vec![
                (start, 1),
                (b"Retry-After: ", 1),
                (b"9", MEGABYTE),
                end,
                end,
                (HOOK, 1),
            ],
        ),
        (
            "100,000 fields",
            vec![(start, 1), (b"X: y\r\n", 100_000), end, (HOOK, 1)],
        ),
        (
            "100,000 lengths",
            vec![
                (start, 1),
                (b"Content-Length: 32\r\n", 100_000),
                end,
                (HOOK, 1),
            ],
        ),
        (
            "100,000 interim responses",
            vec![
                (b"HTTP/1.1 102\r\nX: y\r\n\r\n", 100_000),
                (HEAD, 1),
                (HOOK, 1),
            ],
        ),
        (
            "zeros of a chunk's size",
            vec![(start, 1), (chunked, 1), (b"0", MEGABYTE), (chunk, 1), end],
        ),
        (
            "an extension",
            vec![
                (start, 1),
                (chunked, 1),
                (b"20;", 1),
                (b"e", MEGABYTE),
                end,
                (HOOK, 1),
                (b"\r\n0\r\n\r\n", 1),
            ],
        ),
        (
            "a trailer",
            vec![
                (start, 1),
                (chunked, 1),
                (chunk, 1),
                (b"T:", 1),
                (b"T", MEGABYTE),
                end,
                end,
            ],
        ),
        (
            "100,000 trailers",
            vec![
                (start, 1),
                (chunked, 1),
                (chunk, 1),
                (b"T: u\r\n", 100_000),
                end,
            ],
        ),
        ("space before", vec![(HEAD, 1), (b" ", MEGABYTE), (HOOK, 1)]),
        (
            "space behind",
            vec![(HEAD, 1), (HOOK, 1), (b"\n", MEGABYTE)],
        ),
        ("a string", ignored(b"\"", b"s", MEGABYTE, b"\"")),
        (
            "escapes",
            ignored(b"\"", b"\\ud83e\\udd80", MEGABYTE / 12, b"\""),
        ),
        ("a number", ignored(b"-", b"9", MEGABYTE, b"e+1")),
        ("items", ignored(b"[0", b",0", MEGABYTE / 2, b"]")),
        (
            "brackets side by side",
            ignored(b"[[]", b",[]", MEGABYTE / 3, b"]"),
        ),
    ];
    for (what, parts) in &cases {
        assert_eq!(retrieve(parts), (Ok(()), length_of(parts)), "{what}");
    }
    count::tell(&format!("absurd sizes passed over: {}", cases.len()));
}

/// What cannot pass is told, with its name, and before all of it was read.
#[test]
fn refused() {
    let chunked: &'static [u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let length: &'static [u8] = b"HTTP/1.1 200 OK\r\nContent-Length: ";
    let metadata: &'static [u8] = b"{\"id\":\"i\",\"url\":\"u\",\"events\":[],\"metadata\":";
    let cases: Vec<(Case, P)> = vec![
        (
            ("brackets", vec![(HEAD, 1), (b"[", MEGABYTE)]),
            P::NotAWebhook,
        ),
        (
            ("braces", vec![(HEAD, 1), (b"{\"a\":", MEGABYTE)]),
            P::TooDeep,
        ),
        (
            (
                "brackets passed over",
                vec![(HEAD, 1), (b"{\"x\":", 1), (b"[", MEGABYTE)],
            ),
            P::TooDeep,
        ),
        (
            (
                "brackets as metadata",
                vec![(HEAD, 1), (metadata, 1), (b"[", MEGABYTE)],
            ),
            P::TooDeep,
        ),
        (
            (
                "digits of a length",
                vec![(length, 1), (b"9", MEGABYTE), (b"\r\n\r\n", 1)],
            ),
            P::ContentLength,
        ),
        (
            (
                "2^32 as a length",
                vec![(length, 1), (b"4294967296\r\n\r\n", 1), (b" ", MEGABYTE)],
            ),
            P::ContentLength,
        ),
        (
            (
                "2^64 as a chunk's size",
                vec![
                    (chunked, 1),
                    (b"10000000000000000\r\n", 1),
                    (b" ", MEGABYTE),
                ],
            ),
            P::Chunk,
        ),
        (
            (
                "2^32 as a chunk's size",
                vec![(chunked, 1), (b"100000000\r\n", 1), (b" ", MEGABYTE)],
            ),
            P::Chunk,
        ),
        (
            (
                "digits of a chunk's size",
                vec![(chunked, 1), (b"f", MEGABYTE)],
            ),
            P::Chunk,
        ),
        (
            (
                "codings",
                vec![
                    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", 1),
                    (b",chunked", 100_000),
                ],
            ),
            P::TransferCoding,
        ),
        (
            ("no response at all", vec![(b"x", MEGABYTE)]),
            P::StatusLine,
        ),
    ];
    for ((what, parts), error) in &cases {
        let (end, given) = retrieve(parts);
        // A number is only known to be too large where it ends.
        let read = if what.starts_with("digits of a length") {
            1_000_100
        } else {
            1024
        };
        assert_eq!(end, protocol(*error), "{what}");
        assert!(given <= read, "{what}: {given} bytes read");
    }
    count::tell(&format!("absurd sizes refused: {}", cases.len()));
}

/// A field that outgrows its room is named; the response is read to its end nevertheless, and the
/// list goes on.
#[test]
fn too_big_for_their_room() {
    let cases: [([&[u8]; 3], Field); 5] = [
        (
            [b"{\"id\":\"", b"i", b"\",\"url\":\"u\",\"events\":[]}"],
            Field::Id,
        ),
        (
            [
                b"{\"id\":\"i\",\"url\":\"",
                b"\\u00e5",
                b"\",\"events\":[]}",
            ],
            Field::Url,
        ),
        (
            [
                b"{\"id\":\"i\",\"url\":\"u\",\"events\":[\"e\"",
                b",\"e\"",
                b"]}",
            ],
            Field::Events,
        ),
        (
            [
                b"{\"id\":\"i\",\"url\":\"u\",\"events\":[],\"secret_key\":\"",
                b"s",
                b"\"}",
            ],
            Field::SecretKey,
        ),
        (
            [
                b"{\"id\":\"i\",\"url\":\"u\",\"events\":[],\"metadata\":[0",
                b",0",
                b"]}",
            ],
            Field::Metadata,
        ),
    ];
    for ([before, part, behind], field) in &cases {
        let times = MEGABYTE / part.len();
        let one: Vec<Part<'_>> = vec![(HEAD, 1), (before, 1), (part, times), (behind, 1)];
        let expected = (Err(Error::Capacity(*field)), length_of(&one));
        assert_eq!(retrieve(&one), expected);
        let list: Vec<Part<'_>> = vec![
            (HEAD, 1),
            (b"{\"next\":null,\"results\":[", 1),
            (HOOK, 1),
            (b",", 1),
            (before, 1),
            (part, times),
            (behind, 1),
            (b",", 1),
            (HOOK, 1),
            (b"]}", 1),
        ];
        let end = end_of(true, Api::MAX_RESPONSE, &list, usize::MAX);
        assert_eq!(end, (Ok(()), 2, 1, length_of(&list)), "{field:?}");
    }
    count::tell(&format!("fields of a megabyte: {}", 2 * cases.len()));
}

/// A body without meaning passes, too: a refusal, whatever it says.
#[test]
fn refusals() {
    let head: &[u8] = b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\n\r\n";
    let cases: [&[u8]; 5] = [b"[", b"{\"detail\":", b"<html>", b"\"", b" "];
    for part in cases {
        let parts: [(&[u8], usize); 2] = [(head, 1), (part, MEGABYTE)];
        let (end, given) = retrieve(&parts);
        assert!(
            matches!(end, Err(Error::Api(refusal)) if refusal.retry_after == Some(7)),
            "{end:?}"
        );
        assert_eq!(given, length_of(&parts));
    }
}

/// A server that never comes to the point is given up, without any deadline: after as many bytes as
/// the API's responses may have, be they interim responses, fields, body or framing.
#[test]
fn without_end() {
    const LIMIT: u32 = 3_000_000;
    let start: &'static [u8] = b"HTTP/1.1 200 OK\r\n";
    let huge: &'static [u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 4294967295\r\n\r\n";
    let chunked: &'static [u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let cases: Vec<Case> = vec![
        (
            "interim responses",
            vec![(b"HTTP/1.1 100 Continue\r\n\r\n", usize::MAX)],
        ),
        ("fields", vec![(start, 1), (b"X: y\r\n", usize::MAX)]),
        (
            "one field",
            vec![(start, 1), (b"X: ", 1), (b"y", usize::MAX)],
        ),
        ("space", vec![(HEAD, 1), (b" ", usize::MAX)]),
        ("2^32 - 1 bytes", vec![(huge, 1), (b" ", usize::MAX)]),
        ("chunks", vec![(chunked, 1), (b"1\r\n \r\n", usize::MAX)]),
        ("a chunk's size", vec![(chunked, 1), (b"0", usize::MAX)]),
        (
            "a webhook too big",
            vec![(HEAD, 1), (b"{\"id\":\"", 1), (b"i", usize::MAX)],
        ),
    ];
    for (what, parts) in &cases {
        let (end, _, _, given) = end_of(false, LIMIT, parts, usize::MAX);
        assert_eq!(end, protocol(P::TooLong), "{what}");
        assert!(given <= LIMIT as usize + 512, "{what}: {given} bytes read");
    }
    count::tell(&format!("responses without end given up: {}", cases.len()));
}

/// A length of 2^32 - 1, then a byte at a time, then the end.
#[test]
fn dripping() {
    let head: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 4294967295\r\n\r\n";
    let parts: [(&[u8], usize); 3] = [(head, 1), (HOOK, 1), (b"\n", 100_000)];
    let (end, _, _, given) = end_of(false, Api::MAX_RESPONSE, &parts, 1);
    assert_eq!((end, given), (protocol(P::Truncated), length_of(&parts)));
}

/// The limit counts to the byte, from each request on, and is not the response's own.
#[test]
fn the_limit_is_exact() {
    let parts: [(&[u8], usize); 2] = [(HEAD, 1), (HOOK, 1)];
    let length = length_of(&parts) as u32;
    for most in [1, 7, usize::MAX] {
        assert_eq!(end_of(false, length, &parts, most).0, Ok(()));
        assert_eq!(
            end_of(false, length - 1, &parts, most).0,
            protocol(P::TooLong)
        );
    }
}

/// A million interim responses are more than the limit; who wants them can have them.
#[test]
fn a_million_interim_responses() {
    let interim: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
    let parts: [(&[u8], usize); 3] = [(interim, MEGABYTE), (HEAD, 1), (HOOK, 1)];
    let (end, given) = retrieve(&parts);
    assert_eq!(end, protocol(P::TooLong));
    assert!(given <= Api::MAX_RESPONSE as usize + 512);
    let (end, _, _, given) = end_of(false, u32::MAX, &parts, usize::MAX);
    assert_eq!((end, given), (Ok(()), length_of(&parts)));
    count::tell("interim responses: 1000000");
}
