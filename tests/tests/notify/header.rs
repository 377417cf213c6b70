//! The field's text (B24), decided one by one.

use gigapay_webhooks::notify::{Signature, SignatureError, sign};

use gigapay_webhooks_tests::count;

use super::support::*;

const V: &str = "d85e51f36a23ef27c37e6c6ef71f2b8b25bf30f52a8cc6a4b42c8bd27ad71d82";

fn parse(text: &str) -> Result<u64, SignatureError> {
    // `$` stands for 64 digits.
    let text = text.replace('$', V);
    Signature::parse(text.as_bytes()).map(|signature| signature.timestamp())
}

#[test]
fn what_is_accepted() {
    for (text, timestamp) in [
        ("t=1700000000,v1=$", 1_700_000_000),
        ("t=0,v1=$", 0),
        ("t=18446744073709551615,v1=$", u64::MAX),
        // In any order, several, the same one twice.
        ("v1=$,t=5", 5),
        ("v1=$,t=5,v1=$", 5),
        ("t=5,v1=$,v1=$,v1=$,v1=$,v1=$,v1=$,v1=$,v1=$", 5),
        // Unknown schemes, with any value.
        ("t=5,v0=6ffbb59b2300aae63f272406069a9788,v1=$", 5),
        ("x=,t=5,v1=$", 5),
        ("t=5,v1=$,v2==", 5),
        ("t=5,v1=$,a-b_c.d=!~\"", 5),
        ("t=5,v1=$,v11=1,tt=1", 5),
        ("T=1,t=5,v1=$,V1=1", 5),
    ] {
        assert_eq!(parse(text), Ok(timestamp), "{text}");
    }
}

#[test]
fn what_is_refused() {
    use SignatureError::*;
    for (text, error) in [
        ("", Item),
        (",", Item),
        ("t", Item),
        ("=", Item),
        ("t=5,v1=$,", Item),
        (",t=5,v1=$", Item),
        ("t=5,,v1=$", Item),
        ("t=5,=1,v1=$", Item),
        ("t=5;v1=$", Timestamp),
        // White space.
        (" t=5,v1=$", Item),
        ("t =5,v1=$", Item),
        ("t= 5,v1=$", Timestamp),
        ("t=5 ,v1=$", Timestamp),
        ("t=5, v1=$", Item),
        ("t=5,v1= $", Candidate),
        ("t=5,v1=$ ", Candidate),
        ("t=5,\tv1=$", Item),
        ("t=5,x= ,v1=$", Item),
        // Timestamps.
        ("v1=$", NoTimestamp),
        ("t=,v1=$", Timestamp),
        ("t=05,v1=$", Timestamp),
        ("t=00,v1=$", Timestamp),
        ("t=-5,v1=$", Timestamp),
        ("t=+5,v1=$", Timestamp),
        ("t=5.0,v1=$", Timestamp),
        ("t=5e3,v1=$", Timestamp),
        ("t=0x5,v1=$", Timestamp),
        ("t=1_000,v1=$", Timestamp),
        ("t=18446744073709551616,v1=$", Timestamp),
        ("t=99999999999999999999,v1=$", Timestamp),
        ("t=100000000000000000000,v1=$", Timestamp),
        ("t=\u{663},v1=$", Timestamp),
        ("t=5,t=5,v1=$", RepeatedTimestamp),
        ("t=5,v1=$,t=6", RepeatedTimestamp),
        ("T=5,v1=$", NoTimestamp),
        ("t=5,V1=$", NoCandidate),
        // Signatures.
        ("t=5", NoCandidate),
        ("t=5,v0=$", NoCandidate),
        ("t=5,v1=", Candidate),
        ("t=5,v1=$a", Candidate),
        ("t=5,v1=0,v1=$", Candidate),
        (
            "t=5,v1=$,v1=$,v1=$,v1=$,v1=$,v1=$,v1=$,v1=$,v1=$",
            TooManyCandidates,
        ),
        // Beyond ASCII, and control characters.
        ("t=5,v1=$,x=\u{e5}", Item),
        ("t=5,\u{e5}=1,v1=$", Item),
        ("t=5,v1=$,x=\u{0}", Item),
        ("t=5,v1=$,x=\u{7f}", Item),
        ("t=5\n,v1=$", Timestamp),
        ("t=5,v1=$\u{0}", Candidate),
    ] {
        assert_eq!(parse(text), Err(error), "{text:?}");
    }
    let capitals = format!("t=5,v1={}", V.to_uppercase());
    assert_eq!(parse(&capitals), Err(Candidate));
    assert_eq!(parse(&format!("t=5,v1={}", &V[1..])), Err(Candidate));
    assert_eq!(parse(&format!("t=5,v1=g{}", &V[1..])), Err(Candidate));
}

/// Every byte in every place of a good field: it is refused, or says the same, or a timestamp or
/// signature that differs in that character.
#[test]
fn each_byte_in_each_place() {
    let good = format!("t=1700000000,v1={V}");
    let (mut same, mut refused) = (0, 0);
    for place in 0..good.len() {
        for byte in 0..=255 {
            let mut text = good.clone().into_bytes();
            text[place] = byte;
            let expected = match place {
                2 => (b'1'..=b'9').contains(&byte),
                3..=11 => byte.is_ascii_digit(),
                16.. => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
                _ => byte == good.as_bytes()[place],
            };
            assert_eq!(Signature::parse(&text).is_ok(), expected, "{place} {byte}");
            same += u32::from(expected);
            refused += u32::from(!expected);
        }
    }
    count::tell(&format!("{same} fields accepted, {refused} refused"));
    assert_eq!(same as usize, 6 + 9 + 9 * 10 + 64 * 16);
}

#[test]
fn signing_is_what_the_other_signer_does() {
    for timestamp in [0, 9, 10, 1_700_000_000, u64::MAX - 1, u64::MAX] {
        for body in [&b""[..], b"x", BODY] {
            let ours = sign(SECRET, timestamp, &[body]).unwrap();
            assert_eq!(ours.as_str(), field(SECRET, timestamp, body));
            let (a, b) = body.split_at(body.len() / 2);
            assert_eq!(sign(SECRET, timestamp, &[a, b"", b]).unwrap(), ours);
        }
    }
    assert!(sign(b"", 1, &[]).is_err());
}
