//! Compares two JSON texts as values (RFC 8259). A server that stores metadata as a value may write
//! numbers, escapes, white space and the order of members differently (B11, B12).
//!
//! The comparison is exact, without recursion or copies: each member of one text is looked up in
//! the other. In the worst case, the time is quadratic in the length.

use heapless::Vec;

use super::MAX_VALUE_DEPTH;
use super::checked::{Member, Members, units};

/// Whether two valid JSON texts are the same value.
///
/// Of members with the same name, the last one counts, as in most parsers. Numbers are compared by
/// their exact decimal value: `1e2` equals `100.0`.
pub(crate) fn same_value(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|text| text.trim_ascii());
    is_within(one, other) && is_within(other, one)
}

/// Whether two values are the same, ignoring members that only `other` has.
fn is_within(one: &str, other: &str) -> bool {
    // The open containers: members left to look up, and the container to look them up in.
    let mut open: Vec<(Members<'_>, &str), { MAX_VALUE_DEPTH as usize }> = Vec::new();
    let mut pair = (one, other);
    loop {
        let (one, other) = pair;
        let same = match (one.as_bytes(), other.as_bytes()) {
            ([b'{', ..], [b'{', ..]) | ([b'[', ..], [b'[', ..]) => {
                // Validated text is not nested deeper than this capacity.
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

/// Whether two strings, quotes included, are the same once their escapes are decoded.
fn same_string(one: &str, other: &str) -> bool {
    units(one).eq(units(other))
}

/// Whether two numbers have the same decimal value. Numbers whose exponent exceeds 64 bits are
/// compared as text.
fn same_number(one: &str, other: &str) -> bool {
    match (decimal(one), decimal(other)) {
        (Some((one, digits)), Some((other, others))) => one == other && digits.eq(others),
        _ => one == other,
    }
}

/// Decomposes a number into 0.DIGITS × 10^POWER without zeros around the digits: the sign and
/// power, and the digits from last to first. `None` if the power exceeds 64 bits.
fn decimal(number: &str) -> Option<((bool, i64), impl Iterator<Item = u8>)> {
    let unsigned = number.strip_prefix('-').unwrap_or(number);
    let mut parts = unsigned.as_bytes().split(|byte| byte | 0x20 == b'e');
    let mantissa = parts.next()?;
    let exponent = unsigned
        .get(mantissa.len().saturating_add(1)..)
        .unwrap_or("0");
    let first = mantissa.iter().position(|byte| matches!(byte, b'1'..=b'9'));
    let first = first.unwrap_or(mantissa.len());
    let point = mantissa
        .iter()
        .position(|byte| *byte == b'.')
        .unwrap_or(mantissa.len());
    let places = point as i64 - first as i64 + i64::from(first > point);
    let significant = mantissa.get(first..).unwrap_or_default();
    let head = match significant {
        // Zero has no sign, and its power does not matter.
        [] => (false, 0),
        _ => {
            let power = exponent.parse::<i64>().ok()?.checked_add(places)?;
            (unsigned.len() < number.len(), power)
        }
    };
    let digits = significant
        .iter()
        .rev()
        .copied()
        .filter(|byte| *byte != b'.');
    Some((head, digits.skip_while(|byte| *byte == b'0')))
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
