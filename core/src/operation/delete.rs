//! `DELETE /webhooks/:id/` (B9, B15, B18).

use super::{Operation, SingleResponse};
use crate::json::Sink;
use crate::request::{Method, Request};
use crate::response::Decoded;

/// Deletes a webhook. The API refuses with 404 if the webhook does not exist
/// ([B18](crate::behaviour#b18)).
///
/// ```
/// use gigapay_webhooks::Delete;
///
/// let delete = Delete::new("pump-7");
/// # let _ = delete;
/// ```
#[derive(Debug)]
pub struct Delete<'a> {
    request: Request<'a>,
}

impl<'a> Delete<'a> {
    /// Deletes the webhook `id`.
    pub const fn new(id: &'a str) -> Self {
        Self {
            request: Request::new(Method::Delete, Some(id), None),
        }
    }
}

/// The body is ignored ([B18](crate::behaviour#b18)).
impl Sink for Delete<'_> {}

impl Operation for Delete<'_> {
    fn request(&self) -> &Request<'_> {
        &self.request
    }

    fn wants_body(&self) -> bool {
        false
    }

    fn decoded(&self) -> Decoded {
        Decoded::Done
    }
}

impl SingleResponse for Delete<'_> {
    type Output<'e>
        = ()
    where
        Self: 'e;

    fn output(&self) {}
}
