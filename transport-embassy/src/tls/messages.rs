//! Which handshake messages may be in a decrypted record, and that they are whole: RFC 8446 sections 4 and 5.1.
//!
//! `embedded-tls` takes the messages apart without looking at their outer length. Here each inner length has to fill its outer
//! one exactly, so that both read the same messages.

use super::refusal::Refusal;

const NEW_SESSION_TICKET: u8 = 4;
const ENCRYPTED_EXTENSIONS: u8 = 8;
const CERTIFICATE: u8 = 11;
const CERTIFICATE_REQUEST: u8 = 13;
const CERTIFICATE_VERIFY: u8 = 15;
const FINISHED: u8 = 20;
const KEY_UPDATE: u8 = 24;

/// Bytes of `Finished` with SHA-256.
const FINISHED_LENGTH: usize = 32;

/// Bytes that a vector's length takes in front of it.
#[derive(Clone, Copy)]
enum Prefix {
    One,
    Two,
    Three,
}

/// Judges one record of the server's flight, RFC 8446 section 4.4; `first` is the one that follows ServerHello.
pub(super) fn check_flight(mut content: &[u8], first: bool) -> Result<(), Refusal> {
    let mut begins = first;
    if content.is_empty() {
        return Err(Refusal::Empty);
    }
    while !content.is_empty() {
        let (kind, body, rest) = message(content).ok_or(Refusal::Split)?;
        if begins != (kind == ENCRYPTED_EXTENSIONS) {
            return Err(Refusal::Message);
        }
        check_message(kind, body)?;
        if kind == FINISHED && !rest.is_empty() {
            return Err(Refusal::Message);
        }
        (begins, content) = (false, rest);
    }
    Ok(())
}

/// Judges one record of handshake messages after the handshake: only tickets may come, RFC 8446 section 4.6.
pub(super) fn check_after(mut content: &[u8]) -> Result<(), Refusal> {
    if content.is_empty() {
        return Err(Refusal::Empty);
    }
    while !content.is_empty() {
        let (kind, _, rest) = message(content).ok_or(Refusal::Split)?;
        match kind {
            NEW_SESSION_TICKET => content = rest,
            KEY_UPDATE => return Err(Refusal::KeyUpdate),
            _ => return Err(Refusal::Message),
        }
    }
    Ok(())
}

/// Type and body of the first message, and what follows it.
pub(super) fn message(content: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (kind, rest) = content.split_first()?;
    let (body, rest) = vector(rest, Prefix::Three)?;
    Some((*kind, body, rest))
}

fn check_message(kind: u8, body: &[u8]) -> Result<(), Refusal> {
    let whole = match kind {
        ENCRYPTED_EXTENSIONS => is_vector(body, Prefix::Two),
        // A server's certificate has no request context.
        CERTIFICATE => body
            .strip_prefix(&[0])
            .is_some_and(|list| is_vector(list, Prefix::Three)),
        CERTIFICATE_REQUEST => {
            vector(body, Prefix::One).is_some_and(|(_, list)| is_vector(list, Prefix::Two))
        }
        CERTIFICATE_VERIFY => return check_scheme(body),
        FINISHED => body.len() == FINISHED_LENGTH,
        _ => return Err(Refusal::Message),
    };
    whole.then_some(()).ok_or(Refusal::Malformed)
}

/// Only schemes that can be verified pass; the others stay free for [`Refusal`] to report with.
fn check_scheme(body: &[u8]) -> Result<(), Refusal> {
    match body {
        [0x04 | 0x05, 0x03, signature @ ..] if is_vector(signature, Prefix::Two) => Ok(()),
        [_, _, signature @ ..] if is_vector(signature, Prefix::Two) => Err(Refusal::Scheme),
        _ => Err(Refusal::Malformed),
    }
}

fn is_vector(input: &[u8], prefix: Prefix) -> bool {
    vector(input, prefix).is_some_and(|(_, rest)| rest.is_empty())
}

/// A vector and what follows it, RFC 8446 section 3.4.
fn vector(input: &[u8], prefix: Prefix) -> Option<(&[u8], &[u8])> {
    let (length, rest) = match (prefix, input) {
        (Prefix::One, [a, rest @ ..]) => (u32::from(*a), rest),
        (Prefix::Two, [a, b, rest @ ..]) => (u32::from_be_bytes([0, 0, *a, *b]), rest),
        (Prefix::Three, [a, b, c, rest @ ..]) => (u32::from_be_bytes([0, *a, *b, *c]), rest),
        _ => return None,
    };
    rest.split_at_checked(usize::try_from(length).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flight_begins_with_extensions_and_ends_with_finished() {
        let extensions = [8, 0, 0, 2, 0, 0];
        let mut finished = [0; 36];
        finished[..4].copy_from_slice(&[20, 0, 0, 32]);
        assert_eq!(check_flight(&extensions, true), Ok(()));
        assert_eq!(check_flight(&extensions, false), Err(Refusal::Message));
        assert_eq!(check_flight(&finished, false), Ok(()));
        assert_eq!(check_flight(&finished, true), Err(Refusal::Message));
        assert_eq!(check_flight(&[], true), Err(Refusal::Empty));
        let mut twice = [0; 72];
        twice[..36].copy_from_slice(&finished);
        twice[36..].copy_from_slice(&finished);
        assert_eq!(check_flight(&twice, false), Err(Refusal::Message));
    }

    #[test]
    fn inner_lengths_fill_outer_ones() {
        for (malformed, reason) in [
            (&[8, 0, 0, 2, 0, 1][..], Refusal::Malformed),
            (&[8, 0, 0, 3, 0, 0, 0], Refusal::Malformed),
            (&[8, 0, 0, 1, 0], Refusal::Malformed),
            (&[8, 0, 0, 2, 0], Refusal::Split),
            (&[8, 0, 0], Refusal::Split),
        ] {
            assert_eq!(check_flight(malformed, true), Err(reason), "{malformed:?}");
        }
        for (message, verdict) in [
            (&[11, 0, 0, 4, 0, 0, 0, 0][..], Ok(())),
            (&[11, 0, 0, 5, 1, 9, 0, 0, 0], Err(Refusal::Malformed)),
            (&[11, 0, 0, 4, 0, 0, 0, 1], Err(Refusal::Malformed)),
            (&[13, 0, 0, 4, 1, 9, 0, 0], Ok(())),
            (&[13, 0, 0, 3, 1, 9, 0], Err(Refusal::Malformed)),
            (&[15, 0, 0, 4, 4, 3, 0, 0], Ok(())),
            (&[15, 0, 0, 4, 8, 4, 0, 0], Err(Refusal::Scheme)),
            (&[15, 0, 0, 4, 4, 3, 0, 1], Err(Refusal::Malformed)),
            (&[20, 0, 0, 1, 0], Err(Refusal::Malformed)),
            (&[24, 0, 0, 1, 0], Err(Refusal::Message)),
            (&[4, 0, 0, 0], Err(Refusal::Message)),
        ] {
            assert_eq!(check_flight(message, false), verdict, "{message:?}");
        }
    }

    #[test]
    fn after_the_handshake_only_tickets_pass() {
        assert_eq!(check_after(&[4, 0, 0, 1, 0, 4, 0, 0, 0]), Ok(()));
        assert_eq!(check_after(&[24, 0, 0, 1, 0]), Err(Refusal::KeyUpdate));
        assert_eq!(
            check_after(&[4, 0, 0, 0, 11, 0, 0, 0]),
            Err(Refusal::Message)
        );
        assert_eq!(check_after(&[4, 0, 0, 2, 0]), Err(Refusal::Split));
        assert_eq!(check_after(&[]), Err(Refusal::Empty));
    }
}
