//! Webhooks and events by way of serde, and events in a list of bounded length.

use gigapay_webhooks::{ConfigError, Event, Events, Json, Metadata, SecretKey, Webhook};
use heapless::String;

#[test]
fn a_webhook_survives_being_serialised() {
    let mut webhook = Webhook::new();
    webhook.id.push_str("pump-7").unwrap();
    webhook.url.push_str("https://example.com/å/").unwrap();
    webhook.events.push(Event::PAYOUT_CREATED).unwrap();
    webhook.events.push(Event::new("New \"one\"")).unwrap();
    webhook.secret_key = SecretKey::new("s").unwrap();
    webhook.metadata = Metadata::new(Json::new(r#"{"n": 1e400}"#).unwrap()).unwrap();
    let text = serde_json::to_string(&webhook).unwrap();
    assert_eq!(
        text,
        concat!(
            r#"{"id":"pump-7","url":"https://example.com/å/","#,
            r#""events":["Payout.created","New \"one\""],"#,
            r#""secret_key":"s","metadata":"{\"n\": 1e400}"}"#
        )
    );
    assert_eq!(serde_json::from_str::<Webhook>(&text).unwrap(), webhook);
}

#[test]
fn what_does_not_fit_or_is_no_json_is_refused() {
    let with = |id: &str, metadata: &str| {
        let text = format!(
            r#"{{"id":"{id}","url":"","events":[],"secret_key":"","metadata":"{metadata}"}}"#
        );
        serde_json::from_str::<Webhook>(&text).map(drop)
    };
    assert!(with("i", "{}").is_ok());
    assert!(with(&"i".repeat(65), "{}").is_err());
    assert!(with("i", "{]").is_err());
}

#[test]
fn a_full_set_refuses_whole_names() {
    let mut events = Events::<String<8>>::default();
    events.push(Event::new("abc")).unwrap();
    assert_eq!(events.push(Event::new("defg")), Err(ConfigError::TooLong));
    events.push(Event::new("def")).unwrap();
    assert_eq!(format!("{events:?}"), r#"[Event("abc"), Event("def")]"#);
    assert_eq!(events.push(Event::new("")), Err(ConfigError::TooLong));
    assert_eq!(events.len(), 2);
}

#[test]
fn the_known_names_fit_the_standard_capacity() {
    let mut events = Events::<String<256>>::default();
    for event in Event::KNOWN {
        events.push(*event).unwrap();
    }
    assert!(events.iter().eq(Event::KNOWN.iter().copied()));
}
