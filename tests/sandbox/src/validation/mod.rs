//! Validation of the fields of a webhook, in the framework's words (B22).
//!
//! Fields are checked in the order of the object, and all errors are reported at once.

mod events;
mod text;
mod url;

use crate::config::Config;
use crate::http::refusal::{Detail, Refusal};
use crate::json::{self, Kind, Members};
use crate::language::{self, Text};

/// Maximum number of characters in an id or a secret key. The API does not say; this is the
/// framework's usual length.
const TEXT_MAX: usize = 255;

/// The fields that a request sends, each of them valid.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) id: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) events: Option<Vec<String>>,
    pub(crate) secret_key: Option<String>,
    pub(crate) metadata: Option<String>,
}

/// Validates an object. `partial` requests (PATCH) need not send any field.
///
/// `taken` returns whether an id belongs to another webhook.
pub(crate) fn validate(
    members: &Members,
    partial: bool,
    config: &Config,
    taken: impl Fn(&str) -> bool,
) -> Result<Fields, Refusal> {
    let mut errors = Vec::new();
    let id = field("id", members, &mut errors, |value| {
        let id = text::string(value, TEXT_MAX)?;
        if taken(&id) {
            Err(Detail::one(language::ID_TAKEN))
        } else {
            Ok(id)
        }
    });
    let url = field("url", members, &mut errors, url::url);
    require("url", members, partial, &mut errors);
    let events = field("events", members, &mut errors, |value| {
        events::events(value, &config.events)
    });
    require("events", members, partial, &mut errors);
    let secret_key = field("secret_key", members, &mut errors, |value| {
        text::string(value, TEXT_MAX)
    });
    let metadata = field("metadata", members, &mut errors, |value| {
        json::compact(value).ok_or_else(|| Detail::one(language::INVALID_JSON_VALUE))
    });
    if errors.is_empty() {
        Ok(Fields {
            id,
            url,
            events,
            secret_key,
            metadata,
        })
    } else {
        Err(Refusal::invalid(errors))
    }
}

fn field<T>(
    name: &str,
    members: &Members,
    errors: &mut Vec<(String, Detail)>,
    decide: impl FnOnce(&str) -> Result<T, Detail>,
) -> Option<T> {
    match decide(members.get(name)?) {
        Ok(value) => Some(value),
        Err(detail) => {
            errors.push((name.into(), detail));
            None
        }
    }
}

fn require(name: &str, members: &Members, partial: bool, errors: &mut Vec<(String, Detail)>) {
    if !partial && members.get(name).is_none() {
        errors.push((name.into(), Detail::one(language::REQUIRED)));
    }
}

/// Parses a request's body as an object.
pub(crate) fn object(body: &[u8]) -> Result<Members, Refusal> {
    if body.is_empty() {
        return Ok(Members(Vec::new()));
    }
    let text = std::str::from_utf8(body)
        .map_err(|error| parse_error(&format!("'utf-8' codec can't decode content: {error}")))?;
    let value: &serde_json::value::RawValue =
        serde_json::from_str(text).map_err(|error| parse_error(&position(&error)))?;
    match Kind::of(value.get()) {
        Kind::Object => {
            serde_json::from_str(value.get()).map_err(|error| parse_error(&position(&error)))
        }
        Kind::Null => Err(Refusal::non_field(language::NO_DATA)),
        kind => Err(Refusal::non_field(Text::made(
            format!(
                "Invalid data. Expected a dictionary, but got {}.",
                kind.name()
            ),
            format!(
                "Ogiltig data. Förväntade ett objekt, men fick {}.",
                kind.name()
            ),
        ))),
    }
}

fn parse_error(what: &str) -> Refusal {
    Refusal::new(
        400,
        Text::made(
            format!("JSON parse error - {what}"),
            format!("JSON-tolkningsfel - {what}"),
        ),
    )
}

fn position(error: &serde_json::Error) -> String {
    format!(
        "Expecting value: line {} column {}",
        error.line(),
        error.column()
    )
}
