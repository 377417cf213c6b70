//! Fields that a capacity leaves out: no room, no limit, and the same checks.

use gigapay_webhooks::drive::{DriveError, blocking};
use gigapay_webhooks::{
    Capacity, DesiredWebhook, Ensure, EnsureError, Error, Event, Exchange, Field, Omitted,
    ProtocolError, Retrieve, SecretKey, Server, Webhook,
};
use gigapay_webhooks_tests::run::sample_api;
use gigapay_webhooks_tests::wire::{Wire, WireError};
use gigapay_webhooks_tests::{capacity, response};

type Small = heapless::String<8>;

// Little room, and none for the field that is named.
capacity!(Whole: Small, Small, Small, Small, Small);
capacity!(NoId: Omitted, Small, Small, Small, Small);
capacity!(NoUrl: Small, Omitted, Small, Small, Small);
capacity!(NoEvents: Small, Small, Omitted, Small, Small);
capacity!(NoKey: Small, Small, Small, Omitted, Small);
capacity!(NoMetadata: Small, Small, Small, Small, Omitted);
capacity!(Nothing: Omitted, Omitted, Omitted, Omitted, Omitted);

/// A webhook that fits, with one of its members replaced.
fn body(name: &str, value: &str) -> String {
    let mut members = vec![
        ("id", r#""a""#),
        ("url", r#""u""#),
        ("events", r#"["e"]"#),
        ("secret_key", r#""s""#),
        ("metadata", "7"),
    ];
    if !name.is_empty() {
        members.retain(|(other, _)| *other != name);
        members.push((name, value));
    }
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// What retrieving this gives.
fn retrieve<C: Capacity>(body: &str) -> Result<Webhook<C>, Error> {
    let response = response("200 OK", body);
    let api = sample_api(Server::PRODUCTION);
    let ends = [1, 7, 512].map(|most| {
        let (mut webhook, mut buffer) = (Webhook::<C>::default(), [0; 64]);
        let mut exchange = Exchange::new(&api, Retrieve::new("a", &mut webhook), &mut buffer);
        let mut wire = Wire::new(response.as_bytes());
        wire.most = most;
        match blocking::finish(&mut exchange, &mut wire) {
            Ok(webhook) => Ok(webhook.clone()),
            Err(DriveError::Exchange(error)) => Err(error),
            Err(error) => panic!("{}", DriveError::<WireError>::to_string(&error)),
        }
    });
    assert!(ends[1] == ends[0] && ends[2] == ends[0], "{body}");
    ends[0].clone()
}

fn long_text() -> String {
    format!("\"{}\"", "å\\u00e5".repeat(9_000))
}

fn long_events() -> String {
    format!("[{}\"e\"]", "\"Payout.created\",".repeat(3_000))
}

#[test]
fn value_of_any_length_is_passed_over() {
    let metadata = format!("[{}7]", "{\"n\":[1e9]},".repeat(3_000));
    let (text, events) = (long_text(), long_events());
    let long = |field: Field, value: &str| body(field.name(), value);
    for (field, value) in [
        (Field::Id, &text),
        (Field::Url, &text),
        (Field::Events, &events),
        (Field::SecretKey, &text),
        (Field::Metadata, &metadata),
    ] {
        let error = retrieve::<Whole>(&long(field, value)).expect_err("too long");
        assert_eq!(error, Error::Capacity(field));
        assert!(
            retrieve::<Nothing>(&long(field, value)).is_ok(),
            "{field:?}"
        );
    }
    let hook = retrieve::<NoId>(&long(Field::Id, &text)).expect("a webhook");
    assert_eq!(hook.url, "u");
    let hook = retrieve::<NoUrl>(&long(Field::Url, &text)).expect("a webhook");
    assert_eq!(hook.id, "a");
    let hook = retrieve::<NoEvents>(&long(Field::Events, &events)).expect("a webhook");
    assert_eq!(hook.metadata.as_str(), "7");
    let hook = retrieve::<NoKey>(&long(Field::SecretKey, &text)).expect("a webhook");
    assert!(hook.events.contains(Event::new("e")));
    let hook = retrieve::<NoMetadata>(&long(Field::Metadata, &metadata)).expect("a webhook");
    assert_eq!(hook.secret_key.expose(), "s");
}

/// A value that is not kept is checked all the same.
#[test]
fn value_is_checked_all_the_same() {
    use ProtocolError::{Duplicate, Json, Missing, TooDeep, WrongType};

    let deep = format!("{}1{}", "[".repeat(29), "]".repeat(29));
    for (body, error) in [
        (body("id", "7"), WrongType(Field::Id)),
        (body("id", "null"), WrongType(Field::Id)),
        (body("url", r#""\ud800""#), WrongType(Field::Url)),
        (body("events", r#""e""#), WrongType(Field::Events)),
        (body("events", "[1]"), WrongType(Field::Events)),
        (body("events", r#"["\u0000"]"#), WrongType(Field::Events)),
        (body("secret_key", "[]"), WrongType(Field::SecretKey)),
        (body("metadata", r#"{"a":}"#), Json),
        (body("metadata", &deep), TooDeep),
        (body("url", r#""u","url":"u""#), Duplicate(Field::Url)),
        (r#"{"id":"a","events":[]}"#.into(), Missing(Field::Url)),
        (body("id", "\"\u{1}\""), Json),
    ] {
        let expected = Some(Error::Protocol(error));
        assert_eq!(retrieve::<Whole>(&body).err(), expected, "{body}");
        assert_eq!(retrieve::<Nothing>(&body).err(), expected, "{body}");
    }
}

#[test]
fn omitted_field_takes_no_bytes() {
    assert_eq!(size_of::<Webhook<Nothing>>(), 0);
    let field = size_of::<Small>();
    assert_eq!(size_of::<Webhook<NoMetadata>>(), 4 * field);
    assert_eq!(size_of::<Webhook<Whole>>(), 5 * field);
}

#[test]
fn omitted_field_is_shown_as_such() {
    let hook = retrieve::<Nothing>(&body("", "")).expect("a webhook");
    assert_eq!(
        format!("{hook:?}"),
        "Webhook { id: Omitted, url: Omitted, events: [], secret_key: SecretKey(***), metadata: \
         (omitted) }"
    );
    assert_eq!(hook, Webhook::default());
}

/// A secret key that differs makes another webhook, and one that is not kept makes none.
#[test]
fn webhooks_are_compared_in_what_is_kept() {
    let (one, other) = (body("", ""), body("secret_key", r#""t""#));
    assert_ne!(retrieve::<Whole>(&one), retrieve::<Whole>(&other));
    assert_eq!(retrieve::<NoKey>(&one), retrieve::<NoKey>(&other));
    let other = body("metadata", "8");
    assert_ne!(retrieve::<Whole>(&one), retrieve::<Whole>(&other));
    assert_eq!(retrieve::<NoMetadata>(&one), retrieve::<NoMetadata>(&other));
}

/// Metadata that is not compared may be anything, and is never sent.
#[test]
fn ensure_without_metadata_leaves_it_alone() {
    let api = sample_api(Server::PRODUCTION);
    let key: SecretKey<Small> = SecretKey::new("s").expect("a key");
    let events = [Event::new("e")];
    let json = gigapay_webhooks::Json::new("[1]").expect("JSON");
    let whole = DesiredWebhook::new("a", "u", &events)
        .secret_key(&key)
        .metadata(json);
    let hook = retrieve::<Whole>(&body("", "")).expect("a webhook");
    let mut ensure = Ensure::new(&api, &whole);
    ensure.responded(&hook).expect("it differs");
    assert!(ensure.next(&mut hook.clone()).is_some(), "metadata differs");

    let desired = whole.without_metadata();
    let mut hook = retrieve::<NoMetadata>(&body("", "")).expect("a webhook");
    let mut ensure = Ensure::new(&api, &desired);
    ensure.responded(&hook).expect("all is as desired");
    assert!(ensure.next(&mut hook).is_none());

    let mut ensure = Ensure::new(&api, &desired);
    let mut other = retrieve::<NoMetadata>(&body("url", "\"v\"")).expect("a webhook");
    ensure.responded(&other).expect("the URL differs");
    let update = ensure.next(&mut other).expect("an update");
    let mut buffer = [0; 512];
    let mut exchange = Exchange::new(&api, update, &mut buffer);
    let response = response("200 OK", &body("", ""));
    let mut wire = Wire::new(response.as_bytes());
    blocking::finish(&mut exchange, &mut wire).expect("a webhook");
    let sent = String::from_utf8(wire.sent).expect("ASCII");
    assert!(sent.ends_with("\r\n\r\n{\"url\":\"u\"}"), "{sent}");
}

/// A webhook is serialised and read back as what is kept of it.
#[test]
fn omitted_field_is_serialised_as_a_unit() {
    let hook = retrieve::<NoMetadata>(&body("", "")).expect("a webhook");
    let text = serde_json::to_string(&hook).expect("serialisable");
    assert_eq!(
        text,
        r#"{"id":"a","url":"u","events":["e"],"secret_key":"s","metadata":null}"#
    );
    let again: Webhook<NoMetadata> = serde_json::from_str(&text).expect("a webhook");
    assert_eq!(again, hook);
    let nothing = serde_json::to_string(&Webhook::<Nothing>::default()).expect("serialisable");
    assert_eq!(
        nothing,
        r#"{"id":null,"url":null,"events":null,"secret_key":null,"metadata":null}"#
    );
    assert!(serde_json::from_str::<Webhook<Nothing>>(&nothing).is_ok());
    assert!(serde_json::from_str::<Webhook<Nothing>>(&text).is_err());
}

/// A response about another webhook than was asked for is not taken for this one.
#[test]
fn ensure_refuses_a_webhook_of_another_id() {
    let api = sample_api(Server::PRODUCTION);
    let events = [Event::new("e")];
    let hook = retrieve::<NoMetadata>(&body("id", "\"b\"")).expect("a webhook");
    let desired = DesiredWebhook::new("a", "u", &events).without_metadata();
    let mut ensure = Ensure::new(&api, &desired);
    let error = ensure.responded(&hook).expect_err("another webhook");
    assert_eq!(error, EnsureError::OtherWebhook);
    for event in &hook.events {
        assert_eq!(event.as_str(), "e");
    }
    assert_eq!(hook.events.len(), 1);
}
