//! `POST /webhooks/` (B5, B15, B21).

use super::yields_webhook;
use crate::request::{Method, Request};
use crate::response::OneWebhook;
use crate::{Capacity, NewWebhook, Standard, Webhook};

/// Registers a webhook. Answered with the webhook, its secret included.
///
/// Safe to repeat after a lost response only with an idempotency key (B21).
///
/// After an error the webhook holds whatever had arrived by then.
///
/// ```
/// use gigapay_webhooks::{Event, NewWebhook, Register, Webhook};
///
/// let new = NewWebhook::new("https://example.com/hooks/", &[Event::PAYOUT_CREATED]);
/// let mut webhook = Webhook::new();
/// let register = Register::new(new, &mut webhook);
/// # let _ = register;
/// ```
pub struct Register<'a, C: Capacity = Standard> {
    request: Request<'a>,
    response: OneWebhook<'a, C>,
}

impl<'a, C: Capacity> Register<'a, C> {
    /// Registers `new`; `webhook` becomes what the API made of it.
    pub fn new(new: NewWebhook<'a>, webhook: &'a mut Webhook<C>) -> Self {
        Self {
            request: Request {
                members: Some(new.members),
                idempotency_key: new.idempotency_key,
                ..Request::new(Method::Post)
            },
            response: OneWebhook::new(webhook),
        }
    }
}

yields_webhook!(Register, once);
