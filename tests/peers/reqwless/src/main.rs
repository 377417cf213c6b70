//! The six operations with reqwless, over a connection that is already open, and serde-json-core.
#![no_std]
#![no_main]

use common::{AUTHORIZATION, BUFFER, HOST, IDEMPOTENCY_KEY, INTEGRATION, Method, Request};
use reqwless::client::HttpConnection;
use reqwless::headers::ContentType;
use reqwless::request::{self, RequestBuilder};

fn method(method: Method) -> request::Method {
    match method {
        Method::Get => request::Method::GET,
        Method::Post => request::Method::POST,
        Method::Patch => request::Method::PATCH,
        Method::Put => request::Method::PUT,
        Method::Delete => request::Method::DELETE,
    }
}

/// Performs a request and hands the response's body on; `None` if anything fails.
#[inline(never)]
fn exchange<R>(request: &Request<'_>, response: usize, read: impl FnOnce(&[u8]) -> R) -> Option<R> {
    let mut body = [0; 256];
    let length = common::encode(request, &mut body)?;
    let body = body.get(..length)?;
    let mut headers = [
        ("Accept", "application/json"),
        ("Authorization", AUTHORIZATION),
        ("Integration-ID", INTEGRATION),
        ("Idempotency-Key", IDEMPOTENCY_KEY),
    ];
    let headers = if request.method == Method::Post {
        &mut headers[..]
    } else {
        &mut headers[..3]
    };
    let mut connection = HttpConnection::Plain(board::connection(response));
    let mut buffer = [0; BUFFER];
    board::block_on(async {
        let builder = request::Request::new(method(request.method), request.path)
            .host(HOST)
            .headers(headers);
        let response = if body.is_empty() {
            connection.send(builder.build(), &mut buffer).await.ok()?
        } else {
            let builder = builder.content_type(ContentType::ApplicationJson);
            let request = builder.body(body).build();
            connection.send(request, &mut buffer).await.ok()?
        };
        if !response.status.is_successful() {
            return None;
        }
        let body = response.body().read_to_end().await.ok()?;
        Some(read(body))
    })
}

common::operations!(exchange, common::list_owned, common::one_owned);
