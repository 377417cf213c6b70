//! `NO_PROXY`: hosts that no proxy is used for, matched as curl matches them.

use std::net::IpAddr;

use crate::resolve::literal;

/// Whether `list` has `host`.
///
/// The list is `*`, which has every host, or names, addresses and address blocks (CIDR) between
/// commas or spaces. A name has its subdomains too, with a leading dot or without.
pub(crate) fn lists(list: &str, host: &str) -> bool {
    if list.trim() == "*" {
        return true;
    }
    let mut entries = list
        .split(|c: char| c == ',' || c.is_ascii_whitespace())
        .filter(|entry| !entry.is_empty());
    match literal(host) {
        Some(address) => entries.any(|entry| block_has(entry, address)),
        None => entries.any(|entry| domain_has(entry, host)),
    }
}

fn domain_has(entry: &str, host: &str) -> bool {
    let entry = entry.strip_prefix('.').unwrap_or(entry);
    let entry = entry.strip_suffix('.').unwrap_or(entry).as_bytes();
    let host = host.strip_suffix('.').unwrap_or(host).as_bytes();
    let Some(start) = host.len().checked_sub(entry.len()) else {
        return false;
    };
    let (above, domain) = host.split_at(start);
    !entry.is_empty() && domain.eq_ignore_ascii_case(entry) && matches!(above, [] | [.., b'.'])
}

fn block_has(entry: &str, address: IpAddr) -> bool {
    let (entry, bits) = match entry.split_once('/') {
        None => (entry, None),
        Some((entry, bits)) => match bits.parse::<u32>() {
            Ok(bits) => (entry, Some(bits)),
            Err(_) => return false,
        },
    };
    let block = literal(entry).or_else(|| entry.parse().ok());
    match (block, address) {
        (Some(IpAddr::V4(block)), IpAddr::V4(address)) => {
            let differing = block.to_bits() ^ address.to_bits();
            shares(differing.leading_zeros(), bits, 32)
        }
        (Some(IpAddr::V6(block)), IpAddr::V6(address)) => {
            let differing = block.to_bits() ^ address.to_bits();
            shares(differing.leading_zeros(), bits, 128)
        }
        _ => false,
    }
}

/// Whether so many leading bits in common are enough for a block of `bits`, of `all` at most.
fn shares(common: u32, bits: Option<u32>, all: u32) -> bool {
    let bits = bits.unwrap_or(all);
    bits <= all && common >= bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_that_are_listed() {
        for (list, host) in [
            ("*", "api.example"),
            (" * ", "10.0.0.1"),
            ("example.com", "example.com"),
            ("example.com", "API.Example.COM."),
            (".example.com", "api.example.com"),
            (".example.com", "example.com"),
            ("example.com.", "example.com"),
            ("a,b, example.com ,c", "x.y.example.com"),
            ("a b\texample.com", "example.com"),
            ("10.0.0.1", "10.0.0.1"),
            ("10.0.0.0/8", "10.200.0.1"),
            ("192.168.4.0/22", "192.168.7.255"),
            ("0.0.0.0/0", "8.8.8.8"),
            ("::1", "[::1]"),
            ("[::1]", "[::1]"),
            ("fd00::/8", "[fd12::1]"),
        ] {
            assert!(lists(list, host), "{list}: {host}");
        }
    }

    #[test]
    fn hosts_that_are_not_listed() {
        for (list, host) in [
            ("", "example.com"),
            (",, .", "example.com"),
            ("*.example.com", "api.example.com"),
            ("*,x", "api.example.com"),
            ("example.com", "badexample.com"),
            ("api.example.com", "example.com"),
            ("example.com:443", "example.com"),
            ("0.0.1", "10.0.0.1"),
            ("10.0.0.0/8", "11.0.0.1"),
            ("10.0.0.0/33", "10.0.0.0"),
            ("10.0.0.0/x", "10.0.0.0"),
            ("192.168.4.0/22", "192.168.8.0"),
            ("fd00::/8", "[fc00::1]"),
            ("10.0.0.1", "[::ffff:10.0.0.1]"),
        ] {
            assert!(!lists(list, host), "{list}: {host}");
        }
    }
}
