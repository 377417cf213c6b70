//! The buffer's size and short writes do not show in what is sent.

use gigapay_webhooks::{
    ConfigError, Error, Event, Exchange, Json, NewWebhook, OperationOutcome, Register, SecretKey,
    Server, Webhook, WebhookOperation,
};
use gigapay_webhooks_tests::peer::Peer;
use gigapay_webhooks_tests::run::sample_api;
use gigapay_webhooks_tests::{Canned, Pieces, Verb, perform, request};
use proptest::prelude::*;

const SECRET: &str = "åäö\"\\\n0123456789";

/// A request of several buffers' length, with escapes at every kind of place.
fn long<'a>(secret: &'a SecretKey, webhook: &'a mut Webhook) -> WebhookOperation<'a> {
    const METADATA: &str = r#"{ "limit" : 123456789012345678901234567890, "é" : ["\u00e5"] }"#;
    let url = "https://gigatron.se/räksmörgås/?a=\"b\"&c=\u{1}\u{1f}\\";
    let new = NewWebhook::new(url, Event::KNOWN)
        .id("två/ord\t\u{7f}")
        .secret_key(secret)
        .metadata(Json::new(METADATA).expect("good metadata"))
        .idempotency_key("3b7e0b9c-1f0c-4a7e-8f0e-5d2f4d7b1c11");
    Register::new(new, webhook)
}

/// The pieces in which the long request goes out when at most `most` bytes are taken at a time.
fn pieces(buffer: usize, mut most: impl FnMut() -> usize) -> Vec<Vec<u8>> {
    let api = sample_api(Server::PRODUCTION);
    let secret = SecretKey::new(SECRET).expect("room");
    let mut webhook = Webhook::default();
    let mut buffer = vec![0; buffer];
    let mut exchange = Exchange::new(&api, long(&secret, &mut webhook), &mut buffer);
    request::pieces(&mut exchange, |bytes| bytes.len().min(most())).expect("a good request")
}

#[test]
fn every_buffer_sends_the_same() {
    let whole = pieces(4096, || usize::MAX);
    assert_eq!(whole.len(), 1, "one write");
    let whole = whole.concat();
    assert!(whole.len() > 600, "several buffers long");
    for buffer in 1..=600 {
        let pieces = pieces(buffer, || usize::MAX);
        assert_eq!(pieces.len(), whole.len().div_ceil(buffer), "full buffers");
        assert_eq!(pieces.concat(), whole, "a buffer of {buffer}");
    }
    for most in 1..=64 {
        assert_eq!(pieces(64, || most).concat(), whole, "{most} at a time");
    }
}

struct Writes(usize);

impl Peer for Writes {
    fn write(&mut self, bytes: &[u8]) -> usize {
        self.0 += 1;
        bytes.len()
    }

    fn read(&mut self, _: &mut [u8]) -> usize {
        0
    }
}

/// 169 writes for six requests were a fault of another client.
#[test]
fn a_request_that_fits_the_buffer_is_one_write() {
    for verb in Verb::ALL {
        let mut writes = Writes(0);
        perform(verb, 512, &mut writes);
        assert_eq!(writes.0, 1, "{verb:?}");
    }
    let length = pieces(4096, || usize::MAX).concat().len();
    assert_eq!(pieces(length, || usize::MAX).len(), 1);
    assert_eq!(pieces(length - 1, || usize::MAX).len(), 2);
}

proptest! {
    #[test]
    fn any_short_writes_send_the_same(
        buffer in 1usize..=600,
        mosts in prop::collection::vec(0usize..100, 1..30),
    ) {
        prop_assume!(mosts.iter().any(|&most| most > 0));
        let mut turns = mosts.iter().cycle();
        let sent = pieces(buffer, || *turns.next().expect("endless")).concat();
        prop_assert_eq!(sent, pieces(4096, || usize::MAX).concat());
    }
}

/// What is sent is the same again, over a new connection, from the first byte (B21).
#[test]
fn a_restart_sends_the_same() {
    let api = sample_api(Server::PRODUCTION);
    let secret = SecretKey::new(SECRET).expect("room");
    let whole = pieces(100, || usize::MAX).concat();
    for sent_before in [0, 1, 99, 100] {
        let mut webhook = Webhook::default();
        let mut buffer = [0; 100];
        let mut exchange = Exchange::new(&api, long(&secret, &mut webhook), &mut buffer);
        assert!(exchange.is_repeatable(), "it has an idempotency key");
        let _ = exchange.poll().expect("something to send");
        exchange.transmitted(sent_before);
        exchange.received(0);
        let error = exchange.poll().expect_err("the connection is gone");
        assert!(error.is_retryable());
        assert!(exchange.restart(OperationOutcome::Unknown));
        let again = request::pieces(&mut exchange, <[u8]>::len).expect("a good request");
        assert_eq!(again.concat(), whole);
    }
}

/// A transport that says it sent more than it was given would leave a gap in the request.
#[test]
fn more_than_was_given_cannot_have_been_sent() {
    let api = sample_api(Server::PRODUCTION);
    let secret = SecretKey::new(SECRET).expect("room");
    let mut webhook = Webhook::default();
    let mut buffer = [0; 100];
    let mut exchange = Exchange::new(&api, long(&secret, &mut webhook), &mut buffer);
    let _ = exchange.poll().expect("something to send");
    exchange.transmitted(101);
    assert_eq!(
        exchange.poll().expect_err("no transport can do that"),
        Error::Config(ConfigError::TooManyBytes)
    );
}

#[test]
fn every_operation_sends_the_same_in_every_buffer() {
    for verb in Verb::ALL {
        let sent = |buffer| {
            let mut peer = Canned::new(b"", Pieces::Whole);
            perform(verb, buffer, &mut peer);
            peer.sent
        };
        let whole = sent(4096);
        for buffer in 1..=600 {
            assert_eq!(sent(buffer), whole, "{verb:?} in a buffer of {buffer}");
        }
    }
}
