//! Taking texts apart at a character of ASCII. What the library has for that keeps panics in an
//! image of which the compiler cannot see that they are out of reach.

/// Where the first such byte is, none of which may be part of a longer character.
pub(crate) fn find(text: &str, is_it: impl FnMut(u8) -> bool) -> Option<usize> {
    text.bytes().position(is_it)
}

/// What is before the first such byte, and what is behind it.
pub(crate) fn split_once(text: &str, is_it: impl FnMut(u8) -> bool) -> Option<(&str, &str)> {
    let place = find(text, is_it)?;
    Some((text.get(..place)?, text.get(place.saturating_add(1)..)?))
}

/// Whether this is an IPv6 address (RFC 4291 section 2.2).
pub(crate) fn is_ipv6(text: &str) -> bool {
    let mut groups = 0_u32;
    // Two colons stand for the zeros that are left out, once.
    let mut is_short = text.starts_with("::");
    let mut rest = text.strip_prefix("::").unwrap_or(text);
    if rest.is_empty() {
        return is_short;
    }
    while let Some((group, behind)) = split_once(rest, |byte| byte == b':') {
        if !is_group(group) {
            return false;
        }
        groups = groups.saturating_add(1);
        rest = behind;
        if let Some(behind) = rest.strip_prefix(':') {
            if is_short {
                return false;
            }
            is_short = true;
            rest = behind;
            if rest.is_empty() {
                return groups <= 7;
            }
        }
    }
    groups = groups.saturating_add(match rest {
        _ if is_group(rest) => 1,
        _ if is_ipv4(rest) => 2,
        _ => return false,
    });
    match is_short {
        true => groups <= 7,
        false => groups == 8,
    }
}

fn is_group(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Four numbers up to 255, without leading zeros.
fn is_ipv4(text: &str) -> bool {
    let mut rest = text;
    let mut numbers = 1;
    while let Some((number, behind)) = split_once(rest, |byte| byte == b'.') {
        if !is_octet(number) {
            return false;
        }
        numbers += 1;
        rest = behind;
    }
    numbers == 4 && is_octet(rest)
}

fn is_octet(text: &str) -> bool {
    let is_short = (1..=3).contains(&text.len()) && (text.len() == 1 || !text.starts_with('0'));
    is_short && text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u8>().is_ok()
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::String;

    use super::*;

    /// As the library reads it: groups good and bad, left out or not, in any number.
    #[test]
    fn ipv6_as_the_library_reads_it() {
        const GROUPS: [&str; 16] = [
            "0",
            "0",
            "12",
            "aF9",
            "ffff",
            "0000",
            "",
            "1.2.3.4",
            "12345",
            "g",
            "",
            "",
            "1.2.3.256",
            "1.02.3.4",
            "1.2.3",
            "1..3.4",
        ];
        let (mut accepted, mut refused) = (0, 0);
        for seed in 0..300_000_u64 {
            let mut bits = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            bits ^= bits >> 29;
            let mut text = String::new();
            for place in 0..1 + bits % 10 {
                // Mostly good ones, or no whole address would ever come of it.
                let among = if (bits >> 50) & 3 == 0 { 16 } else { 8 };
                let group = bits.rotate_left(5 * place as u32 + 7) % among;
                text += if place == 0 { "" } else { ":" };
                text += GROUPS[group as usize];
            }
            let expected = text.parse::<core::net::Ipv6Addr>().is_ok();
            assert_eq!(is_ipv6(&text), expected, "{text}");
            match expected {
                true => accepted += 1,
                false => refused += 1,
            }
        }
        assert!(
            accepted > 10_000 && refused > 10_000,
            "{accepted} {refused}"
        );
    }

    #[test]
    fn ipv6_with_any_number_of_groups() {
        for before in 0..10 {
            for behind in 0..10 {
                for tail in ["", "1.2.3.4", "1.2.3.04", "1.2.3.256", "1.2.3"] {
                    let groups = |count| ["1"; 10][..count].join(":");
                    let text = format!("{}::{}{tail}", groups(before), groups(behind));
                    for text in [text.replace("1::", "1:"), text] {
                        let expected = text.parse::<core::net::Ipv6Addr>().is_ok();
                        assert_eq!(is_ipv6(&text), expected, "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn split_at_the_first() {
        let colon = |byte| byte == b':';
        assert_eq!(split_once("a:b:c", colon), Some(("a", "b:c")));
        assert_eq!(split_once("å:", colon), Some(("å", "")));
        assert_eq!(split_once(":å", colon), Some(("", "å")));
        assert_eq!(split_once("å", colon), None);
    }
}
