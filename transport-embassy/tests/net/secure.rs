//! The client over TLS: which servers it trusts, and that the rest is as in clear.

use std::time::SystemTime;

use gigapay_webhooks_embassy::tls::{
    CertificateError, DateClock, Pin, StreamError, TlsConfig, TlsConfigError, TlsError, Validity,
};
use gigapay_webhooks_embassy::{
    Api, Buffers, Client, Error, Event, NewWebhook, Replacement, ReplacementSecret, Scheme, Server,
    TlsBuffers, Webhook, WebhookUpdate,
};

use crate::support::secure::{
    Failure, SYSTEM_RNG, client, config, in_handshake, root, sandbox_with,
};
use crate::support::{NAME, credentials, sandbox, seen, with, with_loss};

const EVENTS: &[Event<'static>] = &[Event::PAYOUT_CREATED];

#[test]
fn all_six_over_one_connection() {
    let sandbox = sandbox_with(0);
    with(&sandbox, async |stack| {
        let mut client = client(stack, config(&sandbox));
        assert_eq!(client.scheme(), Scheme::Https);
        let new = NewWebhook::new("https://example.com/", EVENTS).id("a");
        let registered = client.register(new).await.unwrap();
        assert_eq!(client.retrieve("a").await.unwrap(), registered);
        let update = WebhookUpdate::new().url("https://example.com/b/");
        let updated = client.update("a", update).await.unwrap();
        assert_eq!(updated.url, "https://example.com/b/");
        let keep = ReplacementSecret::keep(&registered.secret_key);
        let replacement = Replacement::new("https://example.com/c/", EVENTS, keep);
        let replaced = client.replace("a", replacement).await.unwrap();
        assert_eq!(replaced.secret_key, registered.secret_key);
        let mut webhook: Webhook = Webhook::default();
        let mut list = client.list(&mut webhook);
        assert_eq!(list.next().await.unwrap(), Some(&replaced));
        assert_eq!(list.next().await.unwrap(), None);
        drop(list);
        client.delete("a").await.unwrap();
        assert_eq!(client.delete("a").await.unwrap_err().status(), Some(404));
        assert!(client.problem().is_some());
        client.disconnect().await;
        client.delete("a").await.unwrap_err();
    });
    assert_eq!((sandbox.requests().len(), sandbox.connections()), (8, 2));
}

/// What a client with this configuration meets; and nothing of a request was sent.
fn refused(config: impl FnOnce(&gigapay_sandbox::Sandbox) -> TlsConfig<'static>) -> Failure {
    let sandbox = sandbox_with(1);
    let mut failure = None;
    with(&sandbox, async |stack| {
        let error = client(stack, config(&sandbox))
            .retrieve("hook-1")
            .await
            .unwrap_err();
        assert!(
            !error.is_retryable() && !error.is_outcome_unknown(),
            "{error}"
        );
        failure = in_handshake(error);
    });
    assert!(sandbox.requests().is_empty());
    failure.unwrap()
}

#[test]
fn a_server_under_another_root_is_not_believed() {
    let other = sandbox_with(0);
    let failure = refused(|_| config(&other));
    // The two roots have the same name, and different keys.
    assert_eq!(
        failure,
        StreamError::Tls(TlsError::Certificate(CertificateError::BadSignature))
    );
}

#[test]
fn a_server_of_another_name_is_not_believed() {
    let failure =
        refused(|sandbox| TlsConfig::new("other.test", root(sandbox), Validity::SkipDates));
    assert_eq!(
        failure,
        StreamError::Tls(TlsError::Certificate(CertificateError::NameMismatch))
    );
}

#[test]
fn a_server_with_another_key_than_the_pinned_one_is_not_believed() {
    static PINS: &[Pin] = &[Pin::LeafKey([7; 32])];
    let failure = refused(|sandbox| config(sandbox).with_pins(PINS));
    assert_eq!(
        failure,
        StreamError::Tls(TlsError::Certificate(CertificateError::PinMismatch))
    );
}

#[test]
fn a_clock_that_is_not_set_costs_no_connection() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let clock: &DateClock = Box::leak(Box::new(DateClock::new(|| 0)));
        let config = TlsConfig::new(NAME, root(&sandbox), Validity::At(clock));
        let error = client(stack, config).retrieve("hook-1").await.unwrap_err();
        assert_eq!(
            in_handshake(error),
            Some(StreamError::Tls(TlsError::Config(
                TlsConfigError::ClockNotSet
            )))
        );
    });
    assert_eq!(sandbox.connections(), 0);
}

#[test]
fn responses_set_the_clock() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let monotonic = || embassy_time::Instant::now().as_millis();
        let clock: &DateClock = Box::leak(Box::new(DateClock::new(monotonic)));
        let validity = Validity::AtOrSince(clock, 1_700_000_000);
        let config = TlsConfig::new(NAME, root(&sandbox), validity);
        let mut client = client(stack, config).set_clock(clock);
        client.retrieve("hook-1").await.unwrap();
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap()
            .as_secs();
        assert!(clock.now().unwrap().abs_diff(now) <= 60);
        // From now on it counts.
        client.disconnect().await;
        client.retrieve("hook-1").await.unwrap();
        clock.set_unix(now + 100 * 365 * 86_400);
        client.disconnect().await;
        let error = client.retrieve("hook-1").await.unwrap_err();
        let expired = StreamError::Tls(TlsError::Certificate(CertificateError::Expired));
        assert_eq!(in_handshake(error), Some(expired));
    });
    assert_eq!(sandbox.requests().len(), 2);
}

#[test]
fn a_server_in_clear_gets_no_request() {
    let sandbox = sandbox();
    let other = sandbox_with(0);
    with(&sandbox, async |stack| {
        let mut client = client(stack, config(&other));
        let error: Error<Failure> = client.retrieve("hook-1").await.unwrap_err();
        assert!(
            matches!(
                in_handshake(error),
                Some(StreamError::Tls(TlsError::Protocol(_)))
            ),
            "{error}"
        );
    });
    assert!(sandbox.requests().is_empty());
    assert_eq!(sandbox.connections(), 1);
}

#[test]
fn http_is_not_spoken_over_tls() {
    let sandbox = sandbox_with(0);
    with(&sandbox, async |stack| {
        let (credentials, mut buffers) = (credentials(), Box::<Buffers>::default());
        let mut records = Box::<TlsBuffers>::default();
        let api = Api::new(Server::parse("http://api.test/").unwrap(), &credentials);
        let config = config(&sandbox);
        let error =
            Client::https(stack, api, config, &mut buffers, &mut records, SYSTEM_RNG).unwrap_err();
        assert_eq!((error.server, error.link), (Scheme::Http, Scheme::Https));
    });
}

#[test]
fn the_smallest_of_buffers_do() {
    let sandbox = sandbox_with(3);
    with(&sandbox, async |stack| {
        let mut buffers: Box<Buffers<256, 128, 64>> = Box::default();
        let mut records: Box<TlsBuffers<2_048, 320>> = Box::default();
        let credentials = credentials();
        let api = Api::new(Server::parse("https://api.test/v2/").unwrap(), &credentials);
        let config = config(&sandbox);
        let mut client =
            Client::https(stack, api, config, &mut buffers, &mut records, SYSTEM_RNG).unwrap();
        let new = NewWebhook::new("https://example.com/a/rather/long/path/", Event::KNOWN).id("a");
        let mut webhook: Webhook = Webhook::default();
        let error = client.register_into(new, &mut webhook).await;
        // Not all of them go together; that the whole request came is seen by the response.
        assert_eq!(error.map_err(|error| error.status()), Ok(()));
        client.retrieve_into("a", &mut webhook).await.unwrap();
        assert!(webhook.events.iter().eq(Event::KNOWN.iter().copied()));
    });
    assert_eq!((sandbox.requests().len(), sandbox.connections()), (2, 1));
}

#[test]
fn frames_are_lost() {
    let sandbox = sandbox_with(6);
    with_loss(6, &sandbox, async |stack| {
        let mut client = client(stack, config(&sandbox));
        for number in 1..=6 {
            client.delete(&format!("hook-{number}")).await.unwrap();
            if number % 3 == 0 {
                client.disconnect().await;
            }
        }
    });
    assert!(sandbox.webhooks().is_empty());
    assert_eq!(seen(&sandbox).len(), 6);
}
