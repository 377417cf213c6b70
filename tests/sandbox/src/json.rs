//! JSON text: kept byte for byte where that matters (B11), rendered as the framework renders it
//! (B12).

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// An object's members in the order they arrived, their values as raw text.
#[derive(Debug)]
pub(crate) struct Members(pub(crate) Vec<(String, Box<RawValue>)>);

impl Members {
    /// Returns the value of a member. Of several with one name, the last counts.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|member| member.0 == name)
            .map(|member| member.1.get())
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// The kinds of JSON value, identified by the first character of a valid text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Bool,
    Integer,
    Float,
    String,
    List,
    Object,
}

impl Kind {
    pub(crate) fn of(text: &str) -> Self {
        match text.as_bytes().first() {
            Some(b'n') => Self::Null,
            Some(b't' | b'f') => Self::Bool,
            Some(b'"') => Self::String,
            Some(b'[') => Self::List,
            Some(b'{') => Self::Object,
            _ if text.contains(['.', 'e', 'E']) => Self::Float,
            _ => Self::Integer,
        }
    }

    /// Returns the name of the kind in the framework's messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Null => "NoneType",
            Self::Bool => "bool",
            Self::Integer => "int",
            Self::Float => "float",
            Self::String => "str",
            Self::List => "list",
            Self::Object => "dict",
        }
    }
}

/// Renders a string as a JSON literal: non-ASCII raw, except the two line separators, which the
/// framework escapes.
pub(crate) fn string(text: &str) -> String {
    let literal = serde_json::Value::from(text).to_string();
    literal
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// Returns a valid JSON text without its spaces, its strings rendered anew and its numbers
/// unchanged.
///
/// `None` if a string contains half a surrogate pair, which has no UTF-8 form.
pub(crate) fn compact(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first == '"' {
            literal_length(rest)
        } else {
            first.len_utf8()
        };
        let (token, tail) = rest.split_at(length);
        match first {
            '"' => out.push_str(&string(&serde_json::from_str::<String>(token).ok()?)),
            ' ' | '\t' | '\r' | '\n' => {}
            _ => out.push_str(token),
        }
        rest = tail;
    }
    Some(out)
}

fn literal_length(text: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// Returns a JSON text with everything outside ASCII escaped, beyond 16 bits as surrogate pairs
/// (B12).
///
/// JSON outside strings is ASCII, so the text need not be parsed.
pub(crate) fn escape_non_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_changes_spaces_and_escapes_only() {
        let text = "{ \"a \\u00e5\" : [ 123456789012345678901234567890 , 1.50e+3, \"\\\" x\" ] }";
        let compacted = compact(text).unwrap();
        assert_eq!(
            compacted,
            "{\"a å\":[123456789012345678901234567890,1.50e+3,\"\\\" x\"]}"
        );
        assert_eq!(compact(&compacted).unwrap(), compacted);
        assert_eq!(compact("\"\\ud83d\\ude00\"").unwrap(), "\"😀\"");
        assert_eq!(compact("\"\\ud83d\""), None);
    }

    #[test]
    fn non_ascii_becomes_escapes_with_surrogate_pairs() {
        assert_eq!(escape_non_ascii("\"å😀\""), "\"\\u00e5\\ud83d\\ude00\"");
    }

    #[test]
    fn line_separators_are_escaped() {
        assert_eq!(string("a\u{2028}b\n\u{1}"), "\"a\\u2028b\\n\\u0001\"");
    }
}
