//! A link that does as a test says: writes of nothing, failing flushes, and every kind of error.

use std::collections::VecDeque;

use embassy_futures::block_on;
use embedded_io_async_0_7::{ErrorKind, ErrorType, Read, Write};
use gigapay_webhooks_embassy::{
    Api, Cause, Client, Event, Link, NewWebhook, Progress, Retry, Scheme, Server, Stage,
};

use crate::support::credentials;

/// What comes of one read, write or flush; of those not told, all is well.
#[derive(Default)]
pub struct Scripted {
    writes: VecDeque<Result<usize, ErrorKind>>,
    flushes: VecDeque<Result<(), ErrorKind>>,
    pub reads: VecDeque<Result<&'static [u8], ErrorKind>>,
    /// What is read over and over after those.
    pub forever: Option<&'static [u8]>,
    flooded: usize,
    connects: VecDeque<(Stage, ErrorKind)>,
    connections: usize,
}

impl Link for &mut Scripted {
    const SCHEME: Scheme = Scheme::Http;

    async fn connect(&mut self, _: Server<'_>, progress: &Progress) -> Result<(), ErrorKind> {
        self.connections += 1;
        match self.connects.pop_front() {
            Some((stage, error)) => {
                let before = progress.limit();
                progress.enter(stage);
                assert!(
                    progress.limit() <= before,
                    "a stage ends no later than the operation"
                );
                Err(error)
            }
            None => Ok(()),
        }
    }

    fn is_quiet(&mut self) -> bool {
        true
    }

    fn abort(&mut self) {}

    async fn close(&mut self) {}
}

impl Scripted {
    /// Fills `space` with what comes for ever.
    fn flood(&mut self, space: &mut [u8]) -> usize {
        let Some(forever) = self.forever else {
            return 0;
        };
        for byte in &mut *space {
            *byte = forever[self.flooded % forever.len()];
            self.flooded += 1;
        }
        assert!(self.flooded < 1 << 30, "the clock is not looked at");
        space.len()
    }
}

impl ErrorType for &mut Scripted {
    type Error = ErrorKind;
}

impl Read for &mut Scripted {
    async fn read(&mut self, space: &mut [u8]) -> Result<usize, ErrorKind> {
        let bytes = match self.reads.pop_front() {
            Some(read) => read?,
            None => return Ok(self.flood(space)),
        };
        let length = bytes.len().min(space.len());
        space[..length].copy_from_slice(&bytes[..length]);
        if length < bytes.len() {
            self.reads.push_front(Ok(&bytes[length..]));
        }
        Ok(length)
    }
}

impl Write for &mut Scripted {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.writes.pop_front().unwrap_or(Ok(bytes.len()))
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        self.flushes.pop_front().unwrap_or(Ok(()))
    }
}

const REFUSAL: &[u8] = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";

/// What registering over this link fails with.
fn failure(link: &mut Scripted) -> gigapay_webhooks_embassy::Error<ErrorKind> {
    let credentials = credentials();
    let mut buffer = [0; 512];
    let api = Api::new(crate::support::server(), &credentials);
    let mut client = Client::with_link(api, link, &mut buffer).unwrap();
    let new = NewWebhook::new("https://example.com/", &[Event::PAYOUT_CREATED]);
    block_on(client.register(new)).unwrap_err()
}

#[test]
fn a_write_of_nothing_is_a_lost_connection() {
    for sent in [0, 10] {
        let mut link = Scripted::default();
        link.writes.extend([Ok(sent), Ok(0)]);
        let error = failure(&mut link);
        assert!(matches!(error.cause(), Cause::Exchange(_)), "{error:?}");
        assert!(error.is_outcome_unknown(), "{error:?}");
        assert!(error.to_string().starts_with("it is unknown"), "{error}");
    }
}

#[test]
fn a_refusal_counts_more_than_a_request_that_could_not_be_sent() {
    for end in [Ok(&b""[..]), Err(ErrorKind::ConnectionReset)] {
        let mut link = Scripted::default();
        link.writes.push_back(Ok(0));
        link.reads.extend([Ok(REFUSAL), end]);
        assert_eq!(failure(&mut link).status(), Some(401));
        let mut link = Scripted::default();
        link.flushes.push_back(Err(ErrorKind::BrokenPipe));
        link.reads.extend([Ok(REFUSAL), end]);
        assert_eq!(failure(&mut link).status(), Some(401));
    }
}

#[test]
fn a_flush_that_fails_is_told_as_such() {
    let mut link = Scripted::default();
    link.flushes.push_back(Err(ErrorKind::BrokenPipe));
    let error = failure(&mut link);
    let cause = Cause::Link {
        stage: Stage::Send,
        error: ErrorKind::BrokenPipe,
    };
    assert_eq!(*error.cause(), cause);
    assert!(error.is_outcome_unknown());
}

/// Before a byte has left, everything is known; whether it may pass depends on the error.
#[test]
fn errors_of_connecting_may_pass_or_not_by_their_kind() {
    use ErrorKind::*;
    for (stage, kind, may_pass) in [
        (Stage::Connect, ConnectionRefused, true),
        (Stage::Connect, TimedOut, true),
        (Stage::Connect, ConnectionAborted, true),
        (Stage::Connect, Other, true),
        (Stage::Tls, ConnectionAborted, false),
        (Stage::Tls, InvalidData, false),
        (Stage::Tls, PermissionDenied, false),
        (Stage::Tls, OutOfMemory, false),
        (Stage::Resolve, InvalidInput, false),
        (Stage::Resolve, NotFound, true),
        (Stage::Network, Unsupported, false),
    ] {
        let mut link = Scripted::default();
        link.connects.push_back((stage, kind));
        let error = failure(&mut link);
        assert_eq!(error.is_retryable(), may_pass, "{error:?}");
        assert!(!error.is_outcome_unknown(), "{error:?}");
    }
}

#[test]
fn attempts_are_bounded_in_time_too() {
    let mut link = Scripted::default();
    link.connects
        .extend([(Stage::Connect, ErrorKind::ConnectionRefused); 9]);
    let credentials = credentials();
    let mut buffer = [0; 512];
    let api = Api::new(crate::support::server(), &credentials);
    let no_time = core::time::Duration::ZERO;
    for (retry, connections) in [
        (Retry::new(3).waits(no_time, no_time), 3),
        // The first wait, of at least a second, would end after it.
        (
            Retry::new(3).within(core::time::Duration::from_millis(200)),
            4,
        ),
    ] {
        let client = Client::with_link(api, &mut link, &mut buffer).unwrap();
        let mut client = client.retry(retry);
        block_on(client.retrieve("a")).unwrap_err();
        drop(client);
        assert_eq!(link.connections, connections);
    }
}

/// Neither the end of the connection nor a refusal: nothing is known, and it may pass.
#[test]
fn a_read_that_fails_otherwise_leaves_the_outcome_unknown() {
    for kind in [ErrorKind::TimedOut, ErrorKind::Other] {
        let mut link = Scripted::default();
        link.reads.push_back(Err(kind));
        let error = failure(&mut link);
        let cause = Cause::Link {
            stage: Stage::Receive,
            error: kind,
        };
        assert_eq!(*error.cause(), cause);
        assert!(error.is_outcome_unknown());
    }
}
