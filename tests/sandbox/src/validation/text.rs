//! Strings: ids and secret keys.

use crate::http::refusal::Detail;
use crate::json::Kind;
use crate::language::{self, Text};

/// Parses a string, without the spaces around it. A number counts as its text, as in the framework.
pub(super) fn string(value: &str, max: usize) -> Result<String, Detail> {
    let text = match Kind::of(value) {
        Kind::String => serde_json::from_str::<String>(value)
            .map_err(|_| Detail::one(language::NOT_A_STRING))?,
        Kind::Integer | Kind::Float => value.into(),
        Kind::Null => return Err(Detail::one(language::NULL)),
        _ => return Err(Detail::one(language::NOT_A_STRING)),
    };
    let text = text.trim();
    let length = text.chars().count();
    if text.is_empty() {
        Err(Detail::one(language::BLANK))
    } else if text.contains('\0') {
        Err(Detail::one(language::NUL_CHARACTER))
    } else if length > max {
        Err(Detail::one(Text::made(
            format!("Ensure this field has no more than {max} characters."),
            format!("Se till att detta fält inte har fler än {max} tecken."),
        )))
    } else {
        Ok(text.into())
    }
}
