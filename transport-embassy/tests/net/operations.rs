//! The six operations, as they should go.

use gigapay_sandbox::Fault;
use gigapay_webhooks_embassy::{
    Capacity, Event, NewWebhook, Replacement, ReplacementSecret, Webhook, WebhookUpdate,
};
use heapless::String;

use crate::support::{INTEGRATION, client, sandbox, sandbox_with, seen, store, with, with_loss};

const EVENTS: &[Event<'static>] = &[Event::PAYOUT_CREATED, Event::new("Payout.notified")];

#[test]
fn all_six_by_value() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        assert!(!client.is_connected());
        let new = NewWebhook::new("https://example.com/hooks/å", EVENTS)
            .id("pump 7/å")
            .idempotency_key("pump-7-registration");
        let registered = client.register(new).await.unwrap();
        assert_eq!(registered.id, "pump 7/å");
        assert!(!registered.secret_key.expose().is_empty());
        assert!(client.is_connected());

        let retrieved = client.retrieve("pump 7/å").await.unwrap();
        assert_eq!(retrieved, registered);

        let update = WebhookUpdate::new().url("https://example.com/new/");
        let updated = client.update("pump 7/å", update).await.unwrap();
        assert_eq!(updated.url, "https://example.com/new/");
        assert_eq!(updated.events, registered.events);

        let secret = ReplacementSecret::keep(&registered.secret_key);
        let replacement = Replacement::new("https://example.com/last/", EVENTS, secret);
        let replaced = client.replace("pump 7/å", replacement).await.unwrap();
        assert_eq!(replaced.url, "https://example.com/last/");
        assert_eq!(replaced.secret_key, registered.secret_key);

        let mut webhook: Webhook = Webhook::default();
        let mut list = client.list(&mut webhook);
        assert_eq!(list.next().await.unwrap(), Some(&replaced));
        assert_eq!(list.next().await.unwrap(), None);
        assert_eq!(list.next().await.unwrap(), None);
        drop(list);

        client.delete("pump 7/å").await.unwrap();
        assert!(sandbox.webhooks().is_empty());
        client.disconnect().await;
        assert!(!client.is_connected());
    });
    assert_eq!(
        seen(&sandbox),
        [
            "POST /v2/webhooks/ 201",
            "GET /v2/webhooks/pump%207%2F%C3%A5/ 200",
            "PATCH /v2/webhooks/pump%207%2F%C3%A5/ 200",
            "PUT /v2/webhooks/pump%207%2F%C3%A5/ 200",
            "GET /v2/webhooks/ 200",
            "DELETE /v2/webhooks/pump%207%2F%C3%A5/ 204",
        ]
    );
    assert_eq!(sandbox.connections(), 1);
    let requests = sandbox.requests();
    assert!(
        requests
            .iter()
            .all(|request| request.header("integration-id") == Some(INTEGRATION))
    );
    assert_eq!(
        requests[0].header("idempotency-key"),
        Some("pump-7-registration")
    );
}

/// A capacity of the caller's own.
struct Small;

impl Capacity for Small {
    type Id = String<16>;
    type Url = String<40>;
    type Events = String<40>;
    type SecretKey = String<32>;
    type Metadata = String<16>;
}

#[test]
fn all_of_them_in_place_and_in_a_small_webhook() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let mut webhook: Webhook<Small> = Webhook::default();
        let new = NewWebhook::new("https://example.com/", EVENTS).id("a");
        client.register_into(new, &mut webhook).await.unwrap();
        assert_eq!(
            (webhook.id.as_str(), webhook.url.as_str()),
            ("a", "https://example.com/")
        );
        assert!(webhook.events.iter().eq(EVENTS.iter().copied()));

        let update = WebhookUpdate::new().url("https://example.com/b/");
        client.update_into("a", update, &mut webhook).await.unwrap();
        assert_eq!(webhook.url, "https://example.com/b/");

        let before = webhook.secret_key.clone();
        let replacement = Replacement::new(
            "https://example.com/c/",
            EVENTS,
            ReplacementSecret::REGENERATE,
        );
        client
            .replace_into("a", replacement, &mut webhook)
            .await
            .unwrap();
        assert_ne!(webhook.secret_key, before);

        let mut again: Webhook<Small> = Webhook::default();
        client.retrieve_into("a", &mut again).await.unwrap();
        assert_eq!(again, webhook);

        let mut client = client.capacity::<Small>();
        assert_eq!(client.retrieve("a").await.unwrap(), webhook);
    });
    assert_eq!(sandbox.requests().len(), 5);
}

/// The ids of all webhooks.
pub async fn ids(
    client: &mut gigapay_webhooks_embassy::HttpClient<'static>,
    page_size: u32,
) -> Vec<std::string::String> {
    let mut webhook: Webhook = Webhook::default();
    let mut list = client.list(&mut webhook).page_size(page_size);
    let mut ids = Vec::new();
    while let Some(webhook) = list.next().await.unwrap() {
        ids.push(webhook.id.as_str().to_owned());
    }
    ids
}

/// What they are in a sandbox made with so many.
pub fn expected(count: usize) -> Vec<std::string::String> {
    (1..=count).map(|number| format!("hook-{number}")).collect()
}

#[test]
fn a_list_follows_its_pages() {
    let sandbox = sandbox_with(7);
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        assert_eq!(ids(&mut client, 3).await, expected(7));
        let mut webhook: Webhook = Webhook::default();
        let mut list = client.list(&mut webhook).page_size(5).page(2);
        assert_eq!(
            list.next()
                .await
                .unwrap()
                .map(|webhook| webhook.id.as_str()),
            Some("hook-6")
        );
        drop(list);
        assert!(
            !client.is_connected(),
            "a list left early gives its connection up"
        );
    });
    assert_eq!(
        seen(&sandbox),
        [
            "GET /v2/webhooks/?page_size=3 200",
            "GET /v2/webhooks/?page=2&page_size=3 200",
            "GET /v2/webhooks/?page=3&page_size=3 200",
            "GET /v2/webhooks/?page=2&page_size=5 200",
        ]
    );
    assert_eq!(sandbox.connections(), 1);
}

#[test]
fn a_list_connects_anew_when_the_server_closes_after_each_page() {
    let sandbox = sandbox_with(5);
    sandbox.arm(Fault::Close);
    with(&sandbox, async |stack| {
        assert_eq!(ids(&mut client(stack), 2).await, expected(5));
    });
    assert_eq!(sandbox.requests().len(), 3);
    assert_eq!(sandbox.connections(), 3);
}

#[test]
fn a_webhook_too_big_is_passed_over_in_a_list() {
    let sandbox = sandbox_with(3);
    let long = gigapay_sandbox::Webhook::new("hook-2", &"x".repeat(300), &["Payout.created"]);
    sandbox.insert([long.in_integration(INTEGRATION)]).unwrap();
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let mut webhook: Webhook = Webhook::default();
        let mut list = client.list(&mut webhook);
        let mut found = Vec::new();
        loop {
            match list.next().await {
                Ok(Some(webhook)) => found.push(webhook.id.as_str().to_owned()),
                Ok(None) => break,
                Err(error) => found.push(error.to_string()),
            }
        }
        let error = "a webhook's url is longer than the capacity chosen for it";
        assert_eq!(found, ["hook-1", error, "hook-3"]);
        drop(list);
        assert!(client.is_connected());
    });
    assert_eq!(sandbox.requests().len(), 1);
}

#[test]
fn frames_are_lost() {
    let sandbox = sandbox();
    store(&sandbox, 12);
    with_loss(6, &sandbox, async |stack| {
        let mut client = client(stack);
        assert_eq!(ids(&mut client, 5).await, expected(12));
        for number in 1..=12 {
            let id = format!("hook-{number}");
            assert_eq!(client.retrieve(&id).await.unwrap().id, id.as_str());
            client.delete(&id).await.unwrap();
        }
    });
    // What is lost, TCP sends again; the client does not.
    assert_eq!(sandbox.requests().len(), 3 + 24);
    assert!(sandbox.webhooks().is_empty());
}
