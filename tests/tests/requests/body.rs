//! Content: what was given comes out of an independent parser (B8 to B11, B13, B16, B17).

use gigapay_webhooks::{
    Event, Json, NewWebhook, Operation, Register, Replace, Replacement, ReplacementSecret,
    SecretKey, Server, Update, Webhook, WebhookUpdate,
};
use gigapay_webhooks_tests::request::{self, Parsed};
use gigapay_webhooks_tests::run::sample_api;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;

type Secret = SecretKey<heapless::String<256>>;

/// The members of a body; a name that is not among them is a fault, as is one that comes twice.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Members<'a> {
    id: Option<String>,
    url: Option<String>,
    events: Option<Vec<String>>,
    secret_key: Option<String>,
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
}

fn body<Op: Operation>(operation: Op) -> Vec<u8> {
    let api = sample_api(Server::DEMO);
    let parsed = Parsed::new(&request::bytes(&api, operation, 333).unwrap());
    let length = parsed.body.len().to_string();
    assert_eq!(parsed.field("Content-Length"), Some(length.as_str()));
    parsed.body
}

/// Characters of every class that JSON or UTF-8 treats in a way of its own.
fn text() -> impl Strategy<Value = String> {
    const CHARACTERS: [char; 8] = ['"', '\\', '/', '\u{7f}', '\u{2028}', 'å', '🦀', '\u{ffff}'];
    let character = prop_oneof![
        3 => any::<char>(),
        1 => (0u8..0x20).prop_map(char::from),
        1 => prop::sample::select(CHARACTERS.to_vec()),
    ];
    prop::collection::vec(character, 0..40).prop_map(String::from_iter)
}

fn secret() -> impl Strategy<Value = Secret> {
    text().prop_filter_map("room", |text| Secret::new(&text).ok())
}

/// `null` is left out: to the parser it is as if the member were missing.
const METADATA: [&str; 5] = [
    "{}",
    "true",
    r#"{ "n" : 123456789012345678901234567890 }"#,
    r#"["\u00e5","å",-0.0e-1]"#,
    "\"\\ud83e\"",
];

fn metadata() -> impl Strategy<Value = Option<&'static str>> {
    prop::option::of(prop::sample::select(METADATA.to_vec()))
}

fn id() -> impl Strategy<Value = Option<String>> {
    prop::option::of(text().prop_filter("an address", |id| !["", ".", ".."].contains(&&**id)))
}

proptest! {
    #[test]
    fn a_new_webhook(
        id in id(),
        url in text(),
        events in prop::collection::vec(text(), 0..5),
        secret in prop::option::of(secret()),
        metadata in metadata(),
    ) {
        let names: Vec<Event<'_>> = events.iter().map(|name| Event::new(name)).collect();
        let mut new = NewWebhook::new(&url, names.as_slice());
        if let Some(id) = &id {
            new = new.id(id);
        }
        if let Some(secret) = &secret {
            new = new.secret_key(secret);
        }
        if let Some(metadata) = metadata {
            new = new.metadata(Json::new(metadata).unwrap());
        }
        let mut webhook: Webhook = Webhook::default();
        let body = body(Register::new(new, &mut webhook));
        let members: Members<'_> = serde_json::from_slice(&body).unwrap();
        prop_assert_eq!(members.id, id);
        prop_assert_eq!(members.url, Some(url));
        prop_assert_eq!(members.events, Some(events));
        prop_assert_eq!(members.secret_key.as_deref(), secret.as_ref().map(Secret::expose));
        prop_assert_eq!(members.metadata.map(RawValue::get), metadata);
    }

    /// B16: only what changes, even if that is nothing.
    #[test]
    fn changes(
        id in id(),
        url in prop::option::of(text()),
        events in prop::option::of(prop::collection::vec(text(), 0..5)),
        secret in prop::option::of(secret()),
        metadata in metadata(),
    ) {
        let names: Vec<Event<'_>> =
            events.iter().flatten().map(|name| Event::new(name)).collect();
        let mut changes = WebhookUpdate::new();
        if let Some(id) = &id {
            changes = changes.id(id);
        }
        if let Some(url) = &url {
            changes = changes.url(url);
        }
        if events.is_some() {
            changes = changes.events(names.as_slice());
        }
        if let Some(secret) = &secret {
            changes = changes.secret_key(secret);
        }
        if let Some(metadata) = metadata {
            changes = changes.metadata(Json::new(metadata).unwrap());
        }
        let mut webhook: Webhook = Webhook::default();
        let body = body(Update::new("x", changes, &mut webhook));
        let members: Members<'_> = serde_json::from_slice(&body).unwrap();
        prop_assert_eq!(members.id, id);
        prop_assert_eq!(members.url, url);
        prop_assert_eq!(members.events, events);
        prop_assert_eq!(members.secret_key.as_deref(), secret.as_ref().map(Secret::expose));
        prop_assert_eq!(members.metadata.map(RawValue::get), metadata);
    }

    /// B17: a secret is left out if, and only if, the caller wants a new one.
    #[test]
    fn a_replacement(new_id in id(), url in text(), secret in secret(), choice in 0..3) {
        let decision = match choice {
            0 => ReplacementSecret::REGENERATE,
            1 => ReplacementSecret::keep(&secret),
            _ => ReplacementSecret::set(&secret),
        };
        let mut new = Replacement::new(&url, &[Event::PAYRUN_PAID], decision);
        if let Some(id) = &new_id {
            new = new.id(id);
        }
        let mut webhook: Webhook = Webhook::default();
        let body = body(Replace::new("old", new, &mut webhook));
        let members: Members<'_> = serde_json::from_slice(&body).unwrap();
        let sent = (choice != 0).then(|| secret.expose());
        prop_assert_eq!(members.secret_key.as_deref(), sent);
        prop_assert_eq!(members.id.as_deref(), Some(new_id.as_deref().unwrap_or("old")));
        prop_assert_eq!(members.url, Some(url));
        prop_assert!(members.metadata.is_none());
    }
}

#[test]
fn no_changes_are_an_empty_object() {
    let mut webhook: Webhook = Webhook::default();
    let body = body(Update::new("x", WebhookUpdate::new(), &mut webhook));
    assert_eq!(body, b"{}");
}

/// B13: a name that is new to the library survives reading, changing and writing.
#[test]
fn what_was_read_is_written_back_unchanged() {
    let mut read: Webhook = Webhook::default();
    for name in ["Payout.created", "Payout.teleported", "å \"x\""] {
        read.events.push(Event::new(name)).unwrap();
    }
    let changes = WebhookUpdate::new()
        .events(&read.events)
        .metadata(&read.metadata);
    let mut webhook: Webhook = Webhook::default();
    let body = body(Update::new("x", changes, &mut webhook));
    assert_eq!(
        String::from_utf8(body).unwrap(),
        r#"{"events":["Payout.created","Payout.teleported","å \"x\""],"metadata":{}}"#
    );
}
