//! `GET /webhooks/:id/` (B9, B15).

use super::WebhookOperation;
use crate::request::{Method, Request};
use crate::{Capacity, Webhook};

/// Retrieves a webhook by its id.
///
/// After an error, `webhook` holds what had arrived by then.
///
/// ```
/// use gigapay_webhooks::{Retrieve, Webhook};
///
/// let mut webhook = Webhook::new();
/// let retrieve = Retrieve::new("pump-7", &mut webhook);
/// # let _ = retrieve;
/// ```
#[derive(Debug)]
pub enum Retrieve {}

#[allow(
    clippy::new_ret_no_self,
    reason = "all of these operations are one type"
)]
impl Retrieve {
    /// Retrieves the webhook `id` into `webhook`. The id can be any text; it is sent
    /// percent-encoded ([B9](crate::behaviour#b9)).
    pub fn new<'a, C: Capacity>(
        id: &'a str,
        webhook: &'a mut Webhook<C>,
    ) -> WebhookOperation<'a, C> {
        let request = Request {
            id: Some(id),
            ..Request::new(Method::Get)
        };
        WebhookOperation::new(request, webhook)
    }
}
