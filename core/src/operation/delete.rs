//! `DELETE /webhooks/:id/` (B9, B15, B18).

use super::{Request, id_target, sealed};
use crate::ConfigError;
use crate::answer::{Decode, Nothing};
use crate::request::Encoder;
use crate::values::check_id;

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
    id: &'a str,
    answer: Nothing,
}

impl<'a> Delete<'a> {
    /// Deletes the webhook `id`.
    pub const fn new(id: &'a str) -> Self {
        Self {
            id,
            answer: Nothing,
        }
    }
}

impl Request for Delete<'_> {
    fn check(&self) -> Result<(), ConfigError> {
        check_id(self.id)
    }

    fn answer(&mut self) -> &mut dyn Decode {
        &mut self.answer
    }

    fn method(&self) -> &'static [u8] {
        b"DELETE"
    }

    fn target(&self, out: &mut Encoder<'_>) {
        id_target(out, self.id);
    }
}

impl sealed::Sealed for Delete<'_> {}
