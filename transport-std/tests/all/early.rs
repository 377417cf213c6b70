//! Servers that respond before they have the whole request, and take no more of it: RFC 9112
//! section 9.5.

use std::io::Write;

use gigapay_sandbox::{RawServer, Sandbox, Tls};
use gigapay_webhooks_std::{Client, Error, Event, Json, NewWebhook};

use crate::common::{of, to};

const REFUSAL: &[u8] =
    b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 22\r\n\r\n\
    {\"detail\":\"Too large\"}";

/// More than the buffers of two sockets hold, so that it cannot be out when it is refused.
const LARGE: usize = 1 << 20;

fn register(client: &mut Client) -> Error {
    let metadata = format!("[{}0]", "1234567,".repeat(LARGE / 8));
    let new = NewWebhook::new("https://example.com/", &[Event::PAYOUT_CREATED])
        .metadata(Json::new(&metadata).unwrap());
    client.register(new).unwrap_err()
}

#[test]
fn an_early_refusal_is_what_the_operation_ends_with() {
    let server = RawServer::start(1, |_, mut stream| stream.write_all(REFUSAL).unwrap());
    let mut client = to(&server.base_url()).build().unwrap();
    let error = register(&mut client);
    assert_eq!(error.status(), Some(413), "{error}");
    assert!(error.to_string().contains("Too large"), "{error}");
}

#[test]
fn so_it_is_over_tls() {
    let sandbox = Sandbox::builder().body_max(100).tls(Tls::SelfMade);
    let sandbox = sandbox.start().unwrap();
    let error = register(&mut of(&sandbox).build().unwrap());
    assert_eq!(error.status(), Some(413), "{error}");
}

#[test]
fn an_early_end_is_an_error_of_sending() {
    let server = RawServer::start(1, |_, stream| drop(stream));
    let error = register(&mut to(&server.base_url()).build().unwrap());
    assert_eq!(error.status(), None, "{error}");
    assert!(error.is_outcome_unknown(), "{error:?}");
}
