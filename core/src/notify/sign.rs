//! Signs notifications as the API does, for tools and tests.

use core::fmt::Write as _;

use heapless::String;

use super::mac::Macs;
use super::{Keyring, SetupError, Signature};

/// Length of the longest value, in bytes: `t=`, 20 digits, `,v1=` and 64 hex digits.
pub const MAX_HEADER: usize = 2 + Signature::MAX_DIGITS + 4 + 64;

/// Makes the value of the `Gigapay-Signature` field for a body given in pieces
/// ([B24](crate::behaviour#b24)): HMAC-SHA256 under `secret` of `timestamp` (Unix time in seconds),
/// `.` and the body.
///
/// # Errors
/// [`SetupError::EmptySecret`], since anyone could sign with it.
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
    let mut keyring: Keyring<1> = Keyring::new();
    keyring.push(secret)?;
    let mut value = String::new();
    // The longest number fits.
    let _ = write!(value, "t={timestamp}");
    let mut macs: Macs<1> = Macs::unused();
    macs.start(keyring.keys());
    macs.update(1, value.strip_prefix("t=").unwrap_or_default().as_bytes());
    macs.update(1, b".");
    body.iter().for_each(|piece| macs.update(1, piece));
    let _ = value.push_str(",v1=");
    for word in macs.finish(keyring.keys()).iter().flatten() {
        let _ = write!(value, "{word:08x}");
    }
    Ok(value)
}
