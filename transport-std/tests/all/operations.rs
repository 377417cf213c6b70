//! Each operation, in clear and over TLS.

use gigapay_sandbox::Sandbox;
use gigapay_webhooks_std::{
    Event, Json, NewWebhook, Replacement, ReplacementSecret, SecretKey, WebhookUpdate,
};

use crate::common::{client, encrypted, ids, lines, plain};

/// All six, on one connection (B15, B16, B17, B18).
fn life_of_a_webhook(sandbox: &Sandbox) {
    let mut client = client(sandbox);
    let new = NewWebhook::new("https://example.com/hooks/", &[Event::PAYOUT_CREATED])
        .id("pump 7/å")
        .metadata(Json::new(r#"{"n": 123456789012345678901234567890}"#).unwrap());
    let registered = client.register(new).unwrap();
    assert_eq!(registered.id.as_str(), "pump 7/å");
    assert_eq!(registered.secret_key.expose().len(), 32);

    assert_eq!(client.retrieve("pump 7/å").unwrap(), registered);

    let update = WebhookUpdate::new().url("https://example.com/other/");
    let updated = client.update("pump 7/å", update).unwrap();
    assert_eq!(updated.url.as_str(), "https://example.com/other/");
    assert_eq!(updated.metadata, registered.metadata);

    let key: SecretKey = SecretKey::new("0123456789").unwrap();
    let replacement = Replacement::new(
        "https://example.com/third/",
        &[Event::PAYRUN_PAID, Event::PAYOUT_ACCEPTED],
        ReplacementSecret::set(&key),
    );
    let replaced = client.replace("pump 7/å", replacement).unwrap();
    assert_eq!(replaced.secret_key.expose(), "0123456789");
    assert_eq!(replaced.metadata.as_str(), "{}");
    assert_eq!(replaced.events.iter().count(), 2);

    assert_eq!(ids(&mut client), ["pump 7/å"]);
    client.delete("pump 7/å").unwrap();
    assert_eq!(ids(&mut client), [""; 0]);
    assert_eq!(client.delete("pump 7/å").unwrap_err().status(), Some(404));

    assert_eq!(
        lines(sandbox),
        [
            "POST /v2/webhooks/ 201",
            "GET /v2/webhooks/pump%207%2F%C3%A5/ 200",
            "PATCH /v2/webhooks/pump%207%2F%C3%A5/ 200",
            "PUT /v2/webhooks/pump%207%2F%C3%A5/ 200",
            "GET /v2/webhooks/ 200",
            "DELETE /v2/webhooks/pump%207%2F%C3%A5/ 204",
            "GET /v2/webhooks/ 200",
            "DELETE /v2/webhooks/pump%207%2F%C3%A5/ 404",
        ]
    );
    assert_eq!(sandbox.connections(), 1);
}

/// Retrieving takes 4 KiB of the buffer.
#[test]
fn a_webhook_larger_than_the_buffer_arrives_whole() {
    let metadata = format!("{{\"text\":\"{}\"}}", "0123456789".repeat(1500));
    for sandbox in [plain(), encrypted()] {
        let mut client = client(&sandbox);
        let new = NewWebhook::new("https://example.com/hooks/", &[Event::PAYOUT_CREATED]);
        let new = new.id("large").metadata(Json::new(&metadata).unwrap());
        let registered = client.register(new).unwrap();
        assert_eq!(registered.metadata.as_str(), metadata);
        assert_eq!(client.retrieve("large").unwrap(), registered);
        assert_eq!(client.list().next().unwrap().unwrap(), registered);
    }
}

#[test]
fn in_clear() {
    life_of_a_webhook(&plain());
}

#[test]
fn over_tls() {
    life_of_a_webhook(&encrypted());
}
