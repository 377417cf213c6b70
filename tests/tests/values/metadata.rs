//! Metadata in types of the caller's (B11), by way of `serde-json-core`, whose faults stay there.

use gigapay_webhooks::{Json, Metadata, TypedJsonError};
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

/// A text without escapes can be borrowed from the metadata itself, one with them cannot.
#[test]
fn texts_are_borrowed_where_they_can_be() {
    let plain = metadata(r#"{"name":"Luleå","floor":1}"#);
    let site = plain.to_value::<Site<'_>>(&mut []).unwrap();
    assert!(
        plain
            .as_str()
            .as_bytes()
            .as_ptr_range()
            .contains(&site.name.as_ptr())
    );
    let escaped = metadata(r#"{"name":"Lule\u00e5","floor":1}"#);
    let mut scratch = [0; 40];
    assert_eq!(
        escaped.to_value::<Site<'_>>(&mut scratch),
        Err(TypedJsonError::Shape)
    );
    let site = escaped.to_value::<OwnedSite>(&mut scratch).unwrap();
    assert_eq!(site.name, "Luleå");
}

/// What that crate cannot do is an error, and the raw text is still there.
#[test]
fn what_cannot_be_read_keeps_its_text() {
    for text in [
        "[]",
        r#"{"name":"x"}"#,
        r#"{"name":"x","floor":300}"#,
        r#"{"name":null,"floor":1}"#,
        r#"{"name":"\ud83e\udd80","floor":1}"#,
    ] {
        let metadata = metadata(text);
        let mut scratch = [0; 64];
        let read = metadata.to_value::<Site<'_>>(&mut scratch);
        assert_eq!(read, Err(TypedJsonError::Shape), "{text}");
        assert_eq!(metadata.as_str(), text);
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
