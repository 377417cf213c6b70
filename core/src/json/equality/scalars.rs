//! Whether two JSON strings, or two JSON numbers, are the same value (RFC 8259 sections 6 and 7).

use crate::json::{Flow, Part, Sink, Token, Tokenizer};
use crate::text::split_once;

/// Whether two strings, quotes included, are the same once their escapes are decoded.
pub(super) fn same_string(one: &str, other: &str) -> bool {
    units(one).eq(units(other))
}

/// Keeps the character that the tokenizer has just decoded.
enum Decoded {
    Nothing,
    Char(char),
    /// Half of a surrogate pair, or two that do not match.
    Unpaired,
}

impl Sink for Decoded {
    fn text(&mut self, _: u8, part: &Part<'_>) -> Flow {
        *self = match *part {
            Part::Ascii([byte, ..]) => Self::Char(char::from(*byte)),
            Part::Ascii([]) => Self::Nothing,
            Part::Char(c) => Self::Char(c),
            Part::Unpaired => Self::Unpaired,
        };
        Flow::More
    }

    fn token(&mut self, _: u8, _: Token) -> Flow {
        Flow::More
    }
}

/// The UTF-16 code units of a string: with these, half of a surrogate pair needs no special case.
fn units(string: &str) -> impl Iterator<Item = u16> {
    let mut tokenizer = Tokenizer::new(0);
    let mut rest = string.as_bytes();
    let characters = core::iter::from_fn(move || {
        loop {
            let mut decoded = Decoded::Nothing;
            // One byte at a time, for the tokenizer hands on a run of ASCII as a whole.
            let mut byte = rest.get(..1)?;
            let flow = tokenizer.next(&mut byte, &mut decoded);
            rest = rest.get(1_usize.saturating_sub(byte.len())..)?;
            match decoded {
                _ if flow != Some(Flow::More) => return None,
                Decoded::Nothing => {}
                Decoded::Unpaired => return Some(tokenizer.unpaired()),
                Decoded::Char(c) => {
                    let mut units = [0; 2];
                    return Some(match *c.encode_utf16(&mut units) {
                        [high, low] => (Some(high), low),
                        _ => (None, c as u16),
                    });
                }
            }
        }
    });
    characters.flat_map(|(first, last)| first.into_iter().chain([last]))
}

/// Whether two numbers have one decimal value. Numbers whose exponent has more than fifteen digits
/// are the same only if they are written the same.
pub(super) fn same_number(one: &str, other: &str) -> bool {
    match (Decimal::of(one), Decimal::of(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

/// A number as its digits and the place of its decimal point.
struct Decimal<'t> {
    is_negative: bool,
    whole: &'t str,
    fraction: &'t str,
    exponent: i64,
}

impl<'t> Decimal<'t> {
    fn of(number: &'t str) -> Option<Self> {
        let (is_negative, unsigned) = match number.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, number),
        };
        let (mantissa, exponent) = match split_once(unsigned, |byte| byte | 0x20 == b'e') {
            Some((mantissa, exponent)) => (mantissa, self::exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = split_once(mantissa, |byte| byte == b'.').unwrap_or((mantissa, ""));
        Some(Self {
            is_negative,
            whole,
            fraction,
            exponent,
        })
    }

    /// All digits from the first that is not zero; none for zero.
    fn digits(&self) -> impl Iterator<Item = u8> {
        let digits = self.whole.bytes().chain(self.fraction.bytes());
        digits.skip_while(|digit| *digit == b'0')
    }

    /// How many of these digits stand before the decimal point; negative for zeros behind it.
    fn point(&self) -> i64 {
        let all = self.whole.len().saturating_add(self.fraction.len());
        let zeros = all.saturating_sub(self.digits().count());
        let before = i64::try_from(self.whole.len()).unwrap_or(i64::MAX);
        before
            .saturating_sub(i64::try_from(zeros).unwrap_or(i64::MAX))
            .saturating_add(self.exponent)
    }
}

impl PartialEq for Decimal<'_> {
    fn eq(&self, other: &Self) -> bool {
        let (mut one, mut two) = (self.digits(), other.digits());
        let mut any = false;
        loop {
            // Zeros at the end do not count: each number has a decimal point before them.
            match (one.next(), two.next()) {
                (None, None) => break,
                (a, b) if a.unwrap_or(b'0') != b.unwrap_or(b'0') => return false,
                _ => any = true,
            }
        }
        // Nothing but zeros: the point and the sign do not matter.
        !any || (self.point() == other.point() && self.is_negative == other.is_negative)
    }
}

fn exponent(text: &str) -> Option<i64> {
    let digits = text.trim_start_matches(['+', '-']);
    let significant = digits.trim_start_matches('0');
    if significant.len() > 15 {
        return None;
    }
    let value = significant.bytes().fold(0, |value, digit| {
        value * 10 + i64::from(digit.wrapping_sub(b'0'))
    });
    Some(if text.starts_with('-') { -value } else { value })
}
