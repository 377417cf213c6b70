//! The client against the sandbox behind nginx, haproxy and caddy.

use std::time::Duration;

use gigapay_sandbox::{DEFAULT_TOKEN, Fault, Sandbox};
use gigapay_webhooks_proxies::{Kind, Proxy};
use gigapay_webhooks_std::{
    Client, ClientBuilder, Credentials, Event, IntegrationId, NewWebhook, Replacement,
    ReplacementSecret, Retry, Token, WebhookUpdate,
};

const EVENTS: &[Event<'static>] = &[Event::PAYOUT_CREATED];

/// A client of the API behind this server, still to be built.
fn client(proxy: &Proxy) -> ClientBuilder {
    let token = Token::new(DEFAULT_TOKEN).unwrap();
    let integration = IntegrationId::new("integration-1").unwrap();
    Client::builder(Credentials::integration(token, integration))
        .base_url(&proxy.base_url())
        .unwrap()
}

fn new() -> NewWebhook<'static> {
    NewWebhook::new("https://example.com/hooks/å", EVENTS).id("pump 7/å")
}

#[test]
fn all_six_operations_pass_through_servers_that_compress() {
    for kind in Kind::COMPRESSING {
        let sandbox = Sandbox::builder().start().unwrap();
        let proxy = Proxy::start(kind, sandbox.addr());
        let mut client = client(&proxy).build().unwrap();
        let registered = client.register(new()).unwrap();
        assert_eq!(registered.id, "pump 7/å", "{kind:?}");
        assert_eq!(client.retrieve("pump 7/å").unwrap(), registered, "{kind:?}");
        let update = WebhookUpdate::new().url("https://example.com/new/");
        let updated = client.update("pump 7/å", update).unwrap();
        assert_eq!(updated.url, "https://example.com/new/", "{kind:?}");
        let secret = ReplacementSecret::keep(&registered.secret_key);
        let replacement = Replacement::new("https://example.com/last/", EVENTS, secret);
        let replaced = client.replace("pump 7/å", replacement).unwrap();
        assert_eq!(replaced.secret_key, registered.secret_key, "{kind:?}");
        let listed: Result<Vec<_>, _> = client.list().collect();
        assert_eq!(listed.unwrap(), [replaced], "{kind:?}");
        client.delete("pump 7/å").unwrap();
        assert_eq!(
            client.retrieve("pump 7/å").unwrap_err().status(),
            Some(404),
            "{kind:?}"
        );
        assert!(sandbox.webhooks().is_empty(), "{kind:?}");
    }
}

#[test]
fn a_list_of_several_pages_passes_through_servers_that_compress() {
    for kind in Kind::COMPRESSING {
        let sandbox = Sandbox::builder().start().unwrap();
        let proxy = Proxy::start(kind, sandbox.addr());
        let ids: Vec<_> = (0..60).map(|number| format!("hook-{number}")).collect();
        let webhook = |id: &String| {
            gigapay_sandbox::Webhook::new(id, "https://example.com/", &["Payout.created"])
                .in_integration("integration-1")
        };
        sandbox.insert(ids.iter().map(webhook)).unwrap();
        let mut client = client(&proxy).build().unwrap();
        let listed = client
            .list()
            .map(|webhook| webhook.unwrap().id.as_str().to_owned());
        assert_eq!(listed.collect::<Vec<_>>(), ids, "{kind:?}");
        assert_eq!(sandbox.requests().len(), 3, "{kind:?}");
    }
}

#[test]
fn registering_without_a_key_behind_an_impatient_gateway_has_an_unknown_outcome() {
    let sandbox = Sandbox::builder().start().unwrap();
    let time = Duration::from_secs(3600);
    sandbox.faults().arm(Fault::Delay { time });
    let proxy = Proxy::start(Kind::NginxTimeout, sandbox.addr());
    let mut client = client(&proxy).retry(Retry::new(3)).build().unwrap();
    let error = client.register(new()).unwrap_err();
    assert!(error.is_outcome_unknown(), "{error:?}");
    assert_eq!(error.status(), Some(504));
    assert!(!error.is_retryable());
    // It was carried out, and only once.
    assert_eq!(sandbox.webhooks().len(), 1);
    assert_eq!(sandbox.requests().len(), 1);
}

#[test]
fn registering_with_a_key_and_retries_behind_an_impatient_gateway_registers_once() {
    let sandbox = Sandbox::builder().start().unwrap();
    let time = Duration::from_secs(3600);
    sandbox.faults().arm(Fault::Delay { time }.times(1));
    let proxy = Proxy::start(Kind::NginxTimeout, sandbox.addr());
    let mut client = client(&proxy).retry(Retry::new(3)).build().unwrap();
    // Without an id of its own, a second registration would make a second webhook.
    let new = NewWebhook::new("https://example.com/", EVENTS).idempotency_key("registration-1");
    let registered = client.register(new).unwrap();
    assert_eq!(sandbox.requests().len(), 2);
    let stored = sandbox.webhooks();
    assert_eq!(stored.len(), 1);
    assert_eq!(registered.id, stored[0].id.as_str());
}
