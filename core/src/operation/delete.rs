//! `DELETE /webhooks/:id/` (B9, B15, B18).

use super::sealed;
use crate::request::{Method, Request};
use crate::response::{Decode, Nothing};

/// Deletes a webhook. A webhook that is gone already is refused with 404 (B18).
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
    response: Nothing,
}

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

impl sealed::Sealed for Delete<'_> {
    fn request(&self) -> &Request<'_> {
        &self.request
    }

    fn parts(&mut self) -> (&Request<'_>, &mut dyn Decode) {
        (&self.request, &mut self.response)
    }
}

impl sealed::SingleSealed for Delete<'_> {
    type Output<'e>
        = ()
    where
        Self: 'e;

    fn output(&self) {}
}
