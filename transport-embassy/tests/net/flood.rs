//! Servers that never stop sending, over a link on which there is always something to read: no
//! other task runs meanwhile, and the time is up all the same.

use embassy_time::Duration;
use gigapay_webhooks_embassy::{Api, Cause, Client, Stage, Times, Webhook};

use crate::scripted::Scripted;
use crate::support::credentials;

#[test]
fn a_flood_meets_the_deadline() {
    const RESPONSE: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\n";
    for (beginning, forever) in [
        (
            &b""[..],
            &b"HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n"[..],
        ),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (HEAD, b"X-Field: value\r\n"),
        (HEAD, b"x"),
        (RESPONSE, b"4\r\n    \r\n"),
        (b"HTTP/1.1 200 OK\r\n\r\n{\"x\":[", b"1,"),
        (b"HTTP/1.1 500 Oh\r\n\r\n", b"{\"detail\":\""),
    ] {
        let credentials = credentials();
        let api = Api::new(crate::support::server(), &credentials).max_response(u32::MAX);
        let mut flood = Scripted::default();
        flood
            .reads
            .extend((!beginning.is_empty()).then_some(Ok(beginning)));
        flood.forever = Some(forever);
        let mut buffer = [0; 128];
        let times = Times {
            operation: Duration::from_millis(200),
            ..Times::DEFAULT
        };
        let client = Client::with_link(api, &mut flood, &mut buffer).unwrap();
        let mut webhook: Webhook = Webhook::default();
        let outcome =
            embassy_futures::block_on(client.times(times).retrieve_into("x", &mut webhook));
        let name = String::from_utf8_lossy(forever);
        let error = outcome.unwrap_err();
        // What the API said before that counts for more.
        match beginning.starts_with(b"HTTP/1.1 500") {
            true => assert_eq!(error.status(), Some(500), "{name}"),
            false => assert_eq!(*error.cause(), Cause::Timeout(Stage::Receive), "{name}"),
        }
    }
}
