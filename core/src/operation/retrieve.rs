//! `GET /webhooks/:id/` (B9, B15).

use super::{Request, id_target, yields_webhook};
use crate::answer::{Decode, OneWebhook};
use crate::request::Encoder;
use crate::values::check_id;
use crate::{Capacity, ConfigError, Standard, Webhook};

/// Retrieves a webhook by its id.
///
/// ```
/// use gigapay_webhooks::{Retrieve, Webhook};
///
/// let mut webhook: Webhook = Webhook::default();
/// let retrieve = Retrieve::new("pump-7", &mut webhook);
/// # let _ = retrieve;
/// ```
pub struct Retrieve<'a, C: Capacity = Standard> {
    id: &'a str,
    answer: OneWebhook<'a, C>,
}

impl<'a, C: Capacity> Retrieve<'a, C> {
    /// Retrieves the webhook `id` into `webhook`. The id is any text, percent-encoded on its way (B9).
    pub fn new(id: &'a str, webhook: &'a mut Webhook<C>) -> Self {
        Self {
            id,
            answer: OneWebhook::new(webhook),
        }
    }
}

impl<C: Capacity> Request for Retrieve<'_, C> {
    fn check(&self) -> Result<(), ConfigError> {
        check_id(self.id)
    }

    fn answer(&mut self) -> &mut dyn Decode {
        &mut self.answer
    }

    fn method(&self) -> &'static [u8] {
        b"GET"
    }

    fn target(&self, out: &mut Encoder<'_>) {
        id_target(out, self.id);
    }
}

yields_webhook!(Retrieve);
