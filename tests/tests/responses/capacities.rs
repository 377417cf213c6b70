//! Fields at exactly their capacity and one byte over it, alone and in lists (B8 to B11).

use gigapay_webhooks::{Error, Field};
use gigapay_webhooks_tests::run::perform_in;
use gigapay_webhooks_tests::{Canned, End, Got, Hook, Outcome, Pieces, Verb, capacity, response};
use heapless::String as Text;

// Little room, and a different amount for each field.
capacity!(Little: Text<9>, Text<21>, Text<32>, Text<7>, Text<12>);

/// Fits in every field with room to spare.
fn small(id: &str) -> Hook {
    Hook::new(id, "https://h/", &["Payout.created"], "s3cret")
}

/// A webhook one of whose fields takes so many bytes as it is kept: decoded, and for events with
/// one byte more for each.
fn sized(field: Field, length: usize, character: &str) -> Hook {
    let text = |length: usize| {
        let mut text = character.repeat(length / character.len());
        text += &"x".repeat(length - text.len());
        text
    };
    let mut hook = small("sized");
    match field {
        Field::Id => hook.id = text(length),
        Field::Url => hook.url = text(length),
        Field::Events => hook.events = vec!["Payout.created".into(), text(length - 16)],
        Field::SecretKey => hook.secret_key = text(length),
        Field::Metadata => hook.metadata = format!("\"{}\"", text(length - 2)),
        _ => unreachable!("a field that is new"),
    }
    hook
}

const FIELDS: [(Field, usize); 5] = [
    (Field::Id, 9),
    (Field::Url, 21),
    (Field::Events, 32),
    (Field::SecretKey, 7),
    (Field::Metadata, 12),
];

/// As the API writes it, all outside ASCII raw or all escaped (B12), but for metadata, which is
/// raw in any case.
fn object(hook: &Hook, escaped: bool) -> String {
    let string = |text: &str| {
        let mut out = String::from("\"");
        for c in text.chars() {
            if c.is_ascii() || !escaped {
                out.push(c);
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out += &format!("\\u{unit:04x}");
                }
            }
        }
        out + "\""
    };
    let events: Vec<String> = hook.events.iter().map(|event| string(event)).collect();
    format!(
        r#"{{"id":{},"url":{},"events":[{}],"secret_key":{},"metadata":{}}}"#,
        string(&hook.id),
        string(&hook.url),
        events.join(","),
        string(&hook.secret_key),
        hook.metadata
    )
}

fn outcome(verb: Verb, body: &str) -> Outcome {
    let response = response("200 OK", body).into_bytes();
    let of =
        |buffer, pieces| perform_in::<Little>(verb, buffer, &mut Canned::new(&response, pieces));
    let outcome = of(512, Pieces::Whole);
    assert_eq!(outcome, of(64, Pieces::Each(1)));
    assert_eq!(outcome, of(1, Pieces::Whole));
    outcome
}

#[test]
fn one_webhook() {
    for (field, capacity) in FIELDS {
        for character in ["x", "å", "🦀"] {
            for escaped in [false, true] {
                let full = sized(field, capacity, character);
                assert_eq!(
                    outcome(Verb::Retrieve, &object(&full, escaped)),
                    Outcome::of(End::Done).hooks([full]).reusable()
                );
                // The response is passed over to its end, so the connection survives.
                let over = sized(field, capacity + 1, character);
                assert_eq!(
                    outcome(Verb::Retrieve, &object(&over, escaped)),
                    Outcome::of(Error::Capacity(field)).reusable(),
                    "{character} {escaped}"
                );
            }
        }
    }
}

/// The others still arrive, and the one that is too big is told exactly once, in its place.
#[test]
fn one_of_a_list() {
    for (field, capacity) in FIELDS {
        for place in 0..4 {
            let mut hooks: Vec<Hook> = (0..3).map(|n| small(&format!("id-{n}"))).collect();
            hooks.insert(place, sized(field, capacity + 1, "å"));
            let objects: Vec<String> = hooks.iter().map(|hook| object(hook, true)).collect();
            let body = format!(r#"{{"next":null,"results":[{}]}}"#, objects.join(", "));
            let mut got: Vec<Got> = hooks.into_iter().map(Got::Hook).collect();
            got[place] = Got::Oversize(field);
            let expected = Outcome {
                got,
                ..Outcome::of(End::Done).reusable()
            };
            assert_eq!(outcome(Verb::List, &body), expected, "{field:?} {place}");
        }
    }
}

#[test]
fn all_of_a_list() {
    let hooks: Vec<String> = FIELDS
        .iter()
        .map(|&(field, capacity)| object(&sized(field, capacity + 1, "x"), false))
        .collect();
    let body = format!(r#"{{"results":[{}],"next":null}}"#, hooks.join(","));
    let got = FIELDS.iter().map(|&(field, _)| Got::Oversize(field));
    let expected = Outcome {
        got: got.collect(),
        ..Outcome::of(End::Done).reusable()
    };
    assert_eq!(outcome(Verb::List, &body), expected);
}

/// Which of several does not matter as long as it is said once; the first in the response it is.
#[test]
fn several_fields_of_one_webhook() {
    let mut hook = sized(Field::Url, 22, "x");
    hook.id = "x".repeat(10);
    hook.secret_key = "x".repeat(1000);
    assert_eq!(
        outcome(Verb::Retrieve, &object(&hook, false)),
        Outcome::of(Error::Capacity(Field::Id)).reusable()
    );
}

/// A field of another length is never seen, not even by a webhook that comes after it.
#[test]
fn nothing_is_left_of_what_was_too_big() {
    let over = object(&sized(Field::Metadata, 500, "x"), false);
    let bare = r#"{"id":"i","url":"u","events":[]}"#;
    let body = format!(r#"{{"next":null,"results":[{over},{bare}]}}"#);
    let expected = Outcome {
        got: vec![
            Got::Oversize(Field::Metadata),
            Got::Hook(Hook::new("i", "u", &[], "")),
        ],
        ..Outcome::of(End::Done).reusable()
    };
    assert_eq!(outcome(Verb::List, &body), expected);
}

/// A fault further on still is one: what was too big hides nothing.
#[test]
fn faults_behind_what_was_too_big() {
    use gigapay_webhooks::ProtocolError::{Duplicate, Json, Missing};

    let long = "x".repeat(10);
    for (body, error) in [
        (
            format!(r#"{{"id":"{long}","url":"u"}}"#),
            Missing(Field::Events),
        ),
        (
            format!(r#"{{"id":"{long}","id":"i","url":"u","events":[]}}"#),
            Duplicate(Field::Id),
        ),
        (format!(r#"{{"id":"{long}","url":"u","events":[],}}"#), Json),
        (
            format!(r#"{{"id":"{long}\x","url":"u","events":[]}}"#),
            Json,
        ),
    ] {
        assert_eq!(
            outcome(Verb::Retrieve, &body),
            Outcome::of(Error::Protocol(error)),
            "{body}"
        );
    }
}

/// The capacities that are said to fit everything documented do (B8, B10, B13).
#[test]
fn the_standard_fits_every_known_event() {
    use gigapay_webhooks::{Event, Standard};

    let mut hook = small("38a93e19-886a-4246-9cfe-471214ff6739");
    hook.events = Event::KNOWN.iter().map(|e| e.as_str().into()).collect();
    let response = response("200 OK", &object(&hook, false)).into_bytes();
    let mut peer = Canned::new(&response, Pieces::Whole);
    assert_eq!(
        perform_in::<Standard>(Verb::Retrieve, 512, &mut peer),
        Outcome::of(End::Done).hooks([hook]).reusable()
    );
}
