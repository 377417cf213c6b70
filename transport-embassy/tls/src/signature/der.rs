//! The two structures of DER (X.690) that keys and signatures come in, each a SEQUENCE of two
//! positive INTEGERs: ECDSA-Sig-Value (RFC 3279 section 2.2.3) and RSAPublicKey (RFC 8017 A.1.1).

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;

/// The two integers as big-endian numbers without leading zeros.
///
/// Returns `None` for everything that is not the one DER encoding of them: lengths that could be
/// shorter, bytes behind, and integers that are negative or have superfluous zeros.
pub(super) fn two_integers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, []) = value(der, SEQUENCE)? else {
        return None;
    };
    let (first, rest) = unsigned(sequence)?;
    let (second, []) = unsigned(rest)? else {
        return None;
    };
    Some((first, second))
}

/// An INTEGER that is not negative (X.690 section 8.3), and what follows it.
fn unsigned(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let (number, rest) = value(input, INTEGER)?;
    let magnitude = match number {
        [0] => number,
        // A zero byte in front only where the number would be negative without it.
        [0, magnitude @ ..] if is_negative(magnitude) => magnitude,
        [first, ..] if *first > 0 && !is_negative(number) => number,
        _ => return None,
    };
    Some((magnitude, rest))
}

/// Whether an INTEGER of these bytes is negative: its highest bit is set.
fn is_negative(number: &[u8]) -> bool {
    number.first().is_some_and(|byte| *byte >= 0x80)
}

/// The contents of an element with this tag, of fewer than 64 KiB, and what follows it.
fn value(input: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = input.split_first()?;
    if first != tag {
        return None;
    }
    // The shortest form there is for a length (X.690 section 10.1).
    let (length, rest) = match rest {
        [length, rest @ ..] if *length < 0x80 => (usize::from(*length), rest),
        [0x81, length, rest @ ..] if *length >= 0x80 => (usize::from(*length), rest),
        [0x82, high, low, rest @ ..] if *high > 0 => {
            (usize::from(u16::from_be_bytes([*high, *low])), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}
