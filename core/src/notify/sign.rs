//! Signing as the API does: for what triggers notifications, and for tests.

use heapless::String;

use super::keyring::Key;
use super::mac::Macs;
use super::{SetupError, Signature};

/// Room for `t=`, 20 digits, `,v1=` and 64 hex digits.
pub const MAX_HEADER: usize = 2 + Signature::MAX_DIGITS + 4 + 64;

/// Makes the value of the `Gigapay-Signature` field for a body given in pieces (B24): HMAC-SHA256
/// under `secret` of `timestamp` (Unix time in seconds), `.` and the body.
///
/// # Errors
/// [`SetupError::EmptySecret`]: anybody could sign with that.
///
/// ```
/// use gigapay_webhooks::notify::sign;
///
/// let value = sign(b"It's a Secret to Everybody", 1700000000, &[b"Hello, ", b"World!"])?;
/// assert!(value.starts_with("t=1700000000,v1="));
/// # Ok::<(), gigapay_webhooks::notify::SetupError>(())
/// ```
pub fn sign(
    secret: &[u8],
    timestamp: u64,
    body: &[&[u8]],
) -> Result<String<MAX_HEADER>, SetupError> {
    if secret.is_empty() {
        return Err(SetupError::EmptySecret);
    }
    let mut keys = [Key::new(secret)];
    let mut macs: Macs<1> = Macs::unused();
    let digits = decimal(timestamp);
    macs.start(&keys);
    macs.update(digits.as_bytes());
    macs.update(b".");
    body.iter().for_each(|piece| macs.update(piece));
    let tags = macs.finish(&keys);
    keys.iter_mut().for_each(Key::wipe);

    let mut value = String::new();
    // All of it fits, whatever the number.
    let _ = value.push_str("t=");
    let _ = value.push_str(&digits);
    let _ = value.push_str(",v1=");
    for word in tags.all().iter().flatten() {
        for place in (0..8).rev() {
            let digit = char::from_digit((word >> (4 * place)) & 15, 16);
            let _ = value.push(digit.unwrap_or_default());
        }
    }
    Ok(value)
}

fn decimal(mut number: u64) -> String<{ Signature::MAX_DIGITS }> {
    let mut text = String::new();
    let mut place = 10_000_000_000_000_000_000_u64;
    while place > 0 {
        let digit = number / place;
        number %= place;
        if digit > 0 || !text.is_empty() || place == 1 {
            let _ = text.push(char::from(b'0' + digit as u8));
        }
        place /= 10;
    }
    text
}
