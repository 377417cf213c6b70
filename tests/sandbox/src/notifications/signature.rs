//! The signature of a notification ([B24](crate::behaviour#b24)), by another implementation of HMAC
//! than the client's, so that the two can disagree.

use ring::hmac;

use crate::random;

/// The value of `Gigapay-Signature`: `t=<time>,v1=<64 hexadecimal digits>`
/// ([B24](crate::behaviour#b24)).
///
/// `time` is in seconds since 1970. The key is the bytes of `secret_key`
/// ([B10](crate::behaviour#b10)), the message `<time>.<body>`.
///
/// ```
/// let key = "c1329a085d65f7757838df5920fdcc9a";
/// let header = gigapay_sandbox::signature(key, 1_767_225_600, b"{}");
/// assert!(header.starts_with("t=1767225600,v1="));
/// assert_eq!(header.len(), "t=1767225600,v1=".len() + 64);
/// ```
#[must_use]
pub fn signature(secret_key: &str, time: u64, body: &[u8]) -> String {
    several([secret_key], time, body)
}

/// The same with several keys, as during a rotation ([B26](crate::behaviour#b26)).
pub(super) fn several<'a>(
    keys: impl IntoIterator<Item = &'a str>,
    time: u64,
    body: &[u8],
) -> String {
    let sign = |key: &str| format!(",v1={}", digest(key, time, body));
    let signatures: String = keys.into_iter().map(sign).collect();
    format!("t={time}{signatures}")
}

fn digest(secret_key: &str, time: u64, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret_key.as_bytes());
    let mut context = hmac::Context::with_key(&key);
    context.update(format!("{time}.").as_bytes());
    context.update(body);
    random::hex(context.sign().as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed by OpenSSL:
    /// `printf '1700000000.{"id":1}' | openssl dgst -sha256 -hmac whsec_test_secret`.
    #[test]
    fn b24_another_implementation_agrees() {
        assert_eq!(
            signature("whsec_test_secret", 1_700_000_000, br#"{"id":1}"#),
            "t=1700000000,v1=c8810ddf0d0867928eb98da07f9baa91f6a359ac782696745bbce454bfb45e6f"
        );
    }

    #[test]
    fn b26_several_keys_sign_one_after_another() {
        let header = several(["a", "b"], 1, b"x");
        let (first, second) = (signature("a", 1, b"x"), signature("b", 1, b"x"));
        assert_eq!(header, format!("{first}{}", &second["t=1".len()..]));
    }
}
