//! `PATCH /webhooks/:id/` (B9, B15, B16).

use super::yields_webhook;
use crate::request::{Method, Request};
use crate::response::OneWebhook;
use crate::{Capacity, Standard, Webhook, WebhookUpdate};

/// Updates a webhook: only what changes is sent.
///
/// Safe to repeat unless it changes the id: the address has moved then (B9).
///
/// After an error the webhook holds whatever had arrived by then.
///
/// ```
/// use gigapay_webhooks::{Update, Webhook, WebhookUpdate};
///
/// let changes = WebhookUpdate::new().url("https://example.com/new/");
/// let mut webhook = Webhook::new();
/// let update = Update::new("pump-7", changes, &mut webhook);
/// # let _ = update;
/// ```
pub struct Update<'a, C: Capacity = Standard> {
    request: Request<'a>,
    response: OneWebhook<'a, C>,
}

impl<'a, C: Capacity> Update<'a, C> {
    /// Makes the changes in `update` to the webhook `id`; `webhook` becomes the result.
    pub fn new(id: &'a str, update: WebhookUpdate<'a>, webhook: &'a mut Webhook<C>) -> Self {
        Self {
            request: Request {
                id: Some(id),
                members: Some(update.members),
                ..Request::new(Method::Patch)
            },
            response: OneWebhook::new(webhook),
        }
    }
}

yields_webhook!(Update, once);
