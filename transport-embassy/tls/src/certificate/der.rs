//! The fields of a certificate that are needed here: just enough DER to get there, RFC 5280
//! section 4.1 and X.690 section 8.1.

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const ISSUER_UNIQUE_ID: u8 = 0x81;
const SUBJECT_UNIQUE_ID: u8 = 0x82;
const EXTENSIONS: u8 = 0xa3;

/// The object identifier of the extension keyUsage, RFC 5280 section 4.2.1.3.
const KEY_USAGE: [u8; 3] = [0x55, 0x1d, 0x0f];

/// Where a certificate has what is needed of it.
///
/// Only the encoding on the way there is checked; webpki checks the rest.
pub(crate) struct Fields<'a> {
    /// The subject's name, without tag and length.
    pub(crate) subject: &'a [u8],
    /// SubjectPublicKeyInfo, with tag and length.
    pub(crate) spki: &'a [u8],
    /// The first byte of the bits of keyUsage, if the certificate has that extension.
    key_usage: Option<u8>,
}

impl<'a> Fields<'a> {
    pub(crate) fn parse(certificate: &'a [u8]) -> Option<Self> {
        let mut input = certificate;
        let mut outer = content(&mut input, SEQUENCE)?;
        if !input.is_empty() {
            return None;
        }
        let mut fields = content(&mut outer, SEQUENCE)?;
        // version, serialNumber, signature, issuer, validity
        for tag in [VERSION, INTEGER, SEQUENCE, SEQUENCE, SEQUENCE] {
            content(&mut fields, tag)?;
        }
        let subject = content(&mut fields, SEQUENCE)?;
        let spki = whole(&mut fields, SEQUENCE)?;
        for tag in [ISSUER_UNIQUE_ID, SUBJECT_UNIQUE_ID] {
            optional(&mut fields, tag)?;
        }
        let mut extensions = optional(&mut fields, EXTENSIONS)?;
        let key_usage = match &mut extensions {
            [] => None,
            extensions => key_usage(content(extensions, SEQUENCE)?)?,
        };
        Some(Self {
            subject,
            spki,
            key_usage,
        })
    }

    /// Whether the key may sign handshakes (bit 0, digitalSignature).
    pub(crate) fn may_sign(&self) -> bool {
        self.key_usage.is_none_or(|bits| bits & 0x80 != 0)
    }

    /// Whether the key may sign certificates (bit 5, keyCertSign).
    pub(crate) fn may_certify(&self) -> bool {
        self.key_usage.is_none_or(|bits| bits & 0x04 != 0)
    }
}

/// Finds keyUsage among the extensions: `Some(None)` if it is not there.
fn key_usage(mut extensions: &[u8]) -> Option<Option<u8>> {
    while !extensions.is_empty() {
        let mut extension = content(&mut extensions, SEQUENCE)?;
        let id = content(&mut extension, OBJECT_IDENTIFIER)?;
        optional(&mut extension, BOOLEAN)?;
        let mut value = content(&mut extension, OCTET_STRING)?;
        if id == KEY_USAGE {
            return match content(&mut value, BIT_STRING)? {
                // How many bits of the last byte are unused, then the bits.
                [_] => Some(Some(0)),
                [_, bits, ..] => Some(Some(*bits)),
                [] => None,
            };
        }
    }
    Some(None)
}

/// AlgorithmIdentifier, without tag and length, and the key of a SubjectPublicKeyInfo.
pub(crate) fn key(mut spki: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut fields = content(&mut spki, SEQUENCE)?;
    let algorithm = content(&mut fields, SEQUENCE)?;
    let key = content(&mut fields, BIT_STRING)?.strip_prefix(&[0])?;
    Some((algorithm, key))
}

/// Takes an element off `input` and returns its content, if it has this tag.
fn content<'a>(input: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    element(input, tag).map(|(_, content)| content)
}

/// Takes an element off `input` and returns it with tag and length, if it has this tag.
fn whole<'a>(input: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    element(input, tag).map(|(whole, _)| whole)
}

/// The content of an element, or nothing if `input` does not begin with one of this tag.
fn optional<'a>(input: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    if input.first() == Some(&tag) {
        content(input, tag)
    } else {
        Some(&[])
    }
}

/// Takes an element off `input`: with tag and length, and its content alone.
fn element<'a>(input: &mut &'a [u8], tag: u8) -> Option<(&'a [u8], &'a [u8])> {
    let (found, rest) = input.split_first()?;
    let (length, rest) = length(rest)?;
    let header = input.len() - rest.len();
    let (whole, after) = input.split_at_checked(header + length)?;
    *input = after;
    Some((whole, whole.get(header..)?)).filter(|_| *found == tag)
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
    use std::vec::Vec;

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

    /// An element of DER.
    fn tlv(tag: u8, content: &[&[u8]]) -> Vec<u8> {
        let content = content.concat();
        [&[tag, content.len() as u8], &content[..]].concat()
    }

    fn certificate(extensions: &[&[u8]]) -> Vec<u8> {
        let fields = [
            &[
                0xa0, 0, 0x02, 0, 0x30, 0, 0x30, 0, 0x30, 0, 0x30, 1, 7, 0x30, 2, 5, 0,
            ],
            &tlv(EXTENSIONS, &[&tlv(SEQUENCE, extensions)])[..],
        ];
        tlv(SEQUENCE, &[&tlv(SEQUENCE, &fields)])
    }

    fn extension(id: &[u8], critical: &[u8], value: &[u8]) -> Vec<u8> {
        let fields = [&tlv(6, &[id])[..], critical, &tlv(4, &[value])];
        tlv(SEQUENCE, &fields)
    }

    #[test]
    fn fields_are_found_and_nothing_else() {
        let other = extension(&[0x55, 0x1d, 0x13], &[], &[5, 0]);
        let usage = extension(&KEY_USAGE, &[1, 1, 0xff], &[3, 2, 2, 0x84]);
        let whole = certificate(&[&other, &usage]);
        let fields = Fields::parse(&whole).unwrap();
        assert_eq!(fields.subject, [7]);
        assert_eq!(fields.spki, [0x30, 2, 5, 0]);
        assert_eq!(fields.key_usage, Some(0x84));
        assert!(fields.may_sign() && fields.may_certify());
        for end in 0..whole.len() {
            assert!(Fields::parse(&whole[..end]).is_none(), "{end}");
        }
        for at in [0, 2, 4, 6, 8, 10, 12, 14, 17] {
            let mut wrong = whole.clone();
            wrong[at] ^= 1;
            assert!(Fields::parse(&wrong).is_none(), "{at}");
        }
    }

    #[test]
    fn key_usage_permits_what_it_lists() {
        for (bits, may_sign, may_certify) in [
            (&[3, 2, 7, 0x80][..], true, false),
            (&[3, 2, 2, 0x04], false, true),
            (&[3, 1, 0], false, false),
            (&[3, 3, 7, 0, 0x80], false, false),
        ] {
            let whole = certificate(&[&extension(&KEY_USAGE, &[], bits)]);
            let fields = Fields::parse(&whole).unwrap();
            assert_eq!(fields.may_sign(), may_sign, "{bits:?}");
            assert_eq!(fields.may_certify(), may_certify, "{bits:?}");
        }
        let without = certificate(&[]);
        let fields = Fields::parse(&without).unwrap();
        assert!(fields.may_sign() && fields.may_certify());
        assert!(Fields::parse(&certificate(&[&extension(&KEY_USAGE, &[], &[3, 0])])).is_none());
    }
}
