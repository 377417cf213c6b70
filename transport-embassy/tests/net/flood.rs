//! Servers that never stop talking, over a link on which there is always something to read: nobody
//! else runs meanwhile, and the time is up all the same.

use std::time::Instant;

use embassy_time::Duration;
use embedded_io_async_0_7::{ErrorKind, ErrorType, Read, Write};
use gigapay_webhooks_embassy::{
    Api, Cause, Client, Link, Progress, Scheme, Server, Stage, Times, Webhook,
};

use crate::support::credentials;

/// Responses with a beginning, and then with the same for ever.
struct Flood {
    beginning: &'static [u8],
    forever: &'static [u8],
    at: usize,
    since: Instant,
}

impl Link for Flood {
    const SCHEME: Scheme = Scheme::Http;

    async fn connect(&mut self, _: Server<'_>, _: &Progress) -> Result<(), ErrorKind> {
        Ok(())
    }

    fn is_quiet(&mut self) -> bool {
        false
    }

    fn abort(&mut self) {}

    async fn close(&mut self) {}
}

impl ErrorType for Flood {
    type Error = ErrorKind;
}

impl Read for Flood {
    async fn read(&mut self, space: &mut [u8]) -> Result<usize, ErrorKind> {
        assert!(
            self.since.elapsed().as_secs() < 20,
            "nobody looks at the clock"
        );
        for byte in &mut *space {
            let turn = self.at.checked_sub(self.beginning.len());
            *byte = match turn {
                None => self.beginning[self.at],
                Some(turn) => self.forever[turn % self.forever.len()],
            };
            self.at += 1;
        }
        Ok(space.len())
    }
}

impl Write for Flood {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        Ok(bytes.len())
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

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
        let flood = Flood {
            beginning,
            forever,
            at: 0,
            since: Instant::now(),
        };
        let mut buffer = [0; 128];
        let times = Times {
            operation: Duration::from_millis(200),
            ..Times::DEFAULT
        };
        let client = Client::with_link(api, flood, &mut buffer).unwrap();
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
