//! Metadata in types of the caller's (B11, B12).

use gigapay_webhooks::{Json, Metadata, TypedJsonError};
use gigapay_webhooks_tests::render::{Random, any_value, array, object, string};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

type Small = Metadata<heapless::String<24>>;

fn metadata(text: &str) -> Metadata {
    Metadata::new(Json::new(text).unwrap()).unwrap()
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Site<'a> {
    name: &'a str,
    floor: i8,
}

/// The same with a text of its own, which may have come with escapes.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct OwnedSite {
    name: String,
    floor: i8,
}

#[test]
fn values_survive_the_way_there_and_back() {
    for name in ["", "Luleå", "a \"quoted\" \\ name\n", "🦀"] {
        let site = OwnedSite {
            name: name.into(),
            floor: -1,
        };
        let written: Metadata = Metadata::from_value(&site, &mut [0; 100]).unwrap();
        assert_eq!(written.to_value::<OwnedSite>(&mut [0; 100]), Ok(site));
        let value: serde_json::Value = serde_json::from_str(written.as_str()).unwrap();
        assert_eq!(value["name"], name);
    }
}

/// A text without escapes is borrowed from the metadata itself, one with them from the scratch
/// buffer.
#[test]
fn every_text_can_be_borrowed() {
    let plain = metadata(r#"{"name":"Luleå","floor":1}"#);
    let site = plain.to_value::<Site<'_>>(&mut []).unwrap();
    let held = plain.as_str().as_bytes().as_ptr_range();
    assert!(held.contains(&site.name.as_ptr()));

    for (escaped, name) in [
        (r"Lule\u00e5", "Luleå"),
        (r"Lule\u00E5", "Luleå"),
        (r#"\"quoted\""#, "\"quoted\""),
        (r"\\ \/ / \b\f\n\r\t", "\\ / / \u{8}\u{c}\n\r\t"),
        (r"\ud83e\udd80", "🦀"),
        (r"å\u0000\u001f€🦀\u20ac", "å\0\u{1f}€🦀€"),
        (r"\\", "\\"),
        (r#"\\\""#, "\\\""),
    ] {
        let text = format!(r#" {{ "floor" : -1 , "name" : "{escaped}" }} "#);
        let metadata = metadata(&text);
        let mut scratch = vec![0; name.len()];
        let range = scratch.as_ptr_range();
        let site = metadata.to_value::<Site<'_>>(&mut scratch).unwrap();
        assert_eq!(site, Site { name, floor: -1 }, "{text}");
        assert!(range.contains(&site.name.as_ptr()));
        // Not a byte less is enough, and never more than the text has.
        let mut small = vec![0; name.len() - 1];
        let error = metadata.to_value::<Site<'_>>(&mut small);
        assert_eq!(error, Err(TypedJsonError::ScratchTooSmall), "{text}");
        let owned = metadata
            .to_value::<OwnedSite>(&mut vec![0; text.len()])
            .unwrap();
        assert_eq!(owned.name, name);
    }
}

/// Each string with escapes has a place of its own, and no other takes any.
#[test]
fn texts_lie_side_by_side_in_the_scratch_buffer() {
    let metadata = metadata(r#"["\u0061b","plain","","\"","c\n"]"#);
    let mut scratch = [0; 5];
    let texts = metadata.to_value::<[&str; 5]>(&mut scratch);
    assert_eq!(texts, Ok(["ab", "plain", "", "\"", "c\n"]));
    let error = metadata.to_value::<[&str; 5]>(&mut scratch[..4]);
    assert_eq!(error, Err(TypedJsonError::ScratchTooSmall));
}

/// Names of members and of variants may come escaped like any other text.
#[test]
fn names_may_be_escaped() {
    let site = metadata(r#"{"n\u0061me":"x","\u0066loor":3}"#);
    let site = site.to_value::<OwnedSite>(&mut [0; 16]).unwrap();
    assert_eq!((site.name.as_str(), site.floor), ("x", 3));
    let color = metadata(r#""\u0052ed""#);
    assert_eq!(color.to_value::<Color<'_>>(&mut [0; 3]), Ok(Color::Red));
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Color<'a> {
    Red,
    Gray(u8),
    Rgb(u8, u8, u8),
    Named { name: &'a str },
}

#[test]
fn enums_are_read_as_serde_json_writes_them() {
    let colors = [
        Color::Red,
        Color::Gray(7),
        Color::Rgb(1, 2, 3),
        Color::Named { name: "a \"b\"" },
    ];
    for color in colors {
        let metadata = metadata(&serde_json::to_string(&color).unwrap());
        assert_eq!(metadata.to_value::<Color<'_>>(&mut [0; 8]), Ok(color));
    }
    assert_eq!(
        metadata(r#"{"Red":null}"#).to_value::<Color<'_>>(&mut []),
        Ok(Color::Red)
    );
    for text in [
        r#"{"Red":1}"#,
        r#""Gray""#,
        r#""Rgb""#,
        r#""Named""#,
        r#"{"Gray":1,"Red":null}"#,
        r#""Blue""#,
        "7",
        "{}",
        r#"{"Rgb":[1,2]}"#,
        r#"{"Rgb":[1,2,3,4]}"#,
    ] {
        let read = metadata(text);
        assert_eq!(
            read.to_value::<Color<'_>>(&mut []),
            Err(TypedJsonError::Shape),
            "{text}"
        );
    }
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Many {
    small: (i8, u8, i16, u16),
    large: (i32, u32, i64, u64),
    largest: (i128, u128),
    floats: (f32, f64),
    flag: bool,
    letter: char,
    none: Option<u8>,
    some: Option<u8>,
    unit: (),
    list: Vec<Option<bool>>,
    map: std::collections::BTreeMap<String, Newtype>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Newtype(i8);

#[test]
fn types_of_all_kinds_are_read() {
    let many = Many {
        small: (i8::MIN, u8::MAX, i16::MIN, u16::MAX),
        large: (i32::MIN, u32::MAX, i64::MIN, u64::MAX),
        largest: (i128::MIN, u128::MAX),
        floats: (-1.5e-7, 1e300),
        flag: true,
        letter: '"',
        none: None,
        some: Some(7),
        unit: (),
        list: vec![Some(true), None, Some(false)],
        map: [
            ("a".to_owned(), Newtype(-1)),
            ("b\n".to_owned(), Newtype(2)),
        ]
        .into(),
    };
    let text = serde_json::to_string_pretty(&many).unwrap();
    let read = Metadata::<heapless::String<1024>>::new(Json::new(&text).unwrap()).unwrap();
    assert_eq!(read.to_value::<Many>(&mut [0; 8]), Ok(many));
    let any = read.to_value::<serde_json::Value>(&mut [0; 8]);
    assert_eq!(any, Ok(serde_json::from_str(&text).unwrap()));
}

/// What does not have the shape is an error, and the raw text is still there.
#[test]
fn what_cannot_be_read_keeps_its_text() {
    for text in [
        "[]",
        "7",
        r#"{"name":"x"}"#,
        r#"{"name":"x","floor":300}"#,
        r#"{"name":"x","floor":1.0}"#,
        r#"{"name":"x","floor":1e400}"#,
        r#"{"name":"x","floor":true}"#,
        r#"{"name":"x","floor":"1"}"#,
        r#"{"name":"x","floor":null}"#,
        r#"{"name":null,"floor":1}"#,
        r#"{"name":["x"],"floor":1}"#,
        r#"{"name":"x","name":"x","floor":1}"#,
    ] {
        let metadata = metadata(text);
        let read = metadata.to_value::<Site<'_>>(&mut []);
        assert_eq!(read, Err(TypedJsonError::Shape), "{text}");
        assert_eq!(metadata.as_str(), text);
    }
    let flag = |text| metadata(text).to_value::<bool>(&mut []);
    assert_eq!((flag("true"), flag("false")), (Ok(true), Ok(false)));
    assert_eq!(
        (flag("null"), flag("0")),
        (Err(TypedJsonError::Shape), Err(TypedJsonError::Shape))
    );
    for text in ["1e400", "-1e400", "null", "true", "\"1\""] {
        let read = metadata(text);
        assert_eq!(
            read.to_value::<f32>(&mut []),
            Err(TypedJsonError::Shape),
            "{text}"
        );
        assert_eq!(
            read.to_value::<f64>(&mut []),
            Err(TypedJsonError::Shape),
            "{text}"
        );
    }
    let huge = metadata("1e400");
    let huge = huge.to_value::<serde_json::Value>(&mut []);
    assert_eq!(huge, Err(TypedJsonError::Shape));
    assert_eq!(metadata("-0").to_value::<i8>(&mut []), Ok(0));
    let unit = |text| metadata(text).to_value::<()>(&mut []);
    assert_eq!(
        (unit("null"), unit("{}")),
        (Ok(()), Err(TypedJsonError::Shape))
    );
    let bytes = metadata("\"text\"");
    // JSON has texts, no bytes.
    let read = bytes.to_value::<&[u8]>(&mut []);
    assert_eq!(read, Err(TypedJsonError::Shape));
    let read = bytes.to_value::<std::ffi::CString>(&mut []);
    assert_eq!(read, Err(TypedJsonError::Shape));
    let pair = |text| metadata(text).to_value::<(u8, u8)>(&mut []);
    assert_eq!(pair("[1,2]"), Ok((1, 2)));
    for text in ["[1]", "[1,2,3]", "{}", "[1,[2]]"] {
        assert_eq!(pair(text), Err(TypedJsonError::Shape), "{text}");
    }
    let numbers = metadata(r#"{"1":1}"#);
    let numbers = numbers.to_value::<std::collections::BTreeMap<u8, u8>>(&mut []);
    assert_eq!(numbers, Err(TypedJsonError::Shape));
}

/// It is no text, and serde_json refuses it as well. Where it is not decoded, it does not matter.
#[test]
fn half_of_a_surrogate_pair_is_an_error_of_its_own() {
    for half in [r"\ud83e", r"\udd80", r"\ud83e\u0041", r"a\ud83e\n"] {
        let text = format!(r#"{{"name":"{half}","floor":1}}"#);
        let read = metadata(&text);
        let error = read.to_value::<OwnedSite>(&mut [0; 32]);
        assert_eq!(error, Err(TypedJsonError::Unpaired), "{text}");
        assert!(serde_json::from_str::<OwnedSite>(&text).is_err());
        let text = format!(r#"{{"x":"{half}","name":"a","floor":1}}"#);
        let read = metadata(&text);
        assert!(read.to_value::<Site<'_>>(&mut []).is_ok(), "{text}");
    }
}

proptest! {
    /// B12: whatever encoder wrote it, any text comes out as it is, with room for its decoded
    /// bytes.
    #[test]
    fn any_text_comes_out_as_it_went_in(texts: [String; 3], seed: u64) {
        let mut chance = Random::new(seed);
        let rendered = texts.each_ref().map(|text| string(text, &mut chance));
        let needed: usize = texts
            .iter()
            .zip(&rendered)
            .filter(|(_, rendered)| rendered.contains('\\'))
            .map(|(text, _)| text.len())
            .sum();
        let text = array(rendered.into(), &mut chance);
        let read = Metadata::<heapless::String<65536>>::new(Json::new(&text).unwrap()).unwrap();
        let mut scratch = vec![0; needed];
        let expected = texts.each_ref().map(|text| &**text);
        prop_assert_eq!(read.to_value::<[&str; 3]>(&mut scratch), Ok(expected));
        if let Some(less) = needed.checked_sub(1) {
            let error = read.to_value::<[&str; 3]>(&mut scratch[..less]);
            prop_assert_eq!(error, Err(TypedJsonError::ScratchTooSmall));
        }
    }

    /// Members that the type does not name are passed over, whatever they are.
    #[test]
    fn any_value_is_passed_over(seed: u64) {
        let mut chance = Random::new(seed);
        let members = [
            ("\"name\"".to_owned(), "\"x\"".to_owned()),
            ("\"extra\"".to_owned(), any_value(5, &mut chance)),
            ("\"floor\"".to_owned(), "7".to_owned()),
        ];
        let text = object(members.into(), &mut chance);
        let read = Metadata::<heapless::String<65536>>::new(Json::new(&text).unwrap()).unwrap();
        prop_assert_eq!(read.to_value::<Site<'_>>(&mut []), Ok(Site { name: "x", floor: 7 }));
    }
}

/// Its depth was bounded when it was made, so that recursion is as well.
#[test]
fn deep_metadata_is_read_without_harm() {
    #[derive(Debug, Deserialize)]
    struct Nothing {}

    let deep = format!("{{\"x\":{}{}}}", "[".repeat(27), "]".repeat(27));
    let metadata = metadata(&deep);
    assert!(metadata.to_value::<Nothing>(&mut [0; 8]).is_ok());
}

#[test]
fn what_does_not_fit_is_told() {
    let site = Site {
        name: "a name of some length",
        floor: 0,
    };
    let too_long = Err(TypedJsonError::TooLong);
    assert_eq!(Small::from_value(&site, &mut [0; 100]), too_long);
    assert_eq!(Small::from_value(&site, &mut [0; 10]), too_long);
    assert!(Small::from_value(&Site { name: "", floor: 0 }, &mut [0; 100]).is_ok());
}

/// The default is the API's own, and says so in JSON.
#[test]
fn the_default_is_an_empty_object() {
    assert_eq!(Metadata::<heapless::String<8>>::default().as_str(), "{}");
    assert_eq!(Metadata::<heapless::String<8>>::default(), {
        Metadata::new(Json::EMPTY_OBJECT).unwrap()
    });
}
