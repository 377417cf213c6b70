//! `PATCH /webhooks/:id/` (B9, B15, B16).

use super::WebhookOperation;
use crate::request::{Method, Request};
use crate::{Capacity, Webhook, WebhookUpdate};

/// Updates a webhook: only the fields that change are sent ([B16](crate::behaviour#b16)).
///
/// Safe to repeat unless it changes the id, and so the address ([B9](crate::behaviour#b9)).
///
/// After an error, `webhook` holds what had arrived by then.
///
/// ```
/// use gigapay_webhooks::{Update, Webhook, WebhookUpdate};
///
/// let changes = WebhookUpdate::new().url("https://example.com/new/");
/// let mut webhook = Webhook::new();
/// let update = Update::new("pump-7", changes, &mut webhook);
/// # let _ = update;
/// ```
#[derive(Debug)]
pub enum Update {}

#[allow(
    clippy::new_ret_no_self,
    reason = "all of these operations are one type"
)]
impl Update {
    /// Applies `update` to the webhook `id`. The response is decoded into `webhook`.
    pub fn new<'a, C: Capacity>(
        id: &'a str,
        update: WebhookUpdate<'a>,
        webhook: &'a mut Webhook<C>,
    ) -> WebhookOperation<'a, C> {
        let request = Request {
            id: Some(id),
            members: Some(update.members),
            ..Request::new(Method::Patch)
        };
        WebhookOperation::new(request, webhook)
    }
}
