//! Validation of the list of events (B13), with errors by index (B22).

use serde_json::value::RawValue;

use crate::http::refusal::Detail;
use crate::json::Kind;
use crate::language::{self, Text};

/// Parses a list of one or more known events.
pub(super) fn events(value: &str, known: &[String]) -> Result<Vec<String>, Detail> {
    let items: Vec<&RawValue> = match Kind::of(value) {
        Kind::List => serde_json::from_str(value).map_err(|_| not_a_list(Kind::List))?,
        Kind::Null => return Err(Detail::one(language::NULL)),
        kind => return Err(not_a_list(kind)),
    };
    if items.is_empty() {
        return Err(Detail::one(language::EMPTY_LIST));
    }
    let mut events = Vec::new();
    let mut errors = Vec::new();
    for (index, item) in items.iter().enumerate() {
        match event(item.get(), known) {
            Ok(event) => events.push(event),
            Err(detail) => errors.push((index.to_string(), detail)),
        }
    }
    if errors.is_empty() {
        Ok(events)
    } else {
        Err(Detail::Map(errors))
    }
}

fn event(value: &str, known: &[String]) -> Result<String, Detail> {
    let name = match Kind::of(value) {
        Kind::Null => return Err(Detail::one(language::NULL)),
        Kind::String => serde_json::from_str(value).unwrap_or_else(|_| value.to_owned()),
        _ => value.to_owned(),
    };
    if known.contains(&name) {
        return Ok(name);
    }
    Err(Detail::one(Text::made(
        format!("\"{name}\" is not a valid choice."),
        format!("\"{name}\" är inte ett giltigt val."),
    )))
}

fn not_a_list(kind: Kind) -> Detail {
    Detail::one(Text::made(
        format!("Expected a list of items but got type \"{}\".", kind.name()),
        format!(
            "Förväntade en lista med element men fick typen \"{}\".",
            kind.name()
        ),
    ))
}
