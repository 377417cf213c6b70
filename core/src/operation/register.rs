//! `POST /webhooks/` (B5, B15, B21).

use super::WebhookOperation;
use crate::request::{Method, Request};
use crate::{Capacity, NewWebhook, Webhook};

/// Registers a webhook. The response is the webhook, its secret included.
///
/// Safe to repeat after a lost response only with an idempotency key ([B21](crate::behaviour#b21)).
///
/// After an error, `webhook` holds what had arrived by then.
///
/// ```
/// use gigapay_webhooks::{Event, NewWebhook, Register, Webhook};
///
/// let new = NewWebhook::new("https://example.com/hooks/", &[Event::PAYOUT_CREATED]);
/// let mut webhook = Webhook::new();
/// let register = Register::new(new, &mut webhook);
/// # let _ = register;
/// ```
#[derive(Debug)]
pub enum Register {}

#[allow(
    clippy::new_ret_no_self,
    reason = "all of these operations are one type"
)]
impl Register {
    /// Registers `new`. The response is decoded into `webhook`.
    pub fn new<'a, C: Capacity>(
        new: NewWebhook<'a>,
        webhook: &'a mut Webhook<C>,
    ) -> WebhookOperation<'a, C> {
        let request = Request {
            members: Some(new.members),
            idempotency_key: new.idempotency_key,
            ..Request::new(Method::Post)
        };
        WebhookOperation::new(request, webhook)
    }
}
