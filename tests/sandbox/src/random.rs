//! Random values where the client chooses none: ids and secret keys (B9, B10).

use ring::rand::{SecureRandom, SystemRandom};

/// Returns a random (version 4) UUID in its usual text form.
pub(crate) fn uuid4() -> String {
    let mut bytes: [u8; 16] = draw();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex(&bytes);
    let groups = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    groups.join("-")
}

/// Returns 32 hexadecimal digits, the form of the key of a newly registered webhook.
pub(crate) fn hex_secret() -> String {
    hex(&draw::<16>())
}

/// Returns 32 characters of base 36, the form of the key of a replaced webhook.
pub(crate) fn base36_secret() -> String {
    const ALPHABET: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let bytes: [u8; 32] = draw();
    bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
        .collect()
}

/// The bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn draw<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the operating system has a random source");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_says_its_version_and_variant() {
        let id = uuid4();
        assert_eq!(id.len(), 36);
        assert_eq!(id.as_bytes()[14], b'4');
        assert!(matches!(id.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
        assert_ne!(id, uuid4());
    }

    #[test]
    fn secrets_have_32_characters_of_their_alphabet() {
        assert_eq!(hex_secret().len(), 32);
        assert_eq!(base36_secret().len(), 32);
        assert!(
            base36_secret()
                .bytes()
                .all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
        );
    }
}
