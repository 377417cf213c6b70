//! Whether two JSON strings, or two JSON numbers, say the same (RFC 8259 sections 6 and 7).

use core::str::Chars;

use crate::text::split_once;

/// Whether two strings, quotes included, are the same once their escapes are decoded.
pub(super) fn same_string(one: &str, other: &str) -> bool {
    Units::new(one).eq(Units::new(other))
}

/// The UTF-16 code units of a string: what `\u` escapes are made of, so that half a surrogate pair
/// needs no special case.
struct Units<'t> {
    rest: Chars<'t>,
    /// The second half of a character outside the basic plane.
    half: Option<u16>,
}

impl<'t> Units<'t> {
    fn new(string: &'t str) -> Self {
        let inner = string.get(1..string.len().saturating_sub(1));
        Self {
            rest: inner.unwrap_or_default().chars(),
            half: None,
        }
    }

    /// The character or unit that an escape stands for, behind its backslash.
    fn escape(&mut self) -> Option<u16> {
        let c = match self.rest.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let mut unit = 0;
                for _ in 0..4 {
                    unit = unit << 4 | self.rest.next()?.to_digit(16)?;
                }
                return u16::try_from(unit).ok();
            }
            c => c,
        };
        u16::try_from(u32::from(c)).ok()
    }
}

impl Iterator for Units<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        if let Some(half) = self.half.take() {
            return Some(half);
        }
        let c = self.rest.next()?;
        if c == '\\' {
            return self.escape();
        }
        // RFC 2781 section 2.1.
        let code = u32::from(c);
        Some(match code.checked_sub(0x1_0000) {
            None => code as u16,
            Some(above) => {
                self.half = Some(0xDC00 | (above & 0x3FF) as u16);
                0xD800 | (above >> 10) as u16
            }
        })
    }
}

/// Whether two numbers have one decimal value. Numbers whose exponent has more than fifteen digits
/// are the same if they are written the same.
pub(super) fn same_number(one: &str, other: &str) -> bool {
    match (Decimal::of(one), Decimal::of(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

/// A number as its digits and where its decimal point is.
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

    /// How many of them stand before the decimal point.
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
            // Zeros at the end say nothing behind a decimal point, and all have one.
            match (one.next(), two.next()) {
                (None, None) => break,
                (a, b) if a.unwrap_or(b'0') != b.unwrap_or(b'0') => return false,
                _ => any = true,
            }
        }
        // Nothing but zeros: wherever the point is, and whichever sign it has.
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
