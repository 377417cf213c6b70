//! Possible causes of a notification that is not authentic.
//!
//! Every cause is checked against the signature, and only those that explain it are reported.

use std::borrow::Cow;

use gigapay_webhooks_std::gigapay_webhooks::notify::Signature;
use ring::hmac;

use super::rewrite;
use crate::keys;

/// Maximum size of a body that is rewritten in every way.
const REWRITTEN_MAX: usize = 4 * 1024 * 1024;

/// Returns the value of the field, if its name was given too.
pub(super) fn field(text: &str) -> &str {
    let trimmed = text.trim_matches([' ', '\t', '\r', '\n']);
    match trimmed.split_once(':') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case(Signature::HEADER) => value.trim(),
        _ => trimmed,
    }
}

/// Returns what is wrong with the field, beyond what the grammar says.
pub(super) fn malformed(value: &str, keys: &[String], body: &[u8]) -> Vec<String> {
    let mut reasons = Vec::new();
    let lengths = value
        .split(',')
        .filter_map(|item| item.trim().strip_prefix("v1="))
        .map(|digits| digits.trim().len());
    for length in lengths {
        match length {
            128 => reasons.push(
                "v1 has the length of SHA-512; the API signs with SHA-256 (the JavaScript sample \
                 in its documentation is wrong)"
                    .into(),
            ),
            40 => reasons.push("v1 has the length of SHA-1; the API signs with SHA-256".into()),
            44 => reasons.push("v1 looks like base64; the API writes hexadecimal digits".into()),
            _ => {}
        }
    }
    let schemes = value.split(',').filter_map(|item| item.split_once('='));
    let mut others = schemes.map(|(scheme, _)| scheme.trim());
    if !value.contains("v1=")
        && let Some(other) = others.find(|scheme| *scheme != "t")
    {
        reasons.push(format!(
            "{other} is a scheme that the API does not use: v1 is"
        ));
    }
    let clean: String = value
        .chars()
        .filter(|c| !c.is_whitespace() && !"\"'".contains(*c))
        .collect();
    let clean = clean.to_lowercase();
    if clean != value && is_by_any(&clean, keys, body) {
        reasons.push("it is authentic without white space and quotes, and in lower case".into());
    }
    reasons
}

/// Returns a hint if the timestamp is more likely in another unit.
pub(super) fn milliseconds(timestamp: u64) -> Option<String> {
    (timestamp > 100_000_000_000)
        .then(|| "t is in seconds, and this looks like milliseconds".into())
}

/// Returns what explains a signature that does not match.
pub(super) fn forged(value: &str, keys: &[String], body: &[u8]) -> Vec<String> {
    let Some(signed) = Signed::read(value) else {
        return Vec::new();
    };
    let mut reasons: Vec<String> = Vec::new();
    let keys = variants(keys);
    for (key, what) in &keys {
        if signed.fits(key, &[signed.time, b".", body]) {
            reasons.extend(what.map(Into::into));
        }
        if signed.fits(key, &[body]) {
            reasons.push(
                "the body alone was signed: the API signs the timestamp, a full stop, and the body"
                    .into(),
            );
        }
    }
    if reasons.is_empty() {
        for (other, what) in rewrite::all(body, REWRITTEN_MAX) {
            let by = keys
                .iter()
                .find(|(key, _)| signed.fits(key, &[signed.time, b".", &other]));
            if let Some((_, key)) = by {
                reasons.push(format!("the signed body was this one {what}"));
                reasons.push(
                    "verify it as it arrives, byte for byte, before anything parses or stores it"
                        .into(),
                );
                reasons.extend(key.map(Into::into));
                break;
            }
        }
    }
    if reasons.is_empty() {
        let odd = keys.iter().find_map(|(key, what)| match what {
            None => std::str::from_utf8(key).ok().and_then(keys::oddity),
            Some(_) => None,
        });
        reasons.extend(odd.map(Into::into));
        if rewrite::is_json(body) {
            reasons.push(
                "nothing simple explains it; a body that was parsed and written again may have its \
                 members in another order"
                    .into(),
            );
        } else {
            reasons.push("the body is not JSON, so it was probably changed".into());
        }
    }
    reasons
}

/// The parts of a field's value that matter to the search.
struct Signed<'a> {
    time: &'a [u8],
    digests: Vec<Vec<u8>>,
}

impl<'a> Signed<'a> {
    fn read(value: &'a str) -> Option<Self> {
        let items = || value.split(',');
        let time = items().find_map(|item| item.strip_prefix("t="))?;
        let digests = items().filter_map(|item| unhex(item.strip_prefix("v1=")?));
        Some(Self {
            time: time.as_bytes(),
            digests: digests.collect(),
        })
    }

    fn fits(&self, key: &[u8], message: &[&[u8]]) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        let mut context = hmac::Context::with_key(&key);
        message.iter().for_each(|piece| context.update(piece));
        let digest = context.sign();
        self.digests.iter().any(|known| known == digest.as_ref())
    }
}

fn is_by_any(value: &str, keys: &[String], body: &[u8]) -> bool {
    Signed::read(value).is_some_and(|signed| {
        let message = [signed.time, b".", body];
        keys.iter().any(|key| signed.fits(key.as_bytes(), &message))
    })
}

/// Returns the keys as given, and as they may have been meant, with what is then wrong with them.
fn variants(keys: &[String]) -> Vec<(Cow<'_, [u8]>, Option<&'static str>)> {
    let mut all = Vec::new();
    for key in keys {
        all.push((key.as_bytes().into(), None));
        let trimmed = key.trim();
        let unquoted = trimmed.trim_matches(['"', '\'']);
        if trimmed != key {
            all.push((
                trimmed.as_bytes().into(),
                Some("the secret key was given with white space around it"),
            ));
        }
        if unquoted != trimmed {
            all.push((
                unquoted.as_bytes().into(),
                Some("the secret key was given with quotes around it"),
            ));
        }
        all.push((
            format!("{unquoted}\n").into_bytes().into(),
            Some("the signer's secret key ends in a newline"),
        ));
        if let Some(bytes) = unhex(unquoted) {
            all.push((
                bytes.into(),
                Some("the signer decoded the secret key from hexadecimal; the key is its text"),
            ));
        }
    }
    all
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits.filter(|digits| !digits.is_empty() && digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect(),
    )
}
