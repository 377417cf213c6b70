//! What fails is told apart: the exchange, reading, writing; and the transport's error is whole.

use std::error::Error as _;

use gigapay_webhooks::drive::DriveError;
use gigapay_webhooks::{
    ConfigError, Delete, Error, Exchange, ExchangeEvent, ProtocolError, Retrieve, Server, Webhook,
};
use gigapay_webhooks_tests::cases;
use gigapay_webhooks_tests::run::sample_api;
use gigapay_webhooks_tests::wire::{Wire, WireError};

use super::LOOPS;

/// What both loops make of this connection.
fn end(wire: &Wire<'_>) -> Result<ExchangeEvent, DriveError<WireError>> {
    let api = sample_api(Server::DEMO);
    let ends = LOOPS.map(|driver| {
        let mut webhook: Webhook = Webhook::default();
        let mut buffer = [0; 64];
        let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
        let end = driver.advance(&mut exchange, &mut wire.clone());
        assert!(!exchange.is_reusable());
        end
    });
    assert_eq!(ends[0], ends[1], "the loops differ");
    ends[0]
}

#[test]
fn writing_fails() {
    for after in [0, 1, 64, 100] {
        let mut wire = Wire::new(b"");
        wire.most = 1;
        wire.write_fails_at = after;
        assert_eq!(end(&wire), Err(DriveError::Write(WireError::Reset)));
    }
    let mut wire = Wire::new(b"");
    wire.flush_fails = true;
    assert_eq!(end(&wire), Err(DriveError::Write(WireError::Reset)));
}

#[test]
fn nothing_more_is_written() {
    for up_to in [0, 1, 70] {
        let mut wire = Wire::new(b"");
        wire.writes_up_to = up_to;
        assert_eq!(end(&wire), Err(DriveError::WriteZero));
    }
}

#[test]
fn reading_fails() {
    for response in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n\r\n{"] {
        let mut wire = Wire::new(response.as_bytes());
        wire.read_fails = Some(WireError::Reset);
        assert_eq!(end(&wire), Err(DriveError::Read(WireError::Reset)));
    }
}

/// Another client loops for ever at the end of the stream inside a chunk.
#[test]
fn the_stream_ends() {
    let of = |response: &str| end(&Wire::new(response.as_bytes()));
    let protocol = |error| Err(DriveError::Exchange(Error::Protocol(error)));
    assert_eq!(of(""), protocol(ProtocolError::ClosedBeforeResponse));
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for part in ["", "f", "ff\r\n", "ff\r\n{", "2\r\n{}", "2\r\n{}\r\n"] {
        let told = format!("{chunked}{part}");
        let Err(DriveError::Exchange(error)) = of(&told) else {
            panic!("{told}");
        };
        let missing = ProtocolError::Missing(gigapay_webhooks::Field::Id);
        let cut = [ProtocolError::Truncated, missing].map(Error::Protocol);
        assert!(cut.contains(&error), "{error:?}: {told}");
    }
}

/// A wrong set-up is found before the connection is touched.
#[test]
fn nothing_is_sent_of_a_wrong_set_up() {
    let api = sample_api(Server::DEMO);
    for driver in LOOPS {
        let mut buffer = [0; 64];
        let mut exchange = Exchange::new(&api, Delete::new(".."), &mut buffer);
        let mut wire = Wire::new(b"");
        assert_eq!(
            driver.advance(&mut exchange, &mut wire),
            Err(DriveError::Exchange(Error::Config(ConfigError::InvalidId)))
        );
        assert!(wire.sent.is_empty());
    }
}

/// Every fixture that ends badly ends so in both loops, and they end at all.
#[test]
fn every_fixture_ends() {
    for case in cases::all() {
        let bytes = case.bytes();
        let mut wire = Wire::new(&bytes);
        wire.most = 40;
        wire.interrupted_every = 5;
        let api = sample_api(Server::DEMO);
        let ends = LOOPS.map(|driver| {
            let mut webhook: Webhook = Webhook::default();
            let mut buffer = [0; 77];
            let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
            driver.advance(&mut exchange, &mut wire.clone())
        });
        assert_eq!(ends[0], ends[1], "{}", case.name);
    }
}

#[test]
fn only_a_refusal_has_a_status() {
    let refusal = "HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n";
    let refused = end(&Wire::new(refusal.as_bytes())).unwrap_err();
    assert_eq!(refused.status(), Some(403));
    let cut = end(&Wire::new(b"")).unwrap_err();
    assert_eq!(cut.status(), None);
    assert_eq!(DriveError::<WireError>::WriteZero.status(), None);
}

#[test]
fn errors_name_their_source() {
    let read = DriveError::Read(WireError::Reset);
    assert_eq!(
        read.to_string(),
        "reading from the connection failed: reset by peer"
    );
    assert_eq!(read.source().unwrap().to_string(), "reset by peer");
    let exchange: DriveError<WireError> = Error::Protocol(ProtocolError::Truncated).into();
    let protocol = exchange.source().unwrap().source().unwrap();
    assert_eq!(protocol.to_string(), ProtocolError::Truncated.to_string());
    assert!(DriveError::<WireError>::WriteZero.source().is_none());
}
