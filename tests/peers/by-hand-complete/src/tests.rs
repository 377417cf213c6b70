//! That it has what it is measured for. Run on the host: `cargo test -p peer-by-hand-complete
//! --lib`.

extern crate std;

use core::convert::Infallible;
use std::string::{String, ToString};
use std::vec::Vec;
use std::{assert_eq, format};

use embedded_io::{ErrorType, Read};

use crate::receive::{Head, receive};
use crate::refusal::Refusal;
use crate::webhook::Webhook;
use crate::{Failure, body};

/// A connection that delivers so many bytes at a time.
struct Pieces<'b>(&'b [u8], usize);

impl ErrorType for Pieces<'_> {
    type Error = Infallible;
}

impl Read for Pieces<'_> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, Infallible> {
        let length = self.1.min(self.0.len()).min(to.len());
        let (now, later) = self.0.split_at(length);
        to[..length].copy_from_slice(now);
        self.0 = later;
        Ok(length)
    }
}

fn response(bytes: &str, piece: usize) -> Result<(Head, String), Failure> {
    let mut buffer = [0; 1024];
    let head = receive(&mut Pieces(bytes.as_bytes(), piece), &mut buffer)?;
    let body = buffer[head.body.clone()].to_vec();
    Ok((head, String::from_utf8(body).unwrap()))
}

/// A webhook with this metadata.
fn with(metadata: &str) -> String {
    format!(r#"{{"id":"a","url":"h","events":[],"secret_key":"s","metadata":{metadata}}}"#)
}

fn decode(json: &str) -> Option<Webhook> {
    let mut webhook = Webhook::default();
    body::one(json.as_bytes(), &mut webhook).ok()?;
    Some(webhook)
}

#[test]
fn escapes_are_decoded_and_metadata_is_kept() {
    let json = r#" {"id":"a\u00e5\n\ud83d\ude00","url":"h","events":["A","B"],"secret_key":"s",
        "x":{"y":[1,-2.5e+3,true,null,{}]},"metadata": {"k" : [ "q\"", 1 ] } } "#;
    let webhook = decode(json).unwrap();
    assert_eq!(webhook.id, "a\u{e5}\n\u{1F600}");
    assert_eq!(webhook.metadata, r#"{"k" : [ "q\"", 1 ] }"#);
    assert_eq!(webhook.events.len(), 2);
    for metadata in ["{}", "[]", "-0.5E-7", "\"\"", r#"{"a":{"b":[]},"c":[{}]}"#] {
        assert_eq!(decode(&with(metadata)).unwrap().metadata, metadata);
    }
}

#[test]
fn what_is_no_json_is_an_error() {
    for metadata in [
        "01",
        "1.",
        "[1,]",
        "[}]",
        "!!junk!!",
        r#""\ud83d""#,
        r#""\x""#,
        r#"{"a" 1}"#,
        "",
    ] {
        assert!(decode(&with(metadata)).is_none(), "{metadata}");
    }
    for depth in [32, 33] {
        let nested = "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(decode(&with(&nested)).is_some(), depth == 32);
    }
    for json in ["", "{}", "[]", r#"{"id":"a""#, &(with("1") + "x")] {
        assert!(decode(json).is_none(), "{json}");
    }
}

#[test]
fn pages_lead_to_the_next() {
    let json = format!(
        r#"{{"count":3,"next":"https://x/?page_size=2&page=17","results":[{},{}]}}"#,
        with("1"),
        with("2")
    );
    let mut seen = Vec::new();
    let mut webhook = Webhook::default();
    let next = body::page(json.as_bytes(), &mut webhook, |webhook| {
        seen.push(webhook.metadata.to_string());
    });
    assert!(matches!(next, Ok(Some(17))));
    assert_eq!(seen, ["1", "2"]);
}

#[test]
fn bodies_end_as_their_framing_says() {
    for piece in [1, 2, 3, 7, 1000] {
        let of = |bytes| response(bytes, piece).unwrap_or_else(|_| panic!("{bytes}"));
        let (head, body) = of("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\
            Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nT: 1\r\n\r\n");
        assert_eq!(
            (head.status, head.is_reusable, &*body),
            (200, true, "hello!")
        );
        let (head, body) = of(
            "HTTP/1.1 429 No\r\nRetry-After: 7\r\nConnection: x, close\r\n\
            Content-Length: 2\r\n\r\nab",
        );
        assert_eq!(
            (head.retry_after, head.is_reusable, &*body),
            (Some(7), false, "ab")
        );
        let (head, body) = of("HTTP/1.1 200 OK\r\n\r\nabc");
        assert_eq!((head.is_reusable, &*body), (false, "abc"));
        assert_eq!(of("HTTP/1.1 204 No\r\n\r\n").1, "");
        for fields in [
            "Content-Length: 4\r\n\r\nabc",
            "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
            "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Content-Length: 99999999999999\r\n\r\n",
            "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\na",
            "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        ] {
            let bytes = format!("HTTP/1.1 200 OK\r\n{fields}");
            assert!(response(&bytes, piece).is_err(), "{bytes}");
        }
    }
}

#[test]
fn refusals_have_messages_and_fields() {
    for (body, messages) in [
        (
            r#"{"url":["Not \"valid\"."],"events":{"1":["No."]}}"#,
            "url\0Not \"valid\".\0events\0No.\0",
        ),
        (r#"{"detail":"Not found."}"#, "detail\0Not found.\0"),
        ("<html>", ""),
    ] {
        let refusal = Refusal::new(400, None, body.as_bytes());
        assert_eq!((&*refusal.messages, refusal.is_cut), (messages, false));
    }
}
