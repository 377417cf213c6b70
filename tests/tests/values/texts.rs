//! What every error and every step says of itself: one line each, and each its own.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::fmt::{Debug, Display};

use gigapay_webhooks::drive::DriveError;
use gigapay_webhooks::notify::{
    Keyring, ObjectError, ReceiverEvent, Rejection, SetupError, SignatureError,
};
use gigapay_webhooks::{
    ConfigError, DesiredWebhook, EnsureError, Ensured, Error, Event, Events, Exchange,
    ExchangeEvent, Field, Metadata, Problem, Reconcile, ReplacementSecret, Retrieve, SecretKey,
    Server, Standard, Step, TypedJsonError, Unlisted, Visible, Webhook,
};
use gigapay_webhooks_tests::run::{run, sample_api};
use gigapay_webhooks_tests::{Canned, Pieces};
use heapless::String;

/// The texts of all of these, which have to be lines of their own and differ.
#[track_caller]
fn distinct_lines(all: impl IntoIterator<Item = impl Display>) -> Vec<std::string::String> {
    let texts: Vec<_> = all.into_iter().map(|one| one.to_string()).collect();
    for text in &texts {
        assert!(!text.is_empty() && !text.contains(['\n', '\r']), "{text:?}");
        assert_eq!(text.trim(), text);
    }
    assert_eq!(
        texts.iter().collect::<BTreeSet<_>>().len(),
        texts.len(),
        "{texts:?}"
    );
    texts
}

#[test]
fn rejections_of_notifications() {
    use Rejection::*;
    let all = [
        MalformedSignature(SignatureError::NoTimestamp),
        Stale { age: 301 },
        Future { ahead: 302 },
        RequestLine,
        FieldLine,
        Host,
        ContentLength,
        BothLengths,
        TransferEncoding,
        Chunk,
        RepeatedSignature,
        Unsigned,
        Forged,
        Path,
        Method,
        Timeout,
        LengthRequired,
        TooLarge,
        TargetTooLong,
        MediaType,
        Expectation,
        HeadTooLarge,
        TransferCoding,
        InProgress,
        Overloaded,
        NoSecret,
        Version,
    ];
    let texts = distinct_lines(all);
    assert!(texts[0].contains("t is missing"), "{}", texts[0]);
    assert!(texts[1].contains("301 seconds ago"), "{}", texts[1]);
    assert!(texts[2].contains("302 seconds from now"), "{}", texts[2]);
    assert!(all.iter().all(|one| (400..600).contains(&one.status())));
}

#[test]
fn errors_of_signatures_setup_and_objects() {
    use SignatureError::*;
    distinct_lines([
        Item,
        Timestamp,
        RepeatedTimestamp,
        NoTimestamp,
        Candidate,
        TooManyCandidates,
        NoCandidate,
    ]);
    distinct_lines([
        SetupError::InvalidPath,
        SetupError::EmptySecret,
        SetupError::TooManySecrets,
        SetupError::InvalidStatus,
    ]);
    let texts = distinct_lines([
        ObjectError::Json,
        ObjectError::TooDeep,
        ObjectError::NotAnObject,
        ObjectError::Duplicate("id"),
        ObjectError::WrongType("id"),
        ObjectError::TooLong("id"),
        ObjectError::Typed(TypedJsonError::Shape),
    ]);
    assert_eq!(
        texts.iter().filter(|text| text.contains("id ")).count(),
        3,
        "{texts:?}"
    );
}

#[test]
fn errors_of_ensure_and_of_typed_metadata() {
    use EnsureError::*;
    let fields = [Field::Url, Field::Events, Field::SecretKey, Field::Metadata];
    let texts = distinct_lines(fields.map(NotKept).into_iter().chain([
        OtherWebhook,
        SameId,
        NoProgress,
        ListChanged,
    ]));
    for (text, field) in texts.iter().zip(fields) {
        assert!(text.contains(field.name()), "{text}");
    }
    distinct_lines([
        TypedJsonError::Shape,
        TypedJsonError::ScratchTooSmall,
        TypedJsonError::Unpaired,
        TypedJsonError::Unwritable,
        TypedJsonError::TooLong,
    ]);
    distinct_lines([Ensured::Unchanged, Ensured::Created, Ensured::Updated]);
    // Columns of a table may be aligned.
    assert_eq!(format!("{:>9}|", Ensured::Created), "  created|");
}

#[test]
fn errors_of_the_loop_that_drives() {
    type Loop = DriveError<std::io::Error>;
    let texts = distinct_lines([
        Loop::Exchange(ConfigError::InvalidId.into()),
        Loop::Read(std::io::Error::other("gone while reading")),
        Loop::Write(std::io::Error::other("gone while writing")),
        Loop::WriteZero,
    ]);
    assert!(texts[1].contains("while reading") && texts[2].contains("while writing"));
    assert!(Loop::WriteZero.source().is_none());
}

/// The bytes on their way are not shown: they hold the token.
#[test]
fn steps_show_how_many_bytes_and_not_which() {
    let texts = [
        format!("{:?}", Step::<ExchangeEvent>::Transmit(b"Token secret")),
        format!("{:?}", Step::<ExchangeEvent>::Receive(&mut [b's'; 12])),
    ];
    for text in texts {
        assert!(
            text.contains("12 bytes") && !text.contains("secret"),
            "{text}"
        );
    }
    let steps: [&dyn Debug; 8] = [
        &Step::<ExchangeEvent>::Flush,
        &Step::Event(ExchangeEvent::Item),
        &Step::Event(ExchangeEvent::Reconnect),
        &Step::Event(ExchangeEvent::Done { reusable: true }),
        &Step::Event(ReceiverEvent::Piece),
        &Step::Event(ReceiverEvent::Decide),
        &Step::Event(ReceiverEvent::Reply),
        &Step::Event(ReceiverEvent::Done { reusable: false }),
    ];
    let expected = [
        "Flush",
        "Item",
        "Reconnect",
        "Done { reusable: true }",
        "Piece",
        "Decide",
        "Reply",
        "Done { reusable: false }",
    ];
    for (step, text) in steps.iter().zip(expected) {
        assert_eq!(format!("{step:?}"), text);
    }
}

#[test]
fn reconciling_shows_how_far_it_is() {
    let api = sample_api(Server::DEMO);
    let desired = [DesiredWebhook::new(
        "a",
        "https://example.com/",
        &[Event::PAYOUT_CREATED],
    )];
    let reconcile = Reconcile::<Standard>::new(&api, &desired, Unlisted::Delete).unwrap();
    let text = format!("{reconcile:?}");
    assert!(
        text.contains("desired: 1") && text.contains("Delete"),
        "{text}"
    );
}

#[test]
fn events_are_text_and_a_set() {
    let event: Event<'_> = "Payout.teleported".into();
    assert_eq!(format!("{event:<18}|"), "Payout.teleported |");
    let mut events: Events<String<40>> = Events::default();
    assert!(events.is_empty());
    events.push(event).unwrap();
    assert!(events.contains(event) && !events.contains(Event::PAYOUT_CREATED));
    assert_eq!((events.len(), events.is_empty()), (1, false));
    for refused in ["with a \0", "longer than what is left of the room"] {
        assert_eq!(events.push(Event::new(refused)), Err(ConfigError::TooLong));
    }
    assert_eq!(events.len(), 1);
}

#[test]
fn a_keyring_takes_the_key_of_a_webhook() {
    let mut keys: Keyring<2> = Keyring::default();
    let key: SecretKey<String<8>> = SecretKey::new("s3cret").unwrap();
    keys.push_key(&key).unwrap();
    keys.push(b"other").unwrap();
    assert_eq!(
        (keys.len(), keys.push_key(&key)),
        (2, Err(SetupError::TooManySecrets))
    );
    assert!(keys.retire(0) && !keys.retire(1));
    assert_eq!((keys.len(), keys.is_empty()), (1, false));
}

/// Written as JSON it would be no single value, or none at all.
#[test]
fn what_has_no_form_in_json_is_unwritable() {
    let mut scratch = [0; 64];
    let map = std::collections::BTreeMap::from([([1, 2], 3)]);
    let written: Result<Metadata, _> = Metadata::from_value(&map, &mut scratch);
    assert_eq!(written.unwrap_err(), TypedJsonError::Unwritable);
}

/// What a refusal with this body leaves, and the error.
fn refused(body: &str, more: &str) -> (Problem, Error) {
    let api = sample_api(Server::DEMO);
    let mut webhook: Webhook = Webhook::default();
    let mut buffer = [0; 64];
    let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
    let length = body.len();
    let response = format!("HTTP/1.1 400 Bad\r\n{more}Content-Length: {length}\r\n\r\n{body}");
    run(
        &mut exchange,
        &mut Canned::new(response.as_bytes(), Pieces::Whole),
    );
    let error = exchange.poll().expect_err("it is refused");
    (exchange.problem().clone(), error)
}

#[test]
fn problems_are_a_line_that_steers_no_terminal() {
    let (problem, error) = refused(r#"{"url":["No.\u001b[2J"],"detail":"Sorry.\n"}"#, "");
    assert_eq!(problem.to_string(), r"url: No.\u{1b}[2J; Sorry.\n");
    assert!(
        format!("{problem:?}").contains("is_cut: false"),
        "{problem:?}"
    );
    assert!(error.source().is_some());
    let (problem, _) = refused(&format!(r#"{{"url":["{}","b"]}}"#, "a".repeat(300)), "");
    assert!(problem.to_string().ends_with("… and more"), "{problem}");
    let (problem, _) = refused(&format!(r#"{{"url":["{}"]}}"#, "a".repeat(300)), "");
    assert!(problem.to_string().ends_with("a…"), "{problem}");
    assert!(distinct_lines([problem])[0].len() > 50);
}

/// Room for its path, for any one character and for their two ends is enough to keep a message.
#[test]
fn a_message_is_kept_if_one_character_of_it_fits() {
    let used = 2 * "url\0".len() + "🦀\0".len() + "\0".len();
    let fits = Problem::CAPACITY - used;
    for (length, kept) in [(fits, 2), (fits + 1, 1)] {
        let body = format!(r#"{{"url":["{}","🦀"]}}"#, "a".repeat(length));
        let (problem, _) = refused(&body, "");
        assert_eq!(problem.faults().count(), kept);
        assert_eq!(problem.has_more(), kept == 1);
        assert!(!problem.is_cut());
    }
}

/// UAX #9: with these, a text shows its characters in another order than they have.
#[test]
fn problems_show_characters_in_their_order() {
    let controls =
        "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}";
    for control in controls.chars().chain([
        '\u{2068}', '\u{2069}', '\u{2028}', '\u{2029}', '\u{85}', '\u{7f}',
    ]) {
        let (problem, _) = refused(&format!(r#"{{"u{control}":["a{control}b"]}}"#), "");
        let escaped = control.escape_default();
        assert_eq!(problem.to_string(), format!("u{escaped}: a{escaped}b"));
        assert_eq!(
            Visible(&control.to_string()).to_string(),
            escaped.to_string()
        );
    }
    // Their neighbours are text.
    for c in "å\u{61b}\u{200d}\u{2010}\u{2027}\u{202f}\u{2065}\u{206a}".chars() {
        assert_eq!(Visible(&c.to_string()).to_string(), c.to_string());
    }
}

/// A name that does not fit spoils the path of what is within it, and no other.
#[test]
fn a_name_without_room_is_cut_only_in_its_own_path() {
    let long = "n".repeat(40);
    let full = "f".repeat(Problem::FIELD_CAPACITY);
    for (body, paths) in [
        (
            format!(r#"{{"a":{{"{long}":["x"],"b":["y"]}},"c":["z"]}}"#),
            [format!("a.{}", &long[2..32]), "a.b".into(), "c".into()],
        ),
        // Cut before the first character of its name, and again within it.
        (
            format!(r#"{{"{full}":{{"a":{{"b":["x"]}}}},"c":{{"d":["y"],"e":["z"]}}}}"#),
            [full.clone(), "c.d".into(), "c.e".into()],
        ),
        (
            format!(r#"{{"{long}":{{"a":["x"],"b":["y"]}},"c":["z"]}}"#),
            [long[..32].into(), long[..32].into(), "c".into()],
        ),
    ] {
        let (problem, _) = refused(&body, "");
        let fields: Vec<_> = problem.faults().map(|fault| fault.field).collect();
        let paths: Vec<_> = paths.iter().map(|path| Some(path.as_str())).collect();
        assert_eq!(fields, paths, "{body}");
        assert!(problem.is_cut(), "{body}");
    }
}

#[test]
fn secrets_of_replacements_and_wrong_types_of_lists_say_what_they_are() {
    let text = format!("{:?}", ReplacementSecret::REGENERATE);
    assert_eq!(text, "ReplacementSecret(regenerate)");
    for (json, expected) in [
        ("5", "names of events that fit"),
        ("[5]", "a string no more than 256 bytes long"),
    ] {
        let error = serde_json::from_str::<Events>(json).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn webhooks_that_differ_in_one_field_are_not_equal() {
    let webhook = |change: &str, with: &str| -> Webhook {
        let body = r#"{"id":"a","url":"b","events":["c"],"secret_key":"d","metadata":"5"}"#;
        serde_json::from_str(&body.replace(change, with)).unwrap()
    };
    let one = webhook("", "");
    assert_eq!(one, webhook("", ""));
    for value in ["\"a\"", "\"b\"", "\"c\"", "\"d\"", "\"5\""] {
        assert_ne!(one, webhook(value, "\"6\""), "{value}");
    }
}
