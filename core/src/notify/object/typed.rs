//! Objects as types of the caller's.

use super::ObjectError;
use crate::json::typed::from_validated;
use crate::json::{ReadError, check};

/// Reads the body of a notification into a type of the caller's.
///
/// Every string can be borrowed: one without escapes from the body, one with escapes from
/// `scratch`, which needs room for all of these, decoded. As many bytes as the body has always
/// suffice. The text is checked and its depth bounded first, and with it the recursion of the
/// caller's types: 28 levels at most.
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
