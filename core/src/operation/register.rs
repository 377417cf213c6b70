//! `POST /webhooks/` (B5, B15, B21).

use super::{Request, yields_webhook};
use crate::answer::{Decode, OneWebhook};
use crate::request::{Encoder, json_members};
use crate::{Capacity, ConfigError, NewWebhook, Standard, Webhook};

/// Registers a webhook. Answered with the webhook, its secret included.
///
/// Safe to repeat after a lost answer only with an idempotency key (B21).
///
/// ```
/// use gigapay_webhooks::{Event, NewWebhook, Register, Webhook};
///
/// let new = NewWebhook::new("https://example.com/hooks/", &[Event::PAYOUT_CREATED]);
/// let mut webhook: Webhook = Webhook::default();
/// let register = Register::new(new, &mut webhook);
/// # let _ = register;
/// ```
pub struct Register<'a, C: Capacity = Standard> {
    new: NewWebhook<'a>,
    answer: OneWebhook<'a, C>,
}

impl<'a, C: Capacity> Register<'a, C> {
    /// Registers `new`; `webhook` becomes what the API made of it.
    pub fn new(new: NewWebhook<'a>, webhook: &'a mut Webhook<C>) -> Self {
        Self {
            new,
            answer: OneWebhook::new(webhook),
        }
    }
}

impl<C: Capacity> Request for Register<'_, C> {
    fn check(&self) -> Result<(), ConfigError> {
        self.new.check()
    }

    fn answer(&mut self) -> &mut dyn Decode {
        &mut self.answer
    }

    fn method(&self) -> &'static [u8] {
        b"POST"
    }

    fn target(&self, _out: &mut Encoder<'_>) {}

    fn idempotency_key(&self) -> Option<&str> {
        self.new.idempotency_key
    }

    fn has_content(&self) -> bool {
        true
    }

    fn content(&self, out: &mut Encoder<'_>) {
        json_members(out, &self.new.members);
    }

    fn is_repeatable(&self) -> bool {
        self.new.idempotency_key.is_some()
    }
}

yields_webhook!(Register);
