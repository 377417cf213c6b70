//! `POST /webhooks/` (B5, B15, B21).

use super::{Marker, Request, answered_with_a_webhook};
use crate::request::{Encoder, json_members};
use crate::{Capacity, NewWebhook, Standard};

/// Registers a webhook. Answered with the webhook, its secret included.
///
/// Safe to repeat after a lost answer only with an idempotency key (B21).
///
/// ```
/// use gigapay_webhooks::{Event, NewWebhook, Register};
///
/// let new = NewWebhook::new("https://example.com/hooks/", &[Event::PAYOUT_CREATED]);
/// let register: Register = Register::new(new);
/// # let _ = register;
/// ```
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Register<'a, C: Capacity = Standard> {
    new: NewWebhook<'a>,
    #[cfg_attr(feature = "defmt", defmt(Debug2Format))]
    capacity: Marker<C>,
}

impl<'a, C: Capacity> Register<'a, C> {
    /// Registers `new`.
    pub const fn new(new: NewWebhook<'a>) -> Self {
        Self {
            new,
            capacity: core::marker::PhantomData,
        }
    }
}

impl<C: Capacity> Request for Register<'_, C> {
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

answered_with_a_webhook!(Register, self => self.new.check());
