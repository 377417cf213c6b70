//! What the objects of notifications have in common.

use gigapay_webhooks::notify::{Object, ObjectError, ObjectReader, TimeField, from_body};
use gigapay_webhooks::{Capacity, MAX_DEPTH, MAX_VALUE_DEPTH, TypedJsonError};
use heapless::String as Text;

/// In pieces of so many bytes, over what was there before.
fn read_in<C: Capacity>(
    object: &mut Object<C>,
    body: &str,
    size: usize,
) -> Result<(), ObjectError> {
    let mut reader = ObjectReader::new(object);
    for piece in body.as_bytes().chunks(size) {
        reader.push(piece);
    }
    reader.finish()
}

fn read(body: &str) -> Result<Object, ObjectError> {
    let mut object: Object = Object::default();
    object
        .read(br#"{"id":"before","metadata":[1],"paid_at":"before"}"#)
        .unwrap();
    let whole = object.read(body.as_bytes());
    for size in 1..=body.len().max(1) {
        let mut again: Object = Object::default();
        assert_eq!(read_in(&mut again, body, size), whole, "pieces of {size}");
        assert_eq!(format!("{again:?}"), format!("{object:?}"));
    }
    whole.map(|()| object)
}

#[test]
fn members() {
    let object = read(
        r#"{"note":"\ud83e\udd80","metadata": {"n":123456789012345678901234567890, "a":"\u00e5"} ,
        "created_at":"2026-11-24T12:00:00.000000+00:00","employee":{"id":"other","created_at":"x"},
        "notified_at":null,"accepted_at":1700000000,"claimed_at":[{"a":[]},"x"],
            "\u0069d":"pump\u002d\u00e5"}"#,
    )
    .unwrap();
    assert_eq!(object.id, "pump-å");
    assert_eq!(
        object.metadata.as_str(),
        r#"{"n":123456789012345678901234567890, "a":"\u00e5"}"#,
    );
    let times = TimeField::ALL.map(|moment| object.time(moment).is_some());
    assert_eq!(times, [true, false, false, false, false, false]);
    assert_eq!(
        object.time(TimeField::Created),
        Some("2026-11-24T12:00:00.000000+00:00")
    );

    let empty = read("{}").unwrap();
    assert_eq!((empty.id.as_str(), empty.metadata.as_str()), ("", "{}"));
    assert!(
        TimeField::ALL
            .iter()
            .all(|moment| empty.time(*moment).is_none())
    );
    assert_eq!(read(r#"{"id":null}"#).unwrap().id, "");
    for moment in TimeField::ALL {
        let object = read(&format!(r#" {{"{}":"2026"}} "#, moment.name())).unwrap();
        for other in TimeField::ALL {
            assert_eq!(object.time(other).is_some(), other == moment);
        }
        let name = moment.name();
        let twice = read(&format!(r#"{{"{name}":null,"{name}":null}}"#));
        assert_eq!(twice.unwrap_err(), ObjectError::Duplicate(name));
    }
}

#[test]
fn errors() {
    use ObjectError::*;
    for (body, error) in [
        ("", Json),
        (" ", Json),
        ("{", Json),
        (r#"{"id":"a""#, Json),
        (r#"{"id":"a"}}"#, Json),
        (r#"{"id":"a"} x"#, Json),
        (r#"{"id":"a",}"#, Json),
        (r#"{'id':"a"}"#, Json),
        ("{\"id\":\"a\nb\"}", Json),
        ("[]", NotAnObject),
        ("null", NotAnObject),
        ("\"id\"", NotAnObject),
        ("5", NotAnObject),
        (r#"{"id":"a","id":"a"}"#, Duplicate("id")),
        (r#"{"paid_at":null,"paid_at":null}"#, Duplicate("paid_at")),
        (r#"{"metadata":{},"metadata":{}}"#, Duplicate("metadata")),
        (r#"{"id":5}"#, WrongType("id")),
        (r#"{"id":["a"]}"#, WrongType("id")),
        (r#"{"id":"\ud83e"}"#, WrongType("id")),
    ] {
        assert_eq!(read(body).map(|_| ()), Err(error), "{body}");
    }
    let deep = |depth| format!(r#"{{"a":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert!(read(&deep(usize::from(MAX_DEPTH) - 1)).is_ok());
    assert_eq!(read(&deep(usize::from(MAX_DEPTH))).unwrap_err(), TooDeep);
    let mut bytes = *br#"{"id":"ab"}"#;
    bytes[7] = 0xff;
    assert_eq!(
        Object::<gigapay_webhooks::Standard>::default().read(&bytes),
        Err(Json)
    );
}

gigapay_webhooks_tests::capacity!(Tiny: Text<4>, Text<1>, Text<1>, Text<1>, Text<7>);

/// What does not fit is named, never cut; all others are there.
#[test]
fn capacities() {
    let long = "2026-11-24T12:00:00.000000+00:00.";
    for (body, error, id, metadata) in [
        (
            r#"{"id":"abcd","metadata":{"a":1}}"#.to_owned(),
            None,
            "abcd",
            r#"{"a":1}"#,
        ),
        (
            r#"{"id":"abcde","metadata":{"a":1}}"#.to_owned(),
            Some("id"),
            "",
            r#"{"a":1}"#,
        ),
        (
            r#"{"metadata":{"a":12},"id":"a"}"#.to_owned(),
            Some("metadata"),
            "a",
            "{}",
        ),
        (
            format!(r#"{{"paid_at":"{long}","id":"å"}}"#),
            Some("paid_at"),
            "å",
            "{}",
        ),
        (
            r#"{"id":"abcde","metadata":{"a":12}}"#.to_owned(),
            Some("id"),
            "",
            "{}",
        ),
    ] {
        for size in 1..=body.len() {
            let mut object: Object<Tiny> = Object::default();
            let read = read_in(&mut object, &body, size);
            assert_eq!(read.err(), error.map(ObjectError::TooLong), "{body}");
            assert_eq!(
                (object.id.as_str(), object.metadata.as_str()),
                (id, metadata)
            );
            assert_eq!(object.time(TimeField::Paid), None);
        }
    }
    assert_eq!(long.len(), 33);
}

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Payout<'a> {
    id: &'a str,
    amount: &'a str,
    metadata: Line,
}

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Line {
    line: u8,
}

#[test]
fn types_of_the_caller() {
    let mut scratch = [0; 32];
    let body = br#"{"id":"7","amount":"120.00","metadata":{"line":3},"x":[{"y":null}]}"#;
    let payout: Payout<'_> = from_body(body, &mut scratch).unwrap();
    let expected = Payout {
        id: "7",
        amount: "120.00",
        metadata: Line { line: 3 },
    };
    assert_eq!(payout, expected);
    let escaped = br#"{"id":"\u0037","amount":"\"1\"","metadata":{"line":3}}"#;
    let payout: Payout<'_> = from_body(escaped, &mut scratch[..4]).unwrap();
    assert_eq!((payout.id, payout.amount), ("7", "\"1\""));
    let error = |body: &str| from_body::<Payout<'_>>(body.as_bytes(), &mut []).unwrap_err();
    let shape = ObjectError::Typed(TypedJsonError::Shape);
    assert_eq!(error(r#"{"id":"7"}"#), shape);
    assert_eq!(
        error(r#"{"id":7,"amount":"1","metadata":{"line":3}}"#),
        shape
    );
    assert_eq!(
        error(r#"{"id":"\u0037"}"#),
        ObjectError::Typed(TypedJsonError::ScratchTooSmall)
    );
    assert_eq!(
        error(r#"{"id":"7","amount":"1","metadata":{"line":3}"#),
        ObjectError::Json
    );
    assert_eq!(error("{} {}"), ObjectError::Json);
    let depth = usize::from(MAX_VALUE_DEPTH) + 1;
    let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(error(&deep), ObjectError::TooDeep);
}
