//! `PUT /webhooks/:id/` (B15, B17).

use super::{Request, id_target, yields_webhook};
use crate::answer::{Decode, OneWebhook};
use crate::request::{Encoder, json_members};
use crate::values::{Members, check_id};
use crate::{Capacity, ConfigError, Replacement, Standard, Webhook};

/// Replaces a webhook whole.
///
/// The id is always sent: the reference would have the server draw a new one otherwise.
///
/// ```
/// use gigapay_webhooks::{Event, Replace, Replacement, ReplacementSecret, Webhook};
///
/// let replacement = Replacement::new(
///     "https://example.com/hooks/",
///     &[Event::PAYOUT_CREATED],
///     ReplacementSecret::REGENERATE,
/// );
/// let mut webhook: Webhook = Webhook::default();
/// let replace = Replace::new("pump-7", replacement, &mut webhook);
/// # let _ = replace;
/// ```
pub struct Replace<'a, C: Capacity = Standard> {
    id: &'a str,
    replacement: Replacement<'a>,
    answer: OneWebhook<'a, C>,
}

impl<'a, C: Capacity> Replace<'a, C> {
    /// Puts `replacement` in the place of the webhook `id`; `webhook` becomes the result.
    pub fn new(id: &'a str, replacement: Replacement<'a>, webhook: &'a mut Webhook<C>) -> Self {
        Self {
            id,
            replacement,
            answer: OneWebhook::new(webhook),
        }
    }
}

impl<C: Capacity> Request for Replace<'_, C> {
    fn check(&self) -> Result<(), ConfigError> {
        check_id(self.id).and(self.replacement.members.check())
    }

    fn answer(&mut self) -> &mut dyn Decode {
        &mut self.answer
    }

    fn method(&self) -> &'static [u8] {
        b"PUT"
    }

    fn target(&self, out: &mut Encoder<'_>) {
        id_target(out, self.id);
    }

    fn has_content(&self) -> bool {
        true
    }

    fn content(&self, out: &mut Encoder<'_>) {
        let members = Members {
            id: self.replacement.members.id.or(Some(self.id)),
            ..self.replacement.members
        };
        json_members(out, &members);
    }

    fn is_repeatable(&self) -> bool {
        self.replacement.members.id.is_none_or(|new| new == self.id)
    }
}

yields_webhook!(Replace);
