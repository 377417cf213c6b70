//! Heads, as httparse reads them: what the receiver accepts, httparse accepts, and takes for the
//! same.

use gigapay_webhooks::notify::{Outcome, Rejection};
use proptest::prelude::*;

use super::support::*;

/// What httparse says about a head: method, target and fields, names in lower case.
type Head = (String, String, Vec<(String, Vec<u8>)>);

fn oracle(request: &[u8]) -> Option<Head> {
    let mut request = request.to_vec();
    // `httparse` knows HTTP/1.0 and HTTP/1.1; later ones read like these (RFC 9110 section 2.5).
    let version = b" HTTP/1.";
    if let Some(at) = request.windows(8).position(|bytes| bytes == version)
        && let Some(minor @ b'2'..=b'9') = request.get_mut(at + 8)
    {
        *minor = b'1';
    }
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Request::new(&mut headers);
    let status = parsed.parse(&request).ok()?;
    if status.is_partial() {
        return None;
    }
    let fields = parsed.headers.iter();
    let fields = fields.map(|it| (it.name.to_ascii_lowercase(), it.value.to_vec()));
    Some((
        parsed.method?.to_owned(),
        parsed.path?.to_owned(),
        fields.collect(),
    ))
}

/// What only a head's grammar decides.
fn head_is_bad(outcome: Outcome) -> bool {
    use Rejection::*;
    matches!(
        outcome,
        Outcome::Rejected(RequestLine | FieldLine | Version)
    )
}

fn is_later_minor_version(request: &[u8]) -> bool {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let result = httparse::Request::new(&mut headers).parse(request);
    let version = request
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let minor = version.strip_suffix(b"\r").unwrap_or_default().last();
    result == Err(httparse::Error::Version)
        && minor.is_some_and(|digit| (b'2'..=b'9').contains(digit))
}

fn change() -> impl Strategy<Value = (prop::sample::Index, u8, u8)> {
    let byte = prop_oneof![
        any::<u8>(),
        proptest::sample::select(b"\r\n :\t,/A1\0".to_vec())
    ];
    (any::<prop::sample::Index>(), byte, 0..3_u8)
}

proptest! {
    #![proptest_config(config(4000))]

    #[test]
    fn changed_heads(changes in proptest::collection::vec(change(), 0..4)) {
        let mut request = good();
        let head = request.len() - BODY.len();
        for (index, byte, kind) in changes {
            let at = index.index(head);
            match kind {
                0 => request[at] = byte,
                1 => request.insert(at, byte),
                _ => drop(request.remove(at)),
            }
        }
        let seen = receive(&request, &Setup::default());
        // Httparse is lenient, as a server may be, about lone LF and many an empty line: where it
        // rejects, so must the receiver. Only minor versions above 1 are accepted by the receiver
        // alone (RFC 9110 section 2.5).
        let Some((method, target, fields)) = oracle(&request) else {
            if is_later_minor_version(&request) {
                return Ok(());
            }
            prop_assert!(seen.body.is_none());
            prop_assert!(seen.status() != 200);
            return Ok(());
        };
        let values = |name: &str| -> Vec<_> {
            fields.iter().filter(|it| it.0 == name).map(|it| it.1.clone()).collect()
        };
        if seen.body.is_some() {
            prop_assert_eq!(method, "POST");
            prop_assert!(target.ends_with("/hooks/"));
            prop_assert_eq!(values("content-length").len(), 1);
            prop_assert_eq!(values("gigapay-signature").len(), 1);
            prop_assert!(values("transfer-encoding").is_empty());
        } else if !head_is_bad(seen.outcome) {
            // It was read to the same end: then there is a reason in what httparse saw as well.
            let reason = match seen.outcome {
                Outcome::Rejected(Rejection::Method) => method != "POST",
                Outcome::Rejected(Rejection::Path) => target != "/hooks/",
                Outcome::Rejected(Rejection::Unsigned) => values("gigapay-signature").is_empty(),
                Outcome::Rejected(Rejection::LengthRequired) => values("content-length").is_empty(),
                Outcome::Rejected(Rejection::Host) => {
                    values("host").len() != 1 || values("host")[0] != b"gigatron.se"
                }
                _ => true,
            };
            prop_assert!(reason, "{:?}", seen.outcome);
        }
    }
}
