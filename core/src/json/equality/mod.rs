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
use members::{Member, Members};
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
            let is_it = |other: &Member<'_>| other.has_key_of(&member);
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
