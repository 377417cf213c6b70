//! Whether two JSON texts say the same (RFC 8259): a server that keeps metadata as a value, and not
//! as the text it came in, may write numbers, escapes, white space and the order of members
//! otherwise (B11, B12).
//!
//! Exact, and without recursion or memory to speak of: the members of one text are looked up in the
//! other, where they stand. That takes time in the square of their length, at the worst.

use heapless::Vec;

use super::same_scalar::{same_number, same_string};
use super::scan::{Member, Members, kind, members, same_key};
use crate::MAX_VALUE_DEPTH;

/// A pair of containers being compared.
struct Pair<'t> {
    /// The members of the one that are left to look at.
    left: Members<'t>,
    /// The whole of it, and the other.
    one: &'t str,
    other: &'t str,
}

/// Whether two texts, each one valid JSON value, are the same value.
///
/// Of members with one name the last counts, as for most readers. Numbers are compared by their
/// decimal value, whatever its width: `1e2` is `100.0`.
pub(super) fn same_json(one: &str, other: &str) -> bool {
    let mut open: Vec<Pair<'_>, { MAX_VALUE_DEPTH as usize }> = Vec::new();
    let mut next = Some((trim(one), trim(other)));
    loop {
        if let Some((one, other)) = next.take() {
            match compare(one, other) {
                Comparison::Same => {}
                Comparison::Different => return false,
                Comparison::Inside => {
                    let left = members(one);
                    if open.push(Pair { left, one, other }).is_err() {
                        // Deeper than any checked text.
                        return false;
                    }
                }
            }
        }
        let Some(pair) = open.last_mut() else {
            return true;
        };
        match pair.left.next() {
            None => {
                open.pop();
            }
            // A later one of the same name hides it.
            Some(member) if is_hidden(pair.one, &member) => {}
            Some(member) => match find(pair.other, &member) {
                Some(value) => next = Some((member.value, value)),
                None => return false,
            },
        }
    }
}

enum Comparison {
    Same,
    Different,
    /// Two containers with equally many members.
    Inside,
}

fn compare(one: &str, other: &str) -> Comparison {
    let same = match (kind(one), kind(other)) {
        (b'{', b'{') | (b'[', b'[') => {
            if visible(one) == visible(other) {
                return Comparison::Inside;
            }
            false
        }
        (b'"', b'"') => same_string(one, other),
        (b'0', b'0') => same_number(one, other),
        // true, false, null
        (a, b) => a == b && one == other,
    };
    if same {
        Comparison::Same
    } else {
        Comparison::Different
    }
}

/// How many members a container has, those that are hidden left out.
fn visible(container: &str) -> usize {
    let shown = |member: &Member<'_>| !is_hidden(container, member);
    members(container).filter(shown).count()
}

/// Whether a later member of the same object has the same name.
fn is_hidden(container: &str, member: &Member<'_>) -> bool {
    !member.name.is_empty()
        && members(container)
            .skip(member.index + 1)
            .any(|later| same_key(&later, member))
}

/// The value of the same name, or at the same place, in another container.
fn find<'t>(container: &'t str, wanted: &Member<'_>) -> Option<&'t str> {
    let found = members(container)
        .filter(|member| same_key(member, wanted))
        .last();
    found.map(|member| member.value)
}

fn trim(text: &str) -> &str {
    text.trim_matches(crate::json::is_space_char)
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
            (r#"{"å":[]}"#, r#"{"\u00E5":[]}"#),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
            (r#"[{"a":{"b":"c"}},[]]"#, r#"[{"a":{"b":"\u0063"}},[]]"#),
            (r#"{"":{"":""}}"#, r#"{"": {"": ""}}"#),
            ("1e99999999999999999999", "1e99999999999999999999"),
            (r#""\b\f\n\r\t""#, r#""\u0008\u000c\u000A\u000d\u0009""#),
        ] {
            for (one, other) in [(one, other), (other, one)] {
                Json::new(one).unwrap();
                assert!(same_json(one, other), "{one} {other}");
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
            (r#""\\u0061""#, r#""a""#),
            ("1e99999999999999999999", "1e99999999999999999998"),
            (r#"{"a":{"b":1}}"#, r#"{"a":{"b":2}}"#),
        ] {
            for (one, other) in [(one, other), (other, one)] {
                Json::new(one).unwrap();
                assert!(!same_json(one, other), "{one} {other}");
            }
        }
    }

    /// As deep as a checked text can be, and as wide as fits.
    #[test]
    fn deep_and_wide() {
        let depth = usize::from(MAX_VALUE_DEPTH);
        let nested = |inner: &str| format!("{}{inner}{}", "[".repeat(depth), "]".repeat(depth));
        Json::new(&nested("1")).unwrap();
        assert!(same_json(&nested("1"), &nested(" 1.0 ")));
        assert!(!same_json(&nested("1"), &nested("2")));
        let member = |n: usize| format!("\"{n}\":{n}");
        let up: String = (0..200).map(|n| member(n) + ",").collect();
        let down: String = (0..200).rev().map(|n| member(n) + ",").collect();
        assert!(same_json(
            &format!("{{{up}\"x\":0}}"),
            &format!("{{\"x\":0,{}}}", down.trim_end_matches(','))
        ));
        assert!(!same_json(
            &format!("{{{up}\"x\":0}}"),
            &format!("{{\"x\":1,{}}}", down.trim_end_matches(','))
        ));
    }

    /// Whatever it is given, it ends and does not panic.
    #[test]
    fn texts_that_are_no_json() {
        let whole = r#" {"a\"":[1,{"b":"\u00e5"}],"c":-1.5e+3} "#;
        let mut pairs = 0;
        for end in whole.char_indices().map(|(at, _)| at) {
            for start in 0..end {
                let cut = &whole[start..end];
                let _ = same_json(cut, whole);
                let _ = same_json(whole, cut);
                let _ = same_json(cut, cut);
                pairs += 3;
            }
        }
        println!("{pairs} pairs");
        assert!(pairs > 2000, "{pairs}");
    }
}
