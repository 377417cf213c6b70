//! `PATCH /webhooks/:id/` (B9, B15, B16).

use super::{Request, id_target, yields_webhook};
use crate::answer::{Decode, OneWebhook};
use crate::request::{Encoder, json_members};
use crate::values::check_id;
use crate::{Capacity, ConfigError, Standard, Webhook, WebhookUpdate};

/// Updates a webhook: only what changes is sent.
///
/// Safe to repeat unless it changes the id: the address has moved then (B9).
///
/// ```
/// use gigapay_webhooks::{Update, Webhook, WebhookUpdate};
///
/// let changes = WebhookUpdate::new().url("https://example.com/new/");
/// let mut webhook: Webhook = Webhook::default();
/// let update = Update::new("pump-7", changes, &mut webhook);
/// # let _ = update;
/// ```
pub struct Update<'a, C: Capacity = Standard> {
    id: &'a str,
    update: WebhookUpdate<'a>,
    answer: OneWebhook<'a, C>,
}

impl<'a, C: Capacity> Update<'a, C> {
    /// Makes the changes in `update` to the webhook `id`; `webhook` becomes the result.
    pub fn new(id: &'a str, update: WebhookUpdate<'a>, webhook: &'a mut Webhook<C>) -> Self {
        Self {
            id,
            update,
            answer: OneWebhook::new(webhook),
        }
    }
}

impl<C: Capacity> Request for Update<'_, C> {
    fn check(&self) -> Result<(), ConfigError> {
        check_id(self.id).and(self.update.members.check())
    }

    fn answer(&mut self) -> &mut dyn Decode {
        &mut self.answer
    }

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

yields_webhook!(Update);
