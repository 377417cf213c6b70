//! `DELETE /webhooks/:id/` (B9, B15, B18).

use super::ApiOperation;
use crate::request::{Method, Request};
use crate::response::Nothing;

/// Deletes a webhook. The API refuses with 404 if the webhook does not exist
/// ([B18](crate::behaviour#b18)).
///
/// ```
/// use gigapay_webhooks::Delete;
///
/// let delete = Delete::new("pump-7");
/// # let _ = delete;
/// ```
pub type Delete<'a> = ApiOperation<'a, Nothing>;

impl<'a> Delete<'a> {
    /// Deletes the webhook `id`.
    pub const fn new(id: &'a str) -> Self {
        Self {
            request: Request {
                id: Some(id),
                ..Request::new(Method::Delete)
            },
            response: Nothing,
        }
    }
}
