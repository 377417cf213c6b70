//! The client against the sandbox behind nginx, haproxy and caddy.

#[allow(dead_code, unused_imports, reason = "tests/net uses the rest")]
#[path = "net/support/mod.rs"]
mod support;

use std::time::Duration;

use gigapay_sandbox::Fault;
use gigapay_webhooks_embassy::{
    Event, NewWebhook, Replacement, ReplacementSecret, Retry, Webhook, WebhookUpdate,
};
use gigapay_webhooks_proxies::{Kind, Proxy};

use support::{client, sandbox, with_server};

const EVENTS: &[Event<'static>] = &[Event::PAYOUT_CREATED];

#[test]
fn all_six_operations_pass_through_servers_that_compress() {
    for kind in Kind::COMPRESSING {
        let sandbox = sandbox();
        let proxy = Proxy::start(kind, sandbox.addr());
        with_server(0, proxy.addr(), async |stack| {
            let mut client = client(stack);
            let new = NewWebhook::new("https://example.com/hooks/å", EVENTS).id("pump 7/å");
            let registered = client.register(new).await.unwrap();
            assert_eq!(registered.id, "pump 7/å", "{kind:?}");
            assert_eq!(
                client.retrieve("pump 7/å").await.unwrap(),
                registered,
                "{kind:?}"
            );
            let update = WebhookUpdate::new().url("https://example.com/new/");
            let updated = client.update("pump 7/å", update).await.unwrap();
            assert_eq!(updated.url, "https://example.com/new/", "{kind:?}");
            let secret = ReplacementSecret::keep(&registered.secret_key);
            let replacement = Replacement::new("https://example.com/last/", EVENTS, secret);
            let replaced = client.replace("pump 7/å", replacement).await.unwrap();
            assert_eq!(replaced.secret_key, registered.secret_key, "{kind:?}");
            let mut webhook: Webhook = Webhook::default();
            let mut list = client.list(&mut webhook);
            assert_eq!(list.next().await.unwrap(), Some(&replaced), "{kind:?}");
            assert_eq!(list.next().await.unwrap(), None, "{kind:?}");
            drop(list);
            client.delete("pump 7/å").await.unwrap();
            let error = client.retrieve("pump 7/å").await.unwrap_err();
            assert_eq!(error.status(), Some(404), "{kind:?}");
        });
        assert!(sandbox.webhooks().is_empty(), "{kind:?}");
    }
}

#[test]
fn registering_without_a_key_behind_an_impatient_gateway_has_an_unknown_outcome() {
    let sandbox = sandbox();
    let time = Duration::from_secs(3600);
    sandbox.arm(Fault::Delay { time });
    let proxy = Proxy::start(Kind::NginxTimeout, sandbox.addr());
    with_server(0, proxy.addr(), async |stack| {
        let mut client = client(stack).retry(Retry::new(3)).jitter(|| 0);
        let new = NewWebhook::new("https://example.com/", EVENTS);
        let error = client.register(new).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{error:?}");
        assert_eq!(error.status(), Some(504));
        assert!(!error.is_retryable());
    });
    // It was carried out, and only once.
    assert_eq!(sandbox.webhooks().len(), 1);
    assert_eq!(sandbox.requests().len(), 1);
}

#[test]
fn registering_with_a_key_and_retries_behind_an_impatient_gateway_registers_once() {
    let sandbox = sandbox();
    let time = Duration::from_secs(3600);
    sandbox.arm(Fault::Delay { time }.times(1));
    let proxy = Proxy::start(Kind::NginxTimeout, sandbox.addr());
    with_server(0, proxy.addr(), async |stack| {
        let mut client = client(stack).retry(Retry::new(3)).jitter(|| 0);
        // Without an id of its own, a second registration would make a second webhook.
        let new = NewWebhook::new("https://example.com/", EVENTS).idempotency_key("registration-1");
        let registered = client.register(new).await.unwrap();
        let stored = sandbox.webhooks();
        assert_eq!(stored.len(), 1);
        assert_eq!(registered.id, stored[0].id.as_str());
    });
    assert_eq!(sandbox.requests().len(), 2);
}
