//! The six operations with edge-http and serde-json-core.
#![no_std]
#![no_main]

mod socket;

use core::net::{Ipv4Addr, SocketAddr};

use common::{AUTHORIZATION, BUFFER, HOST, IDEMPOTENCY_KEY, INTEGRATION, Method, Request};
use edge_http::io::client::Connection;
use embedded_io_async::{Read, Write};
use socket::Stack;

fn method(method: Method) -> edge_http::Method {
    match method {
        Method::Get => edge_http::Method::Get,
        Method::Post => edge_http::Method::Post,
        Method::Patch => edge_http::Method::Patch,
        Method::Put => edge_http::Method::Put,
        Method::Delete => edge_http::Method::Delete,
    }
}

/// Returns the digits of a number below 1000.
fn digits(number: usize, to: &mut [u8; 3]) -> &str {
    for (place, divisor) in to.iter_mut().zip([100, 10, 1]) {
        *place = b'0' + (number / divisor % 10) as u8;
    }
    let start = to[..2].iter().take_while(|digit| **digit == b'0').count();
    core::str::from_utf8(&to[start..]).unwrap_or_default()
}

/// Performs a request and hands the response's body on; `None` if anything fails.
#[inline(never)]
fn exchange<R>(request: &Request<'_>, response: usize, read: impl FnOnce(&[u8]) -> R) -> Option<R> {
    let mut received = [0; 256];
    let length = common::encode(request, &mut received)?;
    let received = received.get(..length)?;
    let mut number = [0; 3];
    let mut headers = [
        ("Host", HOST),
        ("Accept", "application/json"),
        ("Authorization", AUTHORIZATION),
        ("Integration-ID", INTEGRATION),
        ("Content-Length", digits(length, &mut number)),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", IDEMPOTENCY_KEY),
    ];
    let headers = match request.method {
        Method::Get | Method::Delete => &mut headers[..5],
        Method::Patch | Method::Put => &mut headers[..6],
        Method::Post => &mut headers[..],
    };
    let stack = Stack(response);
    let mut buffer = [0; BUFFER];
    let mut body = [0; BUFFER];
    board::block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 80));
        // Sixteen header fields instead of 64, which saves stack.
        let mut connection: Connection<'_, Stack, 16> =
            Connection::new(&mut buffer, &stack, address);
        connection
            .initiate_request(true, method(request.method), request.path, headers)
            .await
            .ok()?;
        connection.write_all(received).await.ok()?;
        connection.initiate_response().await.ok()?;
        if !matches!(connection.headers().ok()?.code, 200..=299) {
            return None;
        }
        let mut length = 0;
        loop {
            match connection.read(body.get_mut(length..)?).await.ok()? {
                0 => break,
                read => length += read,
            }
        }
        Some(read(body.get(..length)?))
    })
}

common::operations!(exchange, common::list_owned, common::one_owned);
