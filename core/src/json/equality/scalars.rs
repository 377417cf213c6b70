//! Whether two JSON strings, or two JSON numbers, are the same value (RFC 8259 sections 6 and 7).

use crate::json::character::escaped;
use crate::keyword::hex;

/// Whether two strings, quotes included, are the same once their escapes are decoded.
pub(super) fn same_string(one: &str, other: &str) -> bool {
    units(one).eq(units(other))
}

/// The UTF-16 code units of a string: with these, half of a surrogate pair needs no special case.
fn units(string: &str) -> impl Iterator<Item = u16> {
    let mut units = string.encode_utf16();
    core::iter::from_fn(move || {
        let unit = units.next()?;
        if unit != u16::from(b'\\') {
            return Some(unit);
        }
        // The grammar has let through only ASCII here.
        Some(match units.next()? as u8 {
            b'u' => units
                .by_ref()
                .take(4)
                .fold(0, |code, digit| code << 4 | hex(digit as u8) as u16),
            letter => escaped(letter)?.into(),
        })
    })
}

/// Whether two numbers have one decimal value. Numbers with an exponent beyond 64 bits are the same
/// only if they are written the same.
pub(super) fn same_number(one: &str, other: &str) -> bool {
    match (decimal(one), decimal(other)) {
        (Some((one, digits)), Some((other, others))) => one == other && digits.eq(others),
        _ => one == other,
    }
}

/// A number as 0.DIGITS × 10^POWER, without zeros around the digits: whether it is negative and the
/// power, and the digits.
fn decimal(number: &str) -> Option<((bool, i64), impl Iterator<Item = u8>)> {
    let unsigned = number.strip_prefix('-').unwrap_or(number);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let point = mantissa.find(['.']).unwrap_or(mantissa.len());
    let significant = mantissa.trim_start_matches(['0', '.']);
    let first = mantissa.len().saturating_sub(significant.len());
    let places = point as i64 - first as i64 + i64::from(first > point);
    let head = match significant {
        // Zero has no sign, and one power of ten is as good as another.
        "" => (false, 0),
        _ => {
            let power = exponent.parse::<i64>().ok()?.checked_add(places)?;
            (unsigned.len() < number.len(), power)
        }
    };
    let digits = significant.trim_end_matches(['0', '.']).bytes();
    Some((head, digits.filter(|byte| *byte != b'.')))
}
