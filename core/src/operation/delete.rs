//! `DELETE /webhooks/:id/` (B9, B15, B18).

use super::{Request, id_target, sealed};
use crate::ConfigError;
use crate::answer::Nothing;
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
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Delete<'a> {
    id: &'a str,
}

impl<'a> Delete<'a> {
    /// Deletes the webhook `id`.
    pub const fn new(id: &'a str) -> Self {
        Self { id }
    }
}

impl Request for Delete<'_> {
    fn method(&self) -> &'static [u8] {
        b"DELETE"
    }

    fn target(&self, out: &mut Encoder<'_>) {
        id_target(out, self.id);
    }
}

impl sealed::Sealed for Delete<'_> {
    type Answer = Nothing;

    fn answer(&self) -> Nothing {
        Nothing
    }

    fn check(&self) -> Result<(), ConfigError> {
        check_id(self.id)
    }
}
