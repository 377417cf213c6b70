//! Values that are made from texts: metadata, and the address of a server.

use std::collections::BTreeMap;

use gigapay_webhooks::{Json, MAX_VALUE_DEPTH, Metadata, Scheme, Server};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Choices;
use super::pages::depth;

/// A type with members of every kind, as a caller might read metadata into.
#[derive(Debug, Deserialize)]
struct Typed<'a> {
    #[serde(borrow, default)]
    text: Option<&'a str>,
    #[serde(default)]
    number: Option<i64>,
    #[serde(default)]
    #[allow(dead_code)]
    float: Option<f64>,
    #[serde(default)]
    flag: Option<bool>,
    #[serde(default)]
    three: Option<[u8; 3]>,
    #[serde(borrow, default)]
    inner: Option<Inner<'a>>,
}

#[derive(Debug, Deserialize)]
struct Inner<'a> {
    #[serde(borrow)]
    text: &'a str,
}

/// The same in strings of its own, which `serde_json` decodes as well.
#[derive(Debug, PartialEq, Deserialize)]
struct OwnedTyped {
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    number: Option<i64>,
    #[serde(default)]
    float: Option<f64>,
    #[serde(default)]
    flag: Option<bool>,
    #[serde(default)]
    three: Option<[u8; 3]>,
    #[serde(default)]
    inner: Option<OwnedInner>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct OwnedInner {
    text: String,
}

impl From<Typed<'_>> for OwnedTyped {
    fn from(typed: Typed<'_>) -> Self {
        Self {
            text: typed.text.map(Into::into),
            number: typed.number,
            float: None,
            flag: typed.flag,
            three: typed.three,
            inner: typed.inner.map(|inner| OwnedInner {
                text: inner.text.into(),
            }),
        }
    }
}

/// A text as metadata: JSON if `serde_json` says so, and then kept byte for byte (B11). Only depth
/// is a difference, and meant: `MAX_VALUE_DEPTH` levels at most.
///
/// # Panics
/// When this does not hold.
pub fn json(input: &[u8]) {
    let (mut choices, text) = Choices::split(input, 1);
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let theirs = serde_json::from_str::<&RawValue>(text).map(RawValue::get);
    let Ok(json) = Json::new(text) else {
        let is_deep = depth(text.as_bytes()) > usize::from(MAX_VALUE_DEPTH);
        assert!(theirs.is_err() || is_deep, "refused: {text}");
        return;
    };
    assert_eq!(theirs.ok(), Some(json.as_str()));
    if let Ok(metadata) = Metadata::<heapless::String<256>>::new(json) {
        assert_eq!(metadata.as_str(), json.as_str());
        let mut scratch = vec![0; choices.below(100)];
        let _ = metadata.to_value::<Typed<'_>>(&mut scratch);
        let mut scratch = vec![0; text.len()];
        let ours = metadata.to_value::<Typed<'_>>(&mut scratch);
        let theirs = serde_json::from_str::<OwnedTyped>(text);
        // They round floats their own way, and take -0 for no integer.
        let theirs = theirs.map(|typed| OwnedTyped {
            float: None,
            ..typed
        });
        // They also take an array for a struct, by the order of its fields.
        let theirs = theirs.ok().filter(|_| structs_are_objects(text));
        if !text.contains("-0") {
            assert_eq!(ours.ok().map(OwnedTyped::from), theirs, "{text}");
        }
        let ours = metadata.to_value::<&str>(&mut scratch);
        assert_eq!(
            ours.ok(),
            serde_json::from_str::<String>(text).ok().as_deref()
        );
        let ours = metadata.to_value::<Vec<u32>>(&mut scratch);
        assert_eq!(ours.ok(), serde_json::from_str::<Vec<u32>>(text).ok());
    }
}

fn structs_are_objects(text: &str) -> bool {
    let members = serde_json::from_str::<BTreeMap<String, &RawValue>>(text);
    members.is_ok_and(|members| {
        let inner = members.get("inner").map(|value| value.get());
        !inner.is_some_and(|value| value.starts_with('['))
    })
}

/// A text as the address of a server: taken apart and put together it is the same again.
///
/// # Panics
/// When it is not.
pub fn server(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let Ok(server) = Server::parse(text) else {
        return;
    };
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic()), "{text}");
    assert!(!server.host().is_empty() && server.port() != 0, "{text}");
    let scheme = match server.scheme() {
        Scheme::Http => "http",
        Scheme::Https => "https",
    };
    let origin = format!("{scheme}://{}:{}", server.host(), server.port());
    let path = text
        .get(8..)
        .and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    let again = origin + path.unwrap_or("/");
    assert_eq!(Server::parse(&again), Ok(server), "{text} as {again}");
}
