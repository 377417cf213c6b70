//! `GET /webhooks/:id/` (B9, B15).

use super::{Marker, Request, answered_with_a_webhook, id_target};
use crate::request::Encoder;
use crate::values::check_id;
use crate::{Capacity, Standard};

/// Retrieves a webhook by its id.
///
/// ```
/// use gigapay_webhooks::Retrieve;
///
/// let retrieve: Retrieve = Retrieve::new("pump-7");
/// # let _ = retrieve;
/// ```
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Retrieve<'a, C: Capacity = Standard> {
    id: &'a str,
    #[cfg_attr(feature = "defmt", defmt(Debug2Format))]
    capacity: Marker<C>,
}

impl<'a, C: Capacity> Retrieve<'a, C> {
    /// Retrieves the webhook `id`: any text, percent-encoded on its way (B9).
    pub const fn new(id: &'a str) -> Self {
        Self {
            id,
            capacity: core::marker::PhantomData,
        }
    }
}

impl<C: Capacity> Request for Retrieve<'_, C> {
    fn method(&self) -> &'static [u8] {
        b"GET"
    }

    fn target(&self, out: &mut Encoder<'_>) {
        id_target(out, self.id);
    }
}

answered_with_a_webhook!(Retrieve, self => check_id(self.id));
