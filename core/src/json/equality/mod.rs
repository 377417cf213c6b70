//! Whether two JSON texts are the same value (RFC 8259). A server that stores metadata as a value,
//! and not as text, may write numbers, escapes, white space and the order of members differently
//! (B11, B12).
//!
//! Exact, without recursion and without a copy: each member of one text is looked up in the other.
//! The time grows with the square of the length at worst.

mod scalars;

use heapless::Vec;

use super::checked::{Member, Members};
use super::{MAX_VALUE_DEPTH, is_space_char};
use scalars::{same_number, same_string};

/// Whether two texts, each one valid JSON value, are the same value.
///
/// Of members with one name the last counts, as for most readers. Numbers are compared by their
/// decimal value, whatever its width: `1e2` equals `100.0`.
pub(crate) fn same_value(one: &str, other: &str) -> bool {
    let (one, other) = (
        one.trim_matches(is_space_char),
        other.trim_matches(is_space_char),
    );
    is_within(one, other) && is_within(other, one)
}

/// Whether two values are the same but for members that only `other` has.
fn is_within(one: &str, other: &str) -> bool {
    // The members of containers that are still to be looked up, and where.
    let mut open: Vec<(Members<'_>, &str), { MAX_VALUE_DEPTH as usize }> = Vec::new();
    let mut pair = (one, other);
    loop {
        let (one, other) = pair;
        let same = match (one.as_bytes(), other.as_bytes()) {
            ([b'{', ..], [b'{', ..]) | ([b'[', ..], [b'[', ..]) => {
                // No checked text is deeper than there is room for.
                open.push((Members::of(one), other)).is_ok()
            }
            ([b'"', ..], [b'"', ..]) => same_string(one, other),
            ([b'-' | b'0'..=b'9', ..], [b'-' | b'0'..=b'9', ..]) => same_number(one, other),
            // true, false, null
            _ => one == other,
        };
        if !same {
            return false;
        }
        pair = loop {
            let Some((members, other)) = open.last_mut() else {
                return true;
            };
            let Some(member) = members.next() else {
                open.pop();
                continue;
            };
            let is_it = |other: &Member<'_>| has_same_key(other, &member);
            if members.clone().any(|later| is_it(&later)) {
                continue;
            }
            match Members::of(other).filter(is_it).last() {
                Some(found) => break (member.value, found.value),
                None => return false,
            }
        };
    }
}

/// Whether two members have the same name or, in arrays, the same index.
fn has_same_key(one: &Member<'_>, other: &Member<'_>) -> bool {
    same_string(one.name, other.name) && (!one.name.is_empty() || one.index == other.index)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// It ends and does not panic, whatever the texts are.
    #[test]
    fn texts_that_are_no_json() {
        let whole = r#" {"a\"":[1,{"b":"\u00e5"}],"c":-1.5e+3} "#;
        let mut pairs = 0;
        for end in whole.char_indices().map(|(at, _)| at) {
            for start in 0..end {
                let cut = &whole[start..end];
                let _ = same_value(cut, whole);
                let _ = same_value(whole, cut);
                let _ = same_value(cut, cut);
                pairs += 3;
            }
        }
        assert!(pairs > 2000, "{pairs}");
    }
}
