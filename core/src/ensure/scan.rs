//! Finding one's way in JSON that has been checked before: values, and members of containers, by
//! where they begin and end. Text that is not JSON makes it find something else, or nothing.

use super::same_scalar::same_string;
use crate::json::{is_space, is_space_char};

/// A member of an object or an element of an array, as the text it stands in.
pub(super) struct Member<'t> {
    /// The name as a JSON string; empty in an array.
    pub(super) name: &'t str,
    pub(super) value: &'t str,
    /// How many come before it.
    pub(super) index: usize,
}

/// The members of a container, one after the other.
pub(super) struct Members<'t> {
    rest: &'t str,
    is_object: bool,
    index: usize,
}

/// The members of an object, or the elements of an array.
pub(super) fn members(container: &str) -> Members<'_> {
    Members {
        rest: container.get(1..).unwrap_or_default(),
        is_object: kind(container) == b'{',
        index: 0,
    }
}

/// What a value is, by its first byte: `{`, `[`, `"`, `t`, `f`, `n`, and `0` for any number.
pub(super) fn kind(value: &str) -> u8 {
    match value.bytes().next() {
        Some(b'-' | b'0'..=b'9') => b'0',
        Some(first) => first,
        None => 0,
    }
}

/// Whether two members have one name; in arrays, one place.
pub(super) fn same_key(one: &Member<'_>, other: &Member<'_>) -> bool {
    match (one.name, other.name) {
        ("", "") => one.index == other.index,
        ("", _) | (_, "") => false,
        (one, other) => same_string(one, other),
    }
}

/// Where the value that the text begins with ends.
fn value_end(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if quoted {
            quoted = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            if !quoted && depth == 0 {
                return at + 1;
            }
            continue;
        }
        match byte {
            b'"' => quoted = true,
            b'{' | b'[' => depth += 1,
            // The container's own end, with nothing before it, or the end of the value.
            b'}' | b']' if depth <= 1 => return at + depth,
            b'}' | b']' => depth -= 1,
            b',' | b':' if depth == 0 => return at,
            _ if depth == 0 && is_space(byte) => return at,
            _ => {}
        }
    }
    text.len()
}

impl<'t> Members<'t> {
    /// The text that comes next, with the punctuation and space before it passed over.
    fn take(&mut self) -> &'t str {
        let is_between = |c: char| is_space_char(c) || matches!(c, ',' | ':');
        let text = self.rest.trim_start_matches(is_between);
        let (value, rest) = text.split_at_checked(value_end(text)).unwrap_or_default();
        self.rest = rest;
        value
    }
}

impl<'t> Iterator for Members<'t> {
    type Item = Member<'t>;

    fn next(&mut self) -> Option<Member<'t>> {
        let name = if self.is_object { self.take() } else { "" };
        let value = self.take();
        // At the container's end, there is nothing before the bracket.
        if value.is_empty() {
            self.rest = "";
            return None;
        }
        let index = self.index;
        self.index += 1;
        Some(Member { name, value, index })
    }
}
