//! `GET /webhooks/:id/` (B9, B15).

use super::yields_webhook;
use crate::request::{Method, Request};
use crate::response::OneWebhook;
use crate::{Capacity, Standard, Webhook};

/// Retrieves a webhook by its id.
///
/// After an error the webhook holds whatever had arrived by then.
///
/// ```
/// use gigapay_webhooks::{Retrieve, Webhook};
///
/// let mut webhook = Webhook::new();
/// let retrieve = Retrieve::new("pump-7", &mut webhook);
/// # let _ = retrieve;
/// ```
pub struct Retrieve<'a, C: Capacity = Standard> {
    request: Request<'a>,
    response: OneWebhook<'a, C>,
}

impl<'a, C: Capacity> Retrieve<'a, C> {
    /// Retrieves the webhook `id` into `webhook`. The id is any text, percent-encoded on its way (B9).
    pub fn new(id: &'a str, webhook: &'a mut Webhook<C>) -> Self {
        Self {
            request: Request {
                id: Some(id),
                ..Request::new(Method::Get)
            },
            response: OneWebhook::new(webhook),
        }
    }
}

yields_webhook!(Retrieve, once);
