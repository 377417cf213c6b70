//! The server's hello, RFC 8446 section 4.1.3, judged in full before `embedded-tls` takes the key share out of it.

use super::{ProtocolError, messages};

const SERVER_HELLO: u8 = 2;
const PRE_SHARED_KEY: u16 = 41;
const SUPPORTED_VERSIONS: u16 = 43;
const KEY_SHARE: u16 = 51;
const TLS13: [u8; 2] = [3, 4];
const TLS_AES_128_GCM_SHA256: [u8; 2] = [0x13, 0x01];
const SECP256R1: [u8; 2] = [0, 0x17];

/// The random of a HelloRetryRequest: SHA-256 of those words.
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// Judges the content of the server's first record: exactly one ServerHello that answers what was asked.
pub(super) fn check(content: &[u8]) -> Result<(), ProtocolError> {
    let (kind, body, rest) = messages::message(content).ok_or(ProtocolError::SplitMessage)?;
    // Keys change after this message, so none may follow in its record.
    if kind != SERVER_HELLO || !rest.is_empty() {
        return Err(ProtocolError::UnexpectedMessage);
    }
    let (version, body) = take::<2>(body)?;
    let (random, body) = take::<32>(body)?;
    let (session, body) = take::<1>(body)?;
    // TLS 1.2 servers make up a session id, so this tells first which version it is.
    let body = body
        .get(usize::from(session[0])..)
        .ok_or(ProtocolError::ServerHello)?;
    let (suite, body) = take::<2>(body)?;
    let (compression, body) = take::<1>(body)?;
    if body.is_empty() {
        return Err(ProtocolError::NotTls13); // TLS 1.2 without extensions
    }
    let (length, extensions) = take::<2>(body)?;
    if extensions.len() != usize::from(u16::from_be_bytes(length)) {
        return Err(ProtocolError::ServerHello);
    }
    let found = Extensions::read(extensions)?;
    if version != [3, 3] || found.version != Some(TLS13) {
        return Err(ProtocolError::NotTls13);
    }
    if random == RETRY {
        return Err(ProtocolError::HelloRetryRequest);
    }
    if session != [0] || compression != [0] {
        return Err(ProtocolError::ServerHello);
    }
    if suite != TLS_AES_128_GCM_SHA256 {
        return Err(ProtocolError::CipherSuite);
    }
    found.key_share.then_some(()).ok_or(ProtocolError::KeyShare)
}

#[derive(Default)]
struct Extensions {
    version: Option<[u8; 2]>,
    key_share: bool,
}

impl Extensions {
    fn read(mut input: &[u8]) -> Result<Self, ProtocolError> {
        let mut found = Self::default();
        while !input.is_empty() {
            let (kind, rest) = take::<2>(input)?;
            let (length, rest) = take::<2>(rest)?;
            let (data, rest) = rest
                .split_at_checked(usize::from(u16::from_be_bytes(length)))
                .ok_or(ProtocolError::ServerHello)?;
            match u16::from_be_bytes(kind) {
                SUPPORTED_VERSIONS if found.version.is_none() => {
                    found.version = data.try_into().ok()
                }
                // Group, length, an uncompressed point. That it is on the curve is checked where it is used.
                KEY_SHARE if !found.key_share => {
                    found.key_share = matches!(data, [a, b, 0, 65, 4, point @ ..] if [*a, *b] == SECP256R1 && point.len() == 64);
                }
                // Not offered, so it cannot be chosen; the others cannot come twice.
                PRE_SHARED_KEY | SUPPORTED_VERSIONS | KEY_SHARE => {
                    return Err(ProtocolError::ServerHello);
                }
                // Others belong to TLS 1.2, whose turn it is to be refused below, or are nobody's.
                _ => {}
            }
            input = rest;
        }
        Ok(found)
    }
}

fn take<const N: usize>(input: &[u8]) -> Result<([u8; N], &[u8]), ProtocolError> {
    let (head, rest) = input
        .split_first_chunk()
        .ok_or(ProtocolError::ServerHello)?;
    Ok((*head, rest))
}

#[cfg(test)]
mod tests {
    use super::{ProtocolError as Error, RETRY, check};

    /// 132 bytes as a server of TLS 1.3 sends them.
    fn hello() -> [u8; 123] {
        let mut hello = [7; 123];
        hello[..6].copy_from_slice(&[2, 0, 0, 119, 3, 3]);
        // random: 6..38
        hello[38..50].copy_from_slice(&[0, 0x13, 0x01, 0, 0, 79, 0, 43, 0, 2, 3, 4]);
        hello[50..59].copy_from_slice(&[0, 51, 0, 69, 0, 0x17, 0, 65, 4]);
        hello
    }

    #[test]
    fn takes_what_was_asked_for() {
        assert_eq!(check(&hello()), Ok(()));
    }

    #[test]
    fn names_what_is_wrong() {
        for (at, value, error) in [
            (0, 1, Error::UnexpectedMessage),
            (3, 118, Error::UnexpectedMessage),
            (3, 120, Error::SplitMessage),
            (5, 2, Error::NotTls13),
            (40, 0x02, Error::CipherSuite),
            (41, 1, Error::ServerHello),
            (43, 78, Error::ServerHello),
            (45, 44, Error::NotTls13),
            (49, 3, Error::NotTls13),
            (51, 50, Error::KeyShare),
            (51, 41, Error::ServerHello),
            (51, 43, Error::ServerHello),
            (55, 0x18, Error::KeyShare),
            (58, 2, Error::KeyShare),
        ] {
            let mut hello = hello();
            hello[at] = value;
            assert_eq!(check(&hello), Err(error), "byte {at}");
        }
    }

    #[test]
    fn knows_a_retry_and_an_old_version() {
        let mut retry = hello();
        retry[6..38].copy_from_slice(&RETRY);
        assert_eq!(check(&retry), Err(Error::HelloRetryRequest));
        let mut old = [0; 42];
        old[..6].copy_from_slice(&[2, 0, 0, 38, 3, 3]);
        assert_eq!(check(&old), Err(Error::NotTls13));
    }

    #[test]
    fn refuses_every_cut() {
        for end in 0..hello().len() {
            assert!(check(&hello()[..end]).is_err(), "{end}");
        }
    }
}
