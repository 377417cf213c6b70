//! Deserializes notifications into types of the caller.

use super::ObjectError;
use crate::json::typed::from_validated;
use crate::json::{ReadError, check};

/// Deserializes the body of a notification into a type of the caller.
///
/// Every string can be borrowed. Strings without escapes are borrowed from the body. Strings with
/// escapes are decoded into `scratch`, which needs room for all of them together; the length of the
/// body is always enough. The body may nest 28 levels deep, which bounds the recursion of the
/// caller's type.
///
/// ```
/// use gigapay_webhooks::notify::from_body;
///
/// #[derive(serde::Deserialize)]
/// struct Payout<'a> { id: &'a str, amount: &'a str }
///
/// let mut scratch = [0; 64];
/// let body = br#"{"id":"7","amount":"120.00","currency":"SEK"}"#;
/// let payout: Payout = from_body(body, &mut scratch)?;
/// assert_eq!((payout.id, payout.amount), ("7", "120.00"));
/// # Ok::<(), gigapay_webhooks::notify::ObjectError>(())
/// ```
///
/// # Errors
/// [`ObjectError::Json`], [`ObjectError::TooDeep`] or [`ObjectError::Typed`].
pub fn from_body<'a, T: serde::Deserialize<'a>>(
    body: &'a [u8],
    scratch: &'a mut [u8],
) -> Result<T, ObjectError> {
    check(body).map_err(|error| match error {
        ReadError::TooDeep => ObjectError::TooDeep,
        _ => ObjectError::Json,
    })?;
    let text = core::str::from_utf8(body).map_err(|_| ObjectError::Json)?;
    from_validated(text, scratch).map_err(ObjectError::Typed)
}
