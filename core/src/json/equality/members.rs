//! Members of containers, found in JSON that has been checked before. In text that is not JSON it
//! finds something else, or nothing.

use crate::json::{Flow, MAX_DEPTH, Part, Sink, Token, Tokenizer, is_space_char};

/// A member of an object or an element of an array, as the text it stands in.
pub(super) struct Member<'t> {
    /// The name as a JSON string; empty in an array.
    pub(super) name: &'t str,
    pub(super) value: &'t str,
    /// Number of members before it.
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

/// The kind of a value, by its first byte: `{`, `[`, `"`, `t`, `f`, `n`, and `0` for any number.
pub(super) fn kind(value: &str) -> u8 {
    match value.bytes().next() {
        Some(b'-' | b'0'..=b'9') => b'0',
        Some(first) => first,
        None => 0,
    }
}

/// Reads a value without looking at it.
struct Ignore;

impl Sink for Ignore {
    fn text(&mut self, _: u8, _: &Part<'_>) -> Flow {
        Flow::More
    }

    fn token(&mut self, _: u8, _: Token) -> Flow {
        Flow::More
    }
}

impl<'t> Members<'t> {
    /// The name or value that comes next, without the punctuation and white space around it.
    fn take(&mut self) -> &'t str {
        let is_between = |c: char| is_space_char(c) || matches!(c, ',' | ':');
        let text = self.rest.trim_start_matches(is_between);
        // The tokenizer stops at the first byte that is not part of the value.
        let mut behind = text.as_bytes();
        Tokenizer::new(MAX_DEPTH).read(&mut behind, &mut Ignore);
        let length = text.len().saturating_sub(behind.len());
        let (value, rest) = text.split_at_checked(length).unwrap_or_default();
        self.rest = rest;
        value.trim_end_matches(is_space_char)
    }
}

impl<'t> Iterator for Members<'t> {
    type Item = Member<'t>;

    fn next(&mut self) -> Option<Member<'t>> {
        let name = if self.is_object { self.take() } else { "" };
        let value = self.take();
        // No value begins with the bracket at the container's end.
        if value.is_empty() {
            self.rest = "";
            return None;
        }
        let index = self.index;
        self.index += 1;
        Some(Member { name, value, index })
    }
}
