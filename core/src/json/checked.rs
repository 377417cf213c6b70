//! Finds members and elements in JSON text that was validated before. In other text, the result is
//! unspecified, but there is no panic.

use super::character::escaped;
use crate::keyword::hex;

/// A member of an object or an element of an array.
pub(super) struct Member<'t> {
    /// The name as a JSON string; empty in an array.
    pub(super) name: &'t str,
    /// Number of members before it.
    pub(super) index: usize,
    pub(super) value: &'t str,
}

/// Iterator over the members of an object or the elements of an array.
#[derive(Clone)]
pub(super) struct Members<'t> {
    rest: &'t str,
    is_object: bool,
    index: usize,
}

impl<'t> Members<'t> {
    /// Iterates over the members or elements of `container`.
    pub(super) fn of(container: &'t str) -> Self {
        Self {
            rest: container.get(1..).unwrap_or_default(),
            is_object: container.starts_with('{'),
            index: 0,
        }
    }

    /// Returns the next name or value, without the punctuation and white space around it. It ends
    /// before the next comma, colon or closing bracket outside of it.
    fn take(&mut self) -> &'t str {
        let is_between = |c: char| c.is_ascii_whitespace() || matches!(c, ',' | ':');
        let text = self.rest.trim_start_matches(is_between);
        let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
        let end = text.bytes().position(|byte| {
            match byte {
                b'"' if !is_escaped => in_string = !in_string,
                _ if in_string => {}
                b'{' | b'[' => depth = depth.saturating_add(1),
                b'}' | b']' if depth > 0 => depth = depth.saturating_sub(1),
                b'}' | b']' | b',' | b':' => return depth == 0,
                _ => {}
            }
            is_escaped = byte == b'\\' && !is_escaped;
            false
        });
        let end = end.unwrap_or(text.len());
        let (value, rest) = text.split_at_checked(end).unwrap_or_default();
        self.rest = rest;
        value.trim_ascii_end()
    }
}

impl<'t> Iterator for Members<'t> {
    type Item = Member<'t>;

    fn next(&mut self) -> Option<Member<'t>> {
        let name = if self.is_object { self.take() } else { "" };
        let value = self.take();
        // Only the closing bracket is left.
        if value.is_empty() {
            return None;
        }
        let index = self.index;
        self.index = index.saturating_add(1);
        Some(Member { name, index, value })
    }
}

/// Decodes the escapes of a string to UTF-16 code units, in which unpaired surrogates need no
/// special case.
pub(super) fn units(string: &str) -> impl Iterator<Item = u16> {
    let mut units = string.encode_utf16();
    core::iter::from_fn(move || {
        let unit = units.next()?;
        if unit != u16::from(b'\\') {
            return Some(unit);
        }
        // Valid JSON has only ASCII here.
        Some(match units.next()? as u8 {
            b'u' => units
                .by_ref()
                .take(4)
                .fold(0, |code, digit| code << 4 | hex(digit as u8) as u16),
            letter => escaped(letter).unwrap_or_default().into(),
        })
    })
}
