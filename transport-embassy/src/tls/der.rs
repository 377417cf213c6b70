//! Where a certificate keeps its public key: just enough DER to get there, RFC 5280 section 4.1 and X.690 section 8.1.

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;

/// The SubjectPublicKeyInfo of a certificate, with tag and length.
///
/// Only the encoding on the way there is looked at; the rest of the certificate is for the path validation to judge.
pub(super) fn subject_public_key_info(certificate: &[u8]) -> Option<&[u8]> {
    let (outer, rest) = element(certificate, SEQUENCE)?;
    if !rest.is_empty() {
        return None;
    }
    let (mut to_be_signed, _) = element(outer.content, SEQUENCE)?;
    // version, serialNumber, signature, issuer, validity, subject
    for tag in [VERSION, INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE] {
        to_be_signed.content = element(to_be_signed.content, tag)?.1;
    }
    Some(element(to_be_signed.content, SEQUENCE)?.0.whole)
}

struct Element<'a> {
    /// With tag and length.
    whole: &'a [u8],
    content: &'a [u8],
}

/// The first element of `input`, if it has this tag, and what follows it.
fn element(input: &[u8], tag: u8) -> Option<(Element<'_>, &[u8])> {
    let (found, rest) = input.split_first()?;
    let (length, rest) = length(rest)?;
    if *found != tag || length > rest.len() {
        return None;
    }
    let (whole, after) = input.split_at_checked(input.len() - rest.len() + length)?;
    Some((
        Element {
            whole,
            content: rest.get(..length)?,
        },
        after,
    ))
}

/// A definite length in as few bytes as possible; up to 64 kB, as webpki reads them.
fn length(input: &[u8]) -> Option<(usize, &[u8])> {
    match *input {
        [short @ 0..=0x7f, ref rest @ ..] => Some((usize::from(short), rest)),
        [0x81, one @ 0x80..=0xff, ref rest @ ..] => Some((usize::from(one), rest)),
        [0x82, high @ 1..=0xff, low, ref rest @ ..] => {
            Some((usize::from(u16::from_be_bytes([high, low])), rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_minimal() {
        assert_eq!(length(&[0x7f, 1]), Some((0x7f, &[1][..])));
        assert_eq!(length(&[0x81, 0x80]), Some((0x80, &[][..])));
        assert_eq!(length(&[0x82, 1, 0, 9]), Some((0x100, &[9][..])));
        for wrong in [
            &[][..],
            &[0x80],
            &[0x81],
            &[0x81, 0x7f],
            &[0x82, 0, 0xff],
            &[0x82, 1],
            &[0x83, 1, 0, 0],
        ] {
            assert_eq!(length(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn finds_the_key_and_nothing_else() {
        let certificate = [
            0x30, 18, 0x30, 16, 0xa0, 0, 0x02, 0, 0x30, 0, 0x30, 0, 0x30, 0, 0x30, 0, 0x30, 2,
            0x05, 0,
        ];
        assert_eq!(
            subject_public_key_info(&certificate),
            Some(&[0x30, 2, 0x05, 0][..])
        );
        for end in 0..certificate.len() {
            assert_eq!(subject_public_key_info(&certificate[..end]), None, "{end}");
        }
        for at in [0, 2, 4, 6, 8, 10, 12, 14, 16] {
            let mut wrong = certificate;
            wrong[at] ^= 1;
            assert_eq!(subject_public_key_info(&wrong), None, "{at}");
        }
    }
}
