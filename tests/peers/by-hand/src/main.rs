//! The six operations as one would write them in an afternoon: httparse, serde-json-core, and a
//! buffer. Content-Length only, no chunked coding; the API's errors are not parsed.
#![no_std]
#![no_main]

use board::embedded_io::{Read, Write};
use common::{AUTHORIZATION, BUFFER, HOST, IDEMPOTENCY_KEY, INTEGRATION, Method, Request};
#[cfg(feature = "borrowed")]
use common::{list_borrowed as read_list, one_borrowed as read_one};
#[cfg(not(feature = "borrowed"))]
use common::{list_owned as read_list, one_owned as read_one};

fn send(request: &Request<'_>, body: &[u8], to: &mut impl Write) -> Option<()> {
    let mut put = |text: &str| to.write_all(text.as_bytes()).ok();
    put(request.method.name())?;
    put(" ")?;
    put(request.path)?;
    put(" HTTP/1.1\r\nHost: ")?;
    put(HOST)?;
    put("\r\nAccept: application/json\r\nAuthorization: ")?;
    put(AUTHORIZATION)?;
    put("\r\nIntegration-ID: ")?;
    put(INTEGRATION)?;
    if request.method == Method::Post {
        put("\r\nIdempotency-Key: ")?;
        put(IDEMPOTENCY_KEY)?;
    }
    if !body.is_empty() {
        put("\r\nContent-Type: application/json\r\nContent-Length: ")?;
        let length = body.len();
        let digits = [100, 10, 1].map(|divisor| b'0' + (length / divisor % 10) as u8);
        to.write_all(&digits).ok()?;
        to.write_all(b"\r\n\r\n").ok()?;
        to.write_all(body).ok()?;
    } else {
        put("\r\n\r\n")?;
    }
    to.flush().ok()
}

/// Receives a response. Returns its body, in the buffer.
fn receive<'a>(from: &mut impl Read, buffer: &'a mut [u8]) -> Option<&'a [u8]> {
    let mut filled = 0;
    let (head, length) = loop {
        match from.read(buffer.get_mut(filled..)?).ok()? {
            0 => return None,
            read => filled += read,
        }
        let mut fields = [httparse::EMPTY_HEADER; 16];
        let mut response = httparse::Response::new(&mut fields);
        if let httparse::Status::Complete(head) = response.parse(buffer.get(..filled)?).ok()? {
            if !matches!(response.code, Some(200..=299)) {
                return None;
            }
            let length = response
                .headers
                .iter()
                .find(|field| field.name.eq_ignore_ascii_case("content-length"))?;
            let length = core::str::from_utf8(length.value).ok()?;
            break (head, length.parse::<usize>().ok()?);
        }
    };
    let end = head.checked_add(length)?;
    while filled < end {
        match from.read(buffer.get_mut(filled..end)?).ok()? {
            0 => return None,
            read => filled += read,
        }
    }
    buffer.get(head..end)
}

/// Performs a request and hands the response's body on; `None` if anything fails.
#[inline(never)]
fn exchange<R>(request: &Request<'_>, response: usize, read: impl FnOnce(&[u8]) -> R) -> Option<R> {
    let mut connection = board::connection(response);
    let mut buffer = [0; BUFFER];
    let length = common::encode(request, &mut buffer)?;
    send(request, buffer.get(..length)?, &mut connection)?;
    receive(&mut connection, &mut buffer).map(read)
}

fn one(request: &Request<'_>, response: usize) -> usize {
    let mut seen = 0;
    let done = exchange(request, response, |body| {
        read_one(body, |webhook| seen += common::look(webhook))
    });
    done.flatten().map_or(0, |()| seen)
}

fn list(request: &Request<'_>, response: usize) -> usize {
    let mut seen = 0;
    let done = exchange(request, response, |body| {
        read_list(body, |webhook| seen += common::look(webhook))
    });
    done.flatten().map_or(0, |()| seen)
}

fn none(request: &Request<'_>, response: usize) -> usize {
    exchange(request, response, |_| ()).map_or(0, |()| 1)
}

common::image!(list, one, none);
