//! The same responses as read by others: `httparse` for heads and chunks, `serde_json` for body.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Hook;

/// A webhook as `serde_json` reads it.
#[derive(Debug, Deserialize)]
struct Object<'a> {
    id: String,
    url: String,
    events: Vec<String>,
    #[serde(default)]
    secret_key: Option<String>,
    #[serde(borrow, default = "empty")]
    metadata: &'a RawValue,
}

/// The metadata of a webhook that has none.
fn empty<'a>() -> &'a RawValue {
    serde_json::from_str("{}").expect("JSON")
}

/// A page as `serde_json` reads it.
#[derive(Debug, Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    results: Vec<Object<'a>>,
}

impl From<Object<'_>> for Hook {
    fn from(object: Object<'_>) -> Self {
        Self {
            id: object.id,
            url: object.url,
            events: object.events,
            secret_key: object.secret_key.unwrap_or_default(),
            metadata: object.metadata.get().into(),
        }
    }
}

/// One webhook.
///
/// # Errors
/// When it is none.
pub fn hook(body: &[u8]) -> serde_json::Result<Hook> {
    serde_json::from_slice::<Object<'_>>(body).map(Hook::from)
}

/// The webhooks of one page.
///
/// # Errors
/// When it is none.
pub fn list(body: &[u8]) -> serde_json::Result<Vec<Hook>> {
    let page: Page<'_> = serde_json::from_slice(body)?;
    Ok(page.results.into_iter().map(Hook::from).collect())
}

/// The body of a final response that arrived whole.
///
/// # Panics
/// When it is none.
pub fn body(response: &[u8]) -> Vec<u8> {
    let mut fields = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Response::new(&mut fields);
    let Ok(httparse::Status::Complete(length)) = head.parse(response) else {
        panic!("no head: {}", String::from_utf8_lossy(response));
    };
    let rest = &response[length..];
    if head.code.is_some_and(|code| code < 200) {
        return body(rest);
    }
    let field = |name: &str| {
        let mut named = head.headers.iter();
        let found = named.find(|field| field.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(found.value).ok()
    };
    if field("transfer-encoding").is_some() {
        return dechunked(rest);
    }
    match field("content-length") {
        Some(length) => rest[..length.parse().expect("a number")].to_vec(),
        None => rest.to_vec(),
    }
}

fn dechunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let Ok(httparse::Status::Complete((line, size))) = httparse::parse_chunk_size(rest) else {
            panic!("no chunk: {}", String::from_utf8_lossy(rest));
        };
        let size = usize::try_from(size).expect("a small chunk");
        if size == 0 {
            return body;
        }
        let (chunk, behind) = rest[line..].split_at(size);
        body.extend(chunk);
        rest = behind.strip_prefix(b"\r\n").expect("the end of a chunk");
    }
}
