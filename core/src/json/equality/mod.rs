//! Whether two JSON texts are the same value (RFC 8259). A server that stores metadata as a value,
//! and not as text, may write numbers, escapes, white space and the order of members differently
//! (B11, B12).
//!
//! Exact, without recursion and without a copy: each member of one text is looked up in the other.
//! The time grows with the square of the length at worst.

mod members;
mod scalars;

use heapless::Vec;

use super::{MAX_VALUE_DEPTH, is_space_char};
use members::{Member, Members, kind, members};
use scalars::{same_number, same_string};

/// A pair of containers being compared.
struct Pair<'t> {
    /// The members of `one` that are still to be compared.
    left: Members<'t>,
    one: &'t str,
    other: &'t str,
}

/// Whether two texts, each one valid JSON value, are the same value.
///
/// Of members with one name the last counts, as for most readers. Numbers are compared by their
/// decimal value, whatever its width: `1e2` equals `100.0`.
pub(crate) fn same_value(one: &str, other: &str) -> bool {
    let mut open: Vec<Pair<'_>, { MAX_VALUE_DEPTH as usize }> = Vec::new();
    let mut next = Some((trim(one), trim(other)));
    loop {
        if let Some((one, other)) = next.take() {
            let same = match (kind(one), kind(other)) {
                (b'{', b'{') | (b'[', b'[') => {
                    let left = members(one);
                    // No checked text is deeper than there is room for.
                    visible(one) == visible(other) && open.push(Pair { left, one, other }).is_ok()
                }
                (b'"', b'"') => same_string(one, other),
                (b'0', b'0') => same_number(one, other),
                // true, false, null
                _ => one == other,
            };
            if !same {
                return false;
            }
        }
        let Some(pair) = open.last_mut() else {
            return true;
        };
        match pair.left.next() {
            None => {
                open.pop();
            }
            Some(member) if is_hidden(pair.one, &member) => {}
            Some(member) => match find(pair.other, &member) {
                Some(found) => next = Some((member.value, found.value)),
                None => return false,
            },
        }
    }
}

/// Number of members of a container, hidden ones left out.
fn visible(container: &str) -> usize {
    let is_visible = |member: &Member<'_>| !is_hidden(container, member);
    members(container).filter(is_visible).count()
}

/// Whether a later member of the same object has the same name.
fn is_hidden(container: &str, member: &Member<'_>) -> bool {
    find(container, member).is_some_and(|last| last.index != member.index)
}

/// The last member of a container with the name of `wanted`, or the element with its index.
fn find<'t>(container: &'t str, wanted: &Member<'_>) -> Option<Member<'t>> {
    let has_key = |member: &Member<'_>| match (member.name, wanted.name) {
        ("", "") => member.index == wanted.index,
        (one, other) => same_string(one, other),
    };
    members(container).filter(has_key).last()
}

fn trim(text: &str) -> &str {
    text.trim_matches(is_space_char)
}

#[cfg(test)]
mod tests {
    use std::string::String;
    use std::{format, println};

    use super::*;
    use crate::Json;

    #[test]
    fn the_same_value_written_otherwise() {
        for (one, other) in [
            ("{}", " { } "),
            (
                r#"{"a":1,"b":[true,null]}"#,
                r#"{ "b" : [ true , null ], "a" : 1.0 }"#,
            ),
            ("1e2", "100"),
            ("-0", "0.000e9"),
            ("0.5", "5E-1"),
            (
                "123456789012345678901234567890",
                "12345678901234567890123456789.0e1",
            ),
            (r#""å""#, r#""\u00e5""#),
            (r#""\ud834\udd1e/""#, r#""𝄞\/""#),
            // Halves of surrogate pairs.
            (r#""\ud83e""#, r#""\uD83E""#),
            (r#""\ud83e\u0041""#, r#""\ud83eA""#),
            (r#""\ud83e\ud83e\udd80""#, r#""\ud83e🦀""#),
            (r#"{"å":[]}"#, r#"{"\u00E5":[]}"#),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
            (r#"[{"a":{"b":"c"}},[]]"#, r#"[{"a":{"b":"\u0063"}},[]]"#),
            (r#"{"":{"":""}}"#, r#"{"": {"": ""}}"#),
            ("1e99999999999999999999", "1e99999999999999999999"),
            (r#""\b\f\n\r\t""#, r#""\u0008\u000c\u000A\u000d\u0009""#),
        ] {
            for (one, other) in [(one, other), (other, one)] {
                Json::new(one).unwrap();
                assert!(same_value(one, other), "{one} {other}");
            }
        }
    }

    #[test]
    fn other_values() {
        for (one, other) in [
            ("{}", "[]"),
            ("{}", r#"{"a":null}"#),
            (r#"{"a":1,"b":1}"#, r#"{"a":1,"c":1}"#),
            (r#"{"a":1,"a":2}"#, r#"{"a":1}"#),
            (r#"{"a":1,"a":2}"#, r#"{"a":2,"b":2}"#),
            ("[1,2]", "[2,1]"),
            ("[1]", "[1,1]"),
            ("[[]]", "[[[]]]"),
            ("1", "-1"),
            ("10", "1"),
            ("1e2", "1e3"),
            ("0.10", "0.01"),
            ("1", "\"1\""),
            ("true", "false"),
            ("null", "0"),
            (r#""a""#, r#""A""#),
            (r#""a""#, r#""ab""#),
            (r#""\ud83e""#, r#""\ud83f""#),
            (r#""\ud83e\n""#, r#""\ud83f\n""#),
            (r#""\\u0061""#, r#""a""#),
            ("1e99999999999999999999", "1e99999999999999999998"),
            (r#"{"a":{"b":1}}"#, r#"{"a":{"b":2}}"#),
        ] {
            for (one, other) in [(one, other), (other, one)] {
                Json::new(one).unwrap();
                assert!(!same_value(one, other), "{one} {other}");
            }
        }
    }

    /// As deep as a checked text can be, and wide.
    #[test]
    fn deep_and_wide() {
        let depth = usize::from(MAX_VALUE_DEPTH);
        let nested = |inner: &str| format!("{}{inner}{}", "[".repeat(depth), "]".repeat(depth));
        Json::new(&nested("1")).unwrap();
        assert!(same_value(&nested("1"), &nested(" 1.0 ")));
        assert!(!same_value(&nested("1"), &nested("2")));
        let member = |n: usize| format!("\"{n}\":{n}");
        let up: String = (0..200).map(|n| member(n) + ",").collect();
        let down: String = (0..200).rev().map(|n| member(n) + ",").collect();
        assert!(same_value(
            &format!("{{{up}\"x\":0}}"),
            &format!("{{\"x\":0,{}}}", down.trim_end_matches(','))
        ));
        assert!(!same_value(
            &format!("{{{up}\"x\":0}}"),
            &format!("{{\"x\":1,{}}}", down.trim_end_matches(','))
        ));
    }

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
        println!("{pairs} pairs");
        assert!(pairs > 2000, "{pairs}");
    }
}
