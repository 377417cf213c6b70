//! `PATCH /webhooks/:id/` (B9, B15, B16).

use super::{Marker, Request, answered_with_a_webhook, id_target};
use crate::request::{Encoder, json_members};
use crate::values::check_id;
use crate::{Capacity, Standard, WebhookUpdate};

/// Updates a webhook: only what changes is sent.
///
/// Safe to repeat unless it changes the id: the address has moved then (B9).
///
/// ```
/// use gigapay_webhooks::{Update, WebhookUpdate};
///
/// let update: Update =
///     Update::new("pump-7", WebhookUpdate::new().url("https://example.com/new/"));
/// # let _ = update;
/// ```
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Update<'a, C: Capacity = Standard> {
    id: &'a str,
    update: WebhookUpdate<'a>,
    #[cfg_attr(feature = "defmt", defmt(Debug2Format))]
    capacity: Marker<C>,
}

impl<'a, C: Capacity> Update<'a, C> {
    /// Makes the changes in `update` to the webhook `id`.
    pub const fn new(id: &'a str, update: WebhookUpdate<'a>) -> Self {
        Self {
            id,
            update,
            capacity: core::marker::PhantomData,
        }
    }
}

impl<C: Capacity> Request for Update<'_, C> {
    fn method(&self) -> &'static [u8] {
        b"PATCH"
    }

    fn target(&self, out: &mut Encoder<'_>) {
        id_target(out, self.id);
    }

    fn has_content(&self) -> bool {
        true
    }

    fn content(&self, out: &mut Encoder<'_>) {
        json_members(out, &self.update.members);
    }

    fn is_repeatable(&self) -> bool {
        self.update.members.id.is_none_or(|new| new == self.id)
    }
}

answered_with_a_webhook!(Update, self => check_id(self.id).and(self.update.members.check()));
