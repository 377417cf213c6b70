//! Requests that others may read differently (RFC 9112 sections 6.3, 7.1 and 11.2): each is turned
//! away and its connection closed.

use gigapay_webhooks::notify::{Outcome, Rejection, Reply};

use super::support::*;

/// The good request with its body in chunks of 20, and this behind it where trailers are.
pub fn chunked(trailers: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for chunk in BODY.chunks(20) {
        body.extend(format!("{:x}\r\n", chunk.len()).bytes());
        body.extend(chunk);
        body.extend(b"\r\n");
    }
    body.extend(format!("0\r\n{trailers}\r\n").bytes());
    with_body("Transfer-Encoding: chunked", &body)
}

/// The good request with another line for its length, and this body.
pub fn with_body(line: &str, body: &[u8]) -> Vec<u8> {
    let mut lines = lines();
    lines[3] = line.to_owned();
    request("POST /hooks/ HTTP/1.1", &lines, body)
}

fn assert_rejected(request: &[u8], rejection: Rejection) {
    let shown = String::from_utf8_lossy(request);
    let seen = receive(request, &Setup::default());
    assert_eq!(seen.outcome, Outcome::Rejected(rejection), "{shown}");
    assert_eq!(seen.status(), rejection.status());
    assert!(seen.says("Connection: close") && !seen.reusable && seen.body.is_none());
}

#[test]
fn lengths() {
    use Rejection::*;
    let length = BODY.len();
    for (lines, rejection) in [
        (
            format!("Content-Length: {length}\r\nTransfer-Encoding: chunked"),
            BothLengths,
        ),
        (
            format!("Transfer-Encoding: chunked\r\nContent-Length: {length}"),
            BothLengths,
        ),
        (
            format!("Transfer-Encoding: identity\r\nContent-Length: {length}"),
            BothLengths,
        ),
        (
            format!("Content-Length: {length}\r\nContent-Length: {length}"),
            ContentLength,
        ),
        (
            format!("Content-Length: {length}\r\nContent-Length: 0"),
            ContentLength,
        ),
        (format!("Content-Length: {length}, {length}"), ContentLength),
        (format!("Content-Length: {length},"), ContentLength),
        (format!("Content-Length: +{length}"), ContentLength),
        (format!("Content-Length: -{length}"), ContentLength),
        (format!("Content-Length: 0x{length:x}"), ContentLength),
        (format!("Content-Length: {length}.0"), ContentLength),
        (format!("Content-Length: {length} {length}"), ContentLength),
        (format!("Content-Length: 1 {length}"), ContentLength),
        (format!("Content-Length: \"{length}\""), ContentLength),
        (format!("Content-Length: {length}\u{a0}"), ContentLength),
        ("Content-Length:".to_owned(), ContentLength),
        ("Content-Length: \u{665}".to_owned(), ContentLength),
        (
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked".to_owned(),
            TransferEncoding,
        ),
        (
            "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked".to_owned(),
            TransferEncoding,
        ),
        (
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: x".to_owned(),
            TransferEncoding,
        ),
        (
            "Transfer-Encoding: chunked, chunked".to_owned(),
            TransferCoding,
        ),
        (
            "Transfer-Encoding: gzip, chunked".to_owned(),
            TransferCoding,
        ),
        (
            "Transfer-Encoding: chunked, identity".to_owned(),
            TransferCoding,
        ),
        ("Transfer-Encoding: identity".to_owned(), TransferCoding),
        ("Transfer-Encoding: xchunked".to_owned(), TransferCoding),
        ("Transfer-Encoding: chunked;q=1".to_owned(), TransferCoding),
        ("Transfer-Encoding: chun ked".to_owned(), TransferCoding),
        ("Transfer-Encoding: \"chunked\"".to_owned(), TransferCoding),
        ("Transfer-Encoding: ,chunked".to_owned(), TransferCoding),
        ("Transfer-Encoding:".to_owned(), TransferCoding),
        (
            "Transfer-Encoding: chunked\u{e5}".to_owned(),
            TransferCoding,
        ),
        // Names that could be mistaken for the real ones.
        (format!("Content-Length : {length}"), FieldLine),
        (format!("Content-Length\t: {length}"), FieldLine),
        (format!(" Content-Length: {length}"), FieldLine),
        (format!("Content-Length\u{0}: {length}"), FieldLine),
        ("Transfer-Encoding : chunked".to_owned(), FieldLine),
        ("\u{b}Transfer-Encoding: chunked".to_owned(), FieldLine),
        ("Transfer-Encoding: \u{b}chunked".to_owned(), FieldLine),
        ("Content_Length: 5".to_owned(), LengthRequired),
    ] {
        assert_rejected(&with_body(&lines, BODY), rejection);
    }
    let old = String::from_utf8(chunked(""))
        .unwrap()
        .replacen("HTTP/1.1", "HTTP/1.0", 1);
    assert_rejected(old.as_bytes(), TransferEncoding);
}

#[test]
fn field_lines() {
    let length = format!("Content-Length: {}", BODY.len());
    for line in [
        // Folded, with either white space, at the beginning and later.
        format!("X: a\r\n b\r\n{length}"),
        format!("X: a\r\n\tb\r\n{length}"),
        format!("{length}\r\n "),
        // Half a newline.
        format!("X: a\n{length}"),
        format!("X: a\r{length}"),
        format!("X: a\r\r\n{length}"),
        format!("{length}\n"),
        format!("{length}\n\n"),
        format!("{length}\r\n\n"),
        format!("X: a\n\r\n{length}"),
        // No field lines.
        format!("X\r\n{length}"),
        format!(": x\r\n{length}"),
        format!("X y: z\r\n{length}"),
        format!("(X): z\r\n{length}"),
        format!("\u{e5}: z\r\n{length}"),
        format!("X: \u{0}\r\n{length}"),
        format!("X: \u{1b}[0m\r\n{length}"),
        format!("X: \u{7f}\r\n{length}"),
    ] {
        assert_rejected(&with_body(&line, BODY), Rejection::FieldLine);
    }
    let folded = String::from_utf8(good())
        .unwrap()
        .replacen("\r\nHost", "\r\n Host", 1);
    assert_rejected(folded.as_bytes(), Rejection::FieldLine);
    let bare = String::from_utf8(good()).unwrap().replace("\r\n", "\n");
    assert_rejected(bare.as_bytes(), Rejection::RequestLine);
}

#[test]
fn chunks_that_are_accepted() {
    let seen = |request: &[u8]| receive(request, &Setup::default());
    let upper = |request: Vec<u8>| {
        String::from_utf8(request)
            .unwrap()
            .replace("Encoding: chunked", "Encoding: \tCHUNKED ")
    };
    for request in [
        chunked(""),
        chunked("X: y\r\nContent-Length: 3\r\n"),
        upper(chunked("")).into_bytes(),
        with_body(
            "Transfer-Encoding: chunked",
            &[
                format!("{:03X} ;a=b;c=\"d\"\r\n", BODY.len()).as_bytes(),
                BODY,
                b"\r\n000\r\n\r\n",
            ]
            .concat(),
        ),
    ] {
        let seen = seen(&request);
        assert_eq!(seen.outcome, Outcome::Replied(Reply::Accepted));
        assert_eq!(seen.body.as_deref(), Some(BODY));
        assert!(seen.reusable);
    }
    let two = [chunked(""), good()].concat();
    assert!(!seen(&two).reusable);
}

#[test]
fn chunks() {
    let whole = format!("{:x}\r\n", BODY.len());
    let body = std::str::from_utf8(BODY).unwrap();
    for text in [
        format!("{:x}\n{body}\r\n0\r\n\r\n", BODY.len()),
        format!("{:x}\r{body}\r\n0\r\n\r\n", BODY.len()),
        format!("{whole}{body}\n0\r\n\r\n"),
        format!("{whole}{body}0\r\n\r\n"),
        format!("{whole}{body}xx\r\n0\r\n\r\n"),
        format!("{whole}{body}\r\n0\n\r\n"),
        format!("{whole}{body}\r\n0\r\n\n"),
        format!("{whole}{body}\r\n\r\n\r\n"),
        format!("{whole}{body}\r\n-1\r\n\r\n"),
        format!("0x{whole}{body}\r\n0\r\n\r\n"),
        format!("+{whole}{body}\r\n0\r\n\r\n"),
        format!(" {whole}{body}\r\n0\r\n\r\n"),
        format!("\r\n{whole}{body}\r\n0\r\n\r\n"),
        format!("{:x}g\r\n{body}\r\n0\r\n\r\n", BODY.len()),
        format!("{:x} 1\r\n{body}\r\n0\r\n\r\n", BODY.len()),
        format!("{:x};a\n\r\n{body}\r\n0\r\n\r\n", BODY.len()),
        format!("{:x};\u{0}\r\n{body}\r\n0\r\n\r\n", BODY.len()),
        format!("1{:015x}\r\n{body}\r\n0\r\n\r\n", BODY.len()),
        format!(";{whole}{body}\r\n0\r\n\r\n"),
        // Framing without end.
        format!("{}\r\n", "0".repeat(9000)),
        format!("1;{}\r\n", "x".repeat(9000)),
        format!("{whole}{body}\r\n0\r\n{}", "X: y\r\n".repeat(2000)),
        "1\r\nx\r\n".repeat(2000),
    ] {
        assert_rejected(
            &with_body("Transfer-Encoding: chunked", text.as_bytes()),
            Rejection::Chunk,
        );
    }
    // A chunk that would be larger than the limit does not have to be waited for.
    let large = with_body("Transfer-Encoding: chunked", b"1001\r\nx");
    assert_rejected(&large, Rejection::TooLarge);
}

/// A request hidden in a body, or behind one, is never taken for another.
#[test]
fn requests_within_requests() {
    let hidden = good();
    let mut lines = super::support::lines();
    lines[3] = format!("Content-Length: {}", hidden.len());
    lines[4] = format!("Gigapay-Signature: {}", field(b"guessed", NOW, &hidden));
    let outer = request("POST /hooks/ HTTP/1.1", &lines, &hidden);
    assert_rejected(&outer, Rejection::Forged);
    // Behind one that is good: the connection is closed, and there is no response.
    let seen = receive(&[good(), hidden].concat(), &Setup::default());
    assert_eq!(seen.outcome, Outcome::Replied(Reply::Accepted));
    assert!(!seen.reusable && seen.says("Connection: close"));
    assert_eq!(
        seen.response
            .windows(8)
            .filter(|it| it == b"HTTP/1.1")
            .count(),
        1
    );
}
