//! IPv6 addresses as text (RFC 4291 section 2.2). `Ipv6Addr::from_str` leaves a panic in the image
//! and takes 1 kB more (measured on thumbv7em).

/// Whether `address` is an IPv6 address.
pub(crate) fn is_ipv6(address: &str) -> bool {
    let mut pieces = address.as_bytes().split(|byte| *byte == b':');
    let (mut groups, mut gaps) = (0_usize, 0_usize);
    while let Some(piece) = pieces.next() {
        match piece.len() {
            0 => gaps += 1,
            1..=4 if piece.iter().all(u8::is_ascii_hexdigit) => groups += 1,
            // An IPv4 address stands for the last two groups.
            _ if is_ipv4(piece) && pieces.clone().next().is_none() => groups += 2,
            _ => return false,
        }
    }
    // Two colons at the beginning or end of the address yield two empty pieces.
    for (colon, colons) in [
        (address.starts_with(':'), address.starts_with("::")),
        (address.ends_with(':'), address.ends_with("::")),
    ] {
        if colon != colons {
            return false;
        }
        gaps = gaps.saturating_sub(colon.into());
    }
    !address.is_empty() && matches!((groups, gaps), (8, 0) | (..=7, 1))
}

/// Whether `text` is an IPv4 address: four numbers up to 255 without leading zeros (RFC 3986
/// section 3.2.2).
fn is_ipv4(text: &[u8]) -> bool {
    let octets = || text.split(|byte| *byte == b'.');
    let is_octet = |octet: &[u8]| {
        matches!(
            octet,
            [b'0'..=b'9']
                | [b'1'..=b'9', b'0'..=b'9']
                | [b'1', b'0'..=b'9', b'0'..=b'9']
                | [b'2', b'0'..=b'4', b'0'..=b'9']
                | [b'2', b'5', b'0'..=b'5']
        )
    };
    octets().count() == 4 && octets().all(is_octet)
}
