//! Requests, and the response to each.

use gigapay_webhooks::notify::{
    Decision, Endpoint, MAX_HEAD, Outcome, ReceiverEvent, Rejection, Reply, SetupError,
    SignatureError, TimeCheck,
};

use super::support::*;

/// The good request with the line of this name replaced, or left out.
fn with(name: &str, line: Option<&str>) -> Vec<u8> {
    let mut lines = lines();
    let place = lines.iter().position(|it| it.starts_with(name));
    match (place, line) {
        (Some(place), Some(line)) => lines[place] = line.to_owned(),
        (Some(place), None) => drop(lines.remove(place)),
        (None, line) => lines.extend(line.map(str::to_owned)),
    }
    request("POST /hooks/ HTTP/1.1", &lines, BODY)
}

fn first(line: &str) -> Vec<u8> {
    request(line, &lines(), BODY)
}

fn assert_accepted(request: &[u8]) -> Seen {
    let shown = String::from_utf8_lossy(request);
    let seen = receive(request, &Setup::default());
    assert_eq!(seen.outcome, Outcome::Replied(Reply::Accepted), "{shown}");
    let secret = 1;
    let timestamp = NOW;
    let deliver = Decision::Deliver { secret, timestamp };
    assert_eq!(seen.decision, Some(deliver));
    assert_eq!(seen.body.as_deref(), Some(BODY));
    assert_eq!(seen.status(), 200);
    assert!(seen.says("Content-Length: 0"));
    assert_eq!(seen.says("Connection: close"), !seen.reusable);
    seen
}

/// Refused: it gets a response, and the connection is closed.
fn assert_rejected(request: &[u8], rejection: Rejection) -> Seen {
    let shown = String::from_utf8_lossy(request);
    let seen = receive(request, &Setup::default());
    assert_eq!(seen.outcome, Outcome::Rejected(rejection), "{shown}");
    assert_eq!(seen.status(), rejection.status());
    assert!(seen.says("Content-Length: 0") && seen.says("Connection: close"));
    assert!(!seen.reusable && seen.body.is_none());
    seen
}

#[test]
fn a_good_request_and_its_bytes() {
    let seen = assert_accepted(&good());
    assert_eq!(seen.response, b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n");
    assert!(seen.reusable);
    let rejected = assert_rejected(&first("GET /hooks/ HTTP/1.1"), Rejection::Method);
    assert_eq!(
        String::from_utf8(rejected.response).unwrap(),
        "HTTP/1.1 405 \r\nContent-Length: 0\r\nAllow: POST\r\nConnection: close\r\n\r\n",
    );
    let forged = with(
        "Gigapay",
        Some(&format!("Gigapay-Signature: {}", field(b"x", NOW, BODY))),
    );
    let rejected = assert_rejected(&forged, Rejection::Forged);
    assert!(rejected.says("WWW-Authenticate: Gigapay-Signature"));
}

#[test]
fn what_else_is_accepted() {
    for request in [
        // Names in any case, white space round values, none, many other fields, empty ones.
        with("Host", Some("hOsT:gigatron.se:8080")),
        with("Host", Some("Host:")),
        with("Host", Some("Host: [::1]:80")),
        with("Content-Type", Some("content-TYPE: \t Application/JSON \t")),
        with(
            "Content-Type",
            Some("Content-Type: application/json; charset=utf-8"),
        ),
        with(
            "Content-Type",
            Some("Content-Type: application/json ;charset=\"a;b\""),
        ),
        with("Content-Type", None),
        with("Connection", Some("Connection: keep-alive")),
        with("Accept", Some("Accept:")),
        with("X", Some("X: \u{e5}\t\"quoted, text\"; x=y")),
        with("X", Some(&format!("X: {}", "y".repeat(7000)))),
        with(
            "!#$%&'*+-.^_`|~0aZ",
            Some("!#$%&'*+-.^_`|~0aZ: every tchar"),
        ),
        with(
            "Content-Length",
            Some(&format!("Content-Length: 000{}", BODY.len())),
        ),
        // An empty line before (RFC 9112 section 2.2), and the absolute form (section 3.2.2).
        [b"\r\n", good().as_slice()].concat(),
        first("POST http://gigatron.se/hooks/ HTTP/1.1"),
        first("POST HTTPS://user@[::1]:443/hooks/ HTTP/1.1"),
        first("POST /hooks/ HTTP/1.9"),
    ] {
        assert!(assert_accepted(&request).reusable);
    }
    for request in [
        with("Connection", Some("Connection: close")),
        with("Connection", Some("Connection: foo ,\tClose")),
        first("POST /hooks/ HTTP/1.0"),
        [good(), good()].concat(),
        [good().as_slice(), b"\0"].concat(),
    ] {
        assert!(!assert_accepted(&request).reusable);
    }
    // HTTP/1.0 needs no Host, and does not know expectations.
    let mut lines = lines();
    lines.remove(0);
    lines.push("Expect: 100-continue".to_owned());
    let old = request("POST /hooks/ HTTP/1.0", &lines, BODY);
    assert!(!assert_accepted(&old).says("HTTP/1.1 100 Continue"));
}

#[test]
fn what_the_request_line_may_not_be() {
    for line in [
        "",
        " ",
        "POST",
        "POST ",
        "POST /hooks/",
        "POST /hooks/ ",
        "POST  /hooks/ HTTP/1.1",
        " POST /hooks/ HTTP/1.1",
        "POST /hooks/  HTTP/1.1",
        "POST\t/hooks/ HTTP/1.1",
        "POST /hooks/ HTTP/1.1 ",
        "POST /hooks/ HTTP/1",
        "POST /hooks/ HTTP/1.",
        "POST /hooks/ HTTP/1.10",
        "POST /hooks/ http/1.1",
        "POST /hooks/ HTTPS/1.1",
        "POST /ho oks/ HTTP/1.1",
        "PO(ST /hooks/ HTTP/1.1",
        "POST /hooks/\u{e5} HTTP/1.1",
        "POST /hooks/\u{0} HTTP/1.1",
        "POST /hooks/\u{7f} HTTP/1.1",
        "\r\n\r\nPOST /hooks/ HTTP/1.1",
        "\u{16}\u{3}\u{1}",
        "POST /hooks/ HTTP/1.1\r",
        " /hooks/ HTTP/1.1",
    ] {
        if !line.is_empty() {
            assert_rejected(&first(line), Rejection::RequestLine);
        }
    }
    assert_rejected(b"\r\n\r\n", Rejection::RequestLine);
    assert_rejected(b"\nPOST /hooks/ HTTP/1.1\r\n", Rejection::RequestLine);
    for line in [
        "POST /hooks/ HTTP/2.0",
        "PRI * HTTP/2.0",
        "POST /hooks/ HTTP/0.9",
    ] {
        assert_rejected(&first(line), Rejection::Version);
    }
    for method in [
        "GET",
        "PUT",
        "post",
        "POS",
        "POSTS",
        "HEAD",
        "OPTIONS",
        "P",
        "XYZZY",
        &"A".repeat(400),
    ] {
        let seen = assert_rejected(
            &first(&format!("{method} /hooks/ HTTP/1.1")),
            Rejection::Method,
        );
        assert!(seen.says("Allow: POST"));
    }
    for path in [
        "/",
        "/hooks",
        "/hooks/x",
        "/hooks/?",
        "/hooks/?a=b",
        "/Hooks/",
        "//hooks/",
        "/hooks/#",
        "*",
        "/hooks%2F",
        "http://h",
        "http://h/",
        "http://h/hooks",
        "http:/hooks/",
        "h:80",
    ] {
        assert_rejected(&first(&format!("POST {path} HTTP/1.1")), Rejection::Path);
    }
}

#[test]
fn what_is_missing_or_of_another_kind() {
    let none = "Gigapay-Signature:";
    use Rejection::*;
    for (name, line, rejection) in [
        ("Host", None, Host),
        ("Host2", Some("Host: gigatron.se"), Host),
        ("Host", Some("Host: a, b"), Host),
        ("Host", Some("Host: a b"), Host),
        ("Host", Some("Host: a/b"), Host),
        ("Host", Some("Host: user@a"), Host),
        ("Host", Some("Host: \u{e5}"), Host),
        ("Content-Length", None, LengthRequired),
        ("Content-Length", Some("Content-Length: 4097"), TooLarge),
        (
            "Content-Length",
            Some("Content-Length: 4294967296"),
            TooLarge,
        ),
        (
            "Content-Length",
            Some("Content-Length: 99999999999999999999999"),
            TooLarge,
        ),
        ("Content-Type", Some("Content-Type: text/plain"), MediaType),
        (
            "Content-Type",
            Some("Content-Type: application/json5"),
            MediaType,
        ),
        (
            "Content-Type",
            Some("Content-Type: application/jso"),
            MediaType,
        ),
        (
            "Content-Type",
            Some("Content-Type: application/ json"),
            MediaType,
        ),
        ("Content-Type", Some("Content-Type:"), MediaType),
        (
            "Content-Type",
            Some("Content-Type: ;application/json"),
            MediaType,
        ),
        ("Content-Type2", Some("Content-Type: text/html"), MediaType),
        ("Expect", Some("Expect: 200-ok"), Expectation),
        ("Expect", Some("Expect: 100-continue, x"), Expectation),
        ("Expect", Some("Expect:"), Expectation),
        ("Gigapay", None, Unsigned),
        ("Gigapay", Some("Gigapay-Signatures: t=1,v1=0"), Unsigned),
        (
            "Gigapay",
            Some(none),
            MalformedSignature(SignatureError::Item),
        ),
        (
            "Gigapay",
            Some("Gigapay-Signature: t=1"),
            MalformedSignature(SignatureError::NoCandidate),
        ),
        (
            "Gigapay2",
            Some("Gigapay-Signature: t=1,v1=0"),
            RepeatedSignature,
        ),
    ] {
        assert_rejected(&with(name, line), rejection);
    }
    // Framing counts before path, path before method, method before the rest.
    assert_rejected(&request("GET /x HTTP/1.1", &[], b""), Host);
    assert_rejected(&request("GET /x HTTP/1.1", &["Host: a".into()], b""), Path);
    assert_rejected(
        &request("GET /hooks/ HTTP/1.1", &["Host: a".into()], b""),
        Method,
    );
    assert_rejected(
        &request("POST /hooks/ HTTP/1.1", &["Host: a".into()], b""),
        LengthRequired,
    );
}

/// Whatever the limit is: a length that was cut to it would have the rest of the body taken for the
/// next request.
#[test]
fn a_length_that_does_not_fit_is_too_large() {
    let setup = Setup {
        room: None,
        max_body: u32::MAX,
        ..Setup::default()
    };
    for length in [
        "4294967296",
        "4294967300",
        "99999999999",
        "18446744073709551616",
        "0000000000004294967296",
    ] {
        let request = with("Content-Length", Some(&format!("Content-Length: {length}")));
        let seen = receive(&request, &setup);
        assert_eq!(
            seen.outcome,
            Outcome::Rejected(Rejection::TooLarge),
            "{length}"
        );
        assert!(!seen.reusable);
    }
    // The largest there can be is waited for.
    let request = with("Content-Length", Some("Content-Length: 4294967295"));
    assert_eq!(receive(&request, &setup).outcome, Outcome::Cut);
    let short = format!("Content-Length: 0000000000000{}", BODY.len());
    assert_accepted(&with("Content-Length", Some(&short)));
}

/// In the field, white space around the value is HTTP's; inside it is an error.
#[test]
fn white_space_in_the_signature() {
    let value = field(SECRET, NOW, BODY);
    for line in [
        format!("gigapay-signature:{value}"),
        format!("GIGAPAY-SIGNATURE: \t{value}\t "),
    ] {
        assert_accepted(&with("Gigapay", Some(&line)));
    }
    let spaced = value.replace(',', ", ");
    let line = format!("Gigapay-Signature: {spaced}");
    let error = Rejection::MalformedSignature(SignatureError::Item);
    assert_rejected(&with("Gigapay", Some(&line)), error);
    let line = format!("Gigapay-Signature: {}", value.replace(",v1", " ,v1"));
    let error = Rejection::MalformedSignature(SignatureError::Timestamp);
    assert_rejected(&with("Gigapay", Some(&line)), error);
}

#[test]
fn too_early_and_too_late() {
    let seen = |clock| {
        receive(
            &good(),
            &Setup {
                clock,
                ..Setup::default()
            },
        )
    };
    let at = |now, max_age, max_ahead| TimeCheck::Unix {
        now,
        max_age,
        max_ahead,
    };
    for (clock, outcome) in [
        (at(NOW, 0, 0), Outcome::Replied(Reply::Accepted)),
        (at(NOW + 300, 300, 0), Outcome::Replied(Reply::Accepted)),
        (at(NOW - 300, 0, 300), Outcome::Replied(Reply::Accepted)),
        (
            at(NOW + 301, 300, 0),
            Outcome::Rejected(Rejection::Stale { age: 301 }),
        ),
        (
            at(NOW - 301, 0, 300),
            Outcome::Rejected(Rejection::Future { ahead: 301 }),
        ),
        (
            at(u64::MAX, u32::MAX, 0),
            Outcome::Rejected(Rejection::Stale {
                age: u64::MAX - NOW,
            }),
        ),
        (at(0, 0, u32::MAX), Outcome::Replied(Reply::Accepted)),
        (TimeCheck::Skip, Outcome::Replied(Reply::Accepted)),
    ] {
        let seen = seen(clock);
        assert_eq!(seen.outcome, outcome, "{clock:?}");
        let status = if let Outcome::Replied(_) = outcome {
            200
        } else {
            400
        };
        assert_eq!(seen.status(), status);
    }
}

#[test]
fn limits_of_the_head() {
    let max = usize::from(MAX_HEAD);
    let path = |length| format!("POST /{} HTTP/1.1", "x".repeat(length));
    assert_rejected(&first(&path(max)), Rejection::TargetTooLong);
    assert_rejected(&first(&path(8000 - 20)), Rejection::Path);
    assert_rejected(&first(&"P".repeat(max + 1)), Rejection::TargetTooLong);
    let head = good().len() - BODY.len();
    for (length, fits) in [(max, true), (max + 1, false)] {
        let filler = format!("X: {}", "x".repeat(length - head - 5));
        let request = with("X", Some(&filler));
        assert_eq!(request.len() - BODY.len(), length);
        if fits {
            assert_accepted(&request);
        } else {
            assert_rejected(&request, Rejection::HeadTooLarge);
        }
    }
    let many = vec!["X: y".to_owned(); 3000];
    assert_rejected(
        &request("POST /hooks/ HTTP/1.1", &many, b""),
        Rejection::HeadTooLarge,
    );
}

#[test]
fn limits_of_the_body() {
    let length = BODY.len();
    for (room, max_body, fits) in [
        (Some(length), 4096, true),
        (Some(length - 1), 4096, false),
        (Some(4096), length as u32, true),
        (Some(4096), length as u32 - 1, false),
        (None, length as u32, true),
        (None, length as u32 - 1, false),
        (Some(0), 4096, false),
    ] {
        for chunked in [false, true] {
            let request = if chunked {
                super::smuggling::chunked("")
            } else {
                good()
            };
            let setup = Setup {
                room,
                max_body,
                ..Setup::default()
            };
            let seen = receive(&request, &setup);
            let expected = match fits {
                true => Outcome::Replied(Reply::Accepted),
                false => Outcome::Rejected(Rejection::TooLarge),
            };
            assert_eq!(seen.outcome, expected, "{room:?} {max_body} {chunked}");
            assert_eq!(seen.status(), if fits { 200 } else { 413 });
        }
    }
    // An empty one is one like any other.
    let mut lines = lines();
    lines[3] = "Content-Length: 0".to_owned();
    lines[4] = format!("Gigapay-Signature: {}", field(SECRET, NOW, b""));
    let empty = request("POST /hooks/ HTTP/1.1", &lines, b"");
    for room in [None, Some(0), Some(10)] {
        let seen = receive(
            &empty,
            &Setup {
                room,
                ..Setup::default()
            },
        );
        assert_eq!(seen.outcome, Outcome::Replied(Reply::Accepted));
        assert_eq!(seen.body.as_deref(), Some(&b""[..]));
    }
}

/// `Expect: 100-continue` gets its response before the body is sent, if the rest is as it should
/// be; and not if the body is there already.
#[test]
fn expectations() {
    use gigapay_webhooks_tests::Pieces;
    let request = with("Expect", Some("Expect: 100-Continue"));
    let head = request.len() - BODY.len();
    let setup = Setup {
        pieces: Pieces::At(head),
        buffer: 1024,
        ..Setup::default()
    };
    let seen = receive(&request, &setup);
    assert_eq!(
        String::from_utf8(seen.response).unwrap(),
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n",
    );
    let setup = Setup {
        buffer: 1024,
        ..Setup::default()
    };
    assert!(!receive(&request, &setup).says("HTTP/1.1 100 Continue"));
    // HTTP/1.0 does not know it.
    let old = String::from_utf8(request)
        .unwrap()
        .replacen("HTTP/1.1", "HTTP/1.0", 1);
    let pieces = Pieces::At(head);
    let seen = receive(
        old.as_bytes(),
        &Setup {
            pieces,
            buffer: 1024,
            ..Setup::default()
        },
    );
    assert_eq!(seen.outcome, Outcome::Replied(Reply::Accepted));
    assert!(seen.response.starts_with(b"HTTP/1.1 200 "));
    // What is turned away for its head is not asked for.
    let mut lines = lines();
    lines.push("Expect: 100-continue".to_owned());
    lines[3] = "Content-Length: 100000".to_owned();
    let large = super::support::request("POST /hooks/ HTTP/1.1", &lines, b"");
    let seen = receive(&large, &setup);
    assert_eq!(seen.outcome, Outcome::Rejected(Rejection::TooLarge));
    assert!(seen.response.starts_with(b"HTTP/1.1 413 "));
}

#[test]
fn connections_that_end() {
    let request = good();
    for length in 0..request.len() {
        let seen = receive(&request[..length], &Setup::default());
        let expected = if length == 0 {
            Outcome::Unused
        } else {
            Outcome::Cut
        };
        assert_eq!(seen.outcome, expected, "{length}");
        assert!(seen.response.is_empty() && !seen.reusable && seen.body.is_none());
    }
}

#[test]
fn endpoints() {
    for path in ["/", "/hooks/", "/hooks?token=a&b=%20", "/~a/b.c;d=e"] {
        assert!(Endpoint::new(path).is_ok(), "{path}");
    }
    for path in [
        "",
        "hooks",
        "http://h/",
        "/a b",
        "/a#b",
        "/\u{e5}",
        "/a\r\nb",
        "/\u{0}",
    ] {
        assert_eq!(
            Endpoint::new(path),
            Err(SetupError::InvalidPath),
            "{path:?}"
        );
    }
}

/// What the transport decides: time and room.
#[test]
fn turned_away_from_outside() {
    use gigapay_webhooks::Step;
    use gigapay_webhooks::notify::{Keyring, Receiver};
    let keyring: Keyring = keyring(&[SECRET]);
    let request = good();
    let endpoint = Endpoint::new("/hooks/").unwrap();
    for given in 0..request.len() {
        for rejection in [Rejection::Timeout, Rejection::Overloaded] {
            let mut buffer = [0; 1024];
            let mut receiver = Receiver::streaming(endpoint, &keyring, &mut buffer);
            if given > 0 {
                give(&mut receiver, &request[..given]);
                while let Step::Event(ReceiverEvent::Piece) = receiver.poll() {}
            }
            assert!(receiver.reject(rejection));
            if given == 0 && rejection == Rejection::Timeout {
                assert_eq!(
                    receiver.poll(),
                    Step::Event(ReceiverEvent::Done { reusable: false })
                );
                assert_eq!(receiver.outcome(), Outcome::Unused);
                continue;
            }
            let Step::Transmit(bytes) = receiver.poll() else {
                panic!()
            };
            let status = if rejection == Rejection::Timeout {
                "408"
            } else {
                "503"
            };
            let expected = format!("HTTP/1.1 {status} ");
            assert!(bytes.starts_with(expected.as_bytes()));
            assert_eq!(receiver.outcome(), Outcome::Rejected(rejection));
            assert!(
                !receiver.reject(Rejection::Forged),
                "a response is on its way"
            );
        }
    }
}
