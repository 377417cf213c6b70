//! The six operations as one would write them in an afternoon: httparse, serde-json-core, and a
//! buffer. Content-Length only, no chunked coding; the API's errors are not parsed.
#![no_std]
#![no_main]

use board::embedded_io::Read;
use common::{BUFFER, Request};
#[cfg(feature = "borrowed")]
use common::{list_borrowed as read_list, one_borrowed as read_one};
#[cfg(not(feature = "borrowed"))]
use common::{list_owned as read_list, one_owned as read_one};

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
    common::send(request, buffer.get(..length)?, &mut connection)?;
    receive(&mut connection, &mut buffer).map(read)
}

common::operations!(exchange, read_list, read_one);
