//! The `Date` of a response as seconds since 1970: IMF-fixdate, RFC 9110 section 5.6.7.

const DAYS: [&[u8; 3]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];
const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

/// Parses an IMF-fixdate such as `Sun, 06 Nov 1994 08:49:37 GMT`, strictly: field widths, ranges,
/// and that the weekday is the date's. The obsolete formats, and years before 1970, are `None`.
///
/// A leap second (`:60`) counts as the second after it.
///
/// ```
/// use heapless_tls::parse_imf_fixdate;
///
/// assert_eq!(parse_imf_fixdate(b"Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
/// assert_eq!(parse_imf_fixdate(b"Mon, 06 Nov 1994 08:49:37 GMT"), None); // it was a Sunday
/// ```
#[must_use]
pub fn parse_imf_fixdate(text: &[u8]) -> Option<u64> {
    let [
        w1,
        w2,
        w3,
        b',',
        b' ',
        d1,
        d2,
        b' ',
        m1,
        m2,
        m3,
        b' ',
        y1,
        y2,
        y3,
        y4,
        b' ',
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
        b' ',
        b'G',
        b'M',
        b'T',
    ] = *text
    else {
        return None;
    };
    let month = 1 + position(&MONTHS, [m1, m2, m3])?;
    let (year, day) = (number([y1, y2, y3, y4])?, number([d1, d2])?);
    let (hour, minute, second) = (number([h1, h2])?, number([n1, n2])?, number([s1, s2])?);
    if year < 1970
        || hour > 23
        || minute > 59
        || second > 60
        || day < 1
        || day > days_in(year, month)
    {
        return None;
    }
    let days = days_since_1970(year, month, day);
    // 1 January 1970 was a Thursday, which is number 3 of the week.
    if (days + 3) % 7 != position(&DAYS, [w1, w2, w3])? {
        return None;
    }
    Some(days * 86_400 + hour * 3_600 + minute * 60 + second)
}

fn position<const N: usize>(names: &[&[u8; 3]; N], name: [u8; 3]) -> Option<u64> {
    (0..)
        .zip(names)
        .find(|(_, known)| ***known == name)
        .map(|(index, _)| index)
}

fn number<const N: usize>(digits: [u8; N]) -> Option<u64> {
    digits.iter().try_fold(0, |sum, digit| {
        digit
            .is_ascii_digit()
            .then(|| sum * 10 + u64::from(digit - b'0'))
    })
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1 January 1970; `year` is at least 1970 and has four digits.
fn days_since_1970(year: u64, month: u64, day: u64) -> u64 {
    let past = year - 1;
    let leaps = (past / 4 - past / 100 + past / 400) - (1969 / 4 - 1969 / 100 + 1969 / 400);
    let months: u64 = (1..month).map(|month| days_in(year, month)).sum();
    (year - 1970) * 365 + leaps + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::parse_imf_fixdate as parse;

    #[test]
    fn reads_dates() {
        assert_eq!(parse(b"Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(parse(b"Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(parse(b"Tue, 29 Feb 2000 12:00:00 GMT"), Some(951_825_600));
        assert_eq!(parse(b"Wed, 31 Dec 2025 23:59:59 GMT"), Some(1_767_225_599));
        assert_eq!(parse(b"Tue, 19 Jan 2038 03:14:08 GMT"), Some(2_147_483_648));
        assert_eq!(
            parse(b"Fri, 31 Dec 9999 23:59:59 GMT"),
            Some(253_402_300_799)
        );
        assert_eq!(parse(b"Sat, 31 Dec 2016 23:59:60 GMT"), Some(1_483_228_800));
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            &b""[..],
            b"Sunday, 06-Nov-94 08:49:37 GMT",
            b"Sun Nov  6 08:49:37 1994",
            b"Sun, 06 Nov 1994 08:49:37 UTC",
            b"Sun, 06 Nov 1994 08:49:37 GMT ",
            b"sun, 06 Nov 1994 08:49:37 GMT",
            b"Mon, 06 Nov 1994 08:49:37 GMT",
            b"Sun, 06 nov 1994 08:49:37 GMT",
            b"Sun,  6 Nov 1994 08:49:37 GMT",
            b"Wed, 00 Nov 1994 08:49:37 GMT",
            b"Thu, 31 Nov 1994 08:49:37 GMT",
            b"Thu, 29 Feb 2100 00:00:00 GMT",
            b"Wed, 29 Feb 2023 00:00:00 GMT",
            b"Sun, 06 Nov 1994 24:00:00 GMT",
            b"Sun, 06 Nov 1994 08:60:00 GMT",
            b"Sun, 06 Nov 1994 08:49:61 GMT",
            b"Wed, 31 Dec 1969 23:59:59 GMT",
            b"Sun, 06 Nov 19+4 08:49:37 GMT",
        ] {
            assert_eq!(parse(text), None, "{}", text.escape_ascii());
        }
    }

    #[test]
    fn counts_every_day_of_four_centuries() {
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for expected in 0..146_097 {
            assert_eq!(super::days_since_1970(year, month, day), expected);
            day += 1;
            if day > super::days_in(year, month) {
                (day, month) = (1, month + 1);
            }
            if month > 12 {
                (month, year) = (1, year + 1);
            }
        }
    }
}
