//! Objects as types of the caller's.

use super::ObjectError;
use crate::json::{Flow, MAX_VALUE_DEPTH, Tokenizer};

/// Reads the body of a notification into a type of the caller's, by `serde-json-core`.
///
/// `scratch` holds one string while its escapes are decoded: as many bytes as the longest string
/// needs. The type should name every member it expects to meet with escapes in it:
/// `serde-json-core` 0.7 fails on surrogate pairs and on escapes in members it ignores. The text is
/// checked and its depth bounded first, as that crate recurses: 28 levels at most.
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
/// [`ObjectError::Json`], [`ObjectError::TooDeep`] or [`ObjectError::Shape`].
pub fn from_body<'a, T: serde::Deserialize<'a>>(
    body: &'a [u8],
    scratch: &mut [u8],
) -> Result<T, ObjectError> {
    let mut tokenizer = Tokenizer::new(MAX_VALUE_DEPTH);
    match tokenizer.read(&mut &*body, &mut crate::response::Nothing) {
        Flow::TooDeep => return Err(ObjectError::TooDeep),
        Flow::More => {}
        _ => return Err(ObjectError::Json),
    }
    if !tokenizer.is_finished() {
        return Err(ObjectError::Json);
    }
    match serde_json_core::from_slice_escaped(body, scratch) {
        Ok((value, _)) => Ok(value),
        Err(_) => Err(ObjectError::Shape),
    }
}
