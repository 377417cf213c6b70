//! `PUT /webhooks/:id/` (B15, B17).

use super::WebhookOperation;
use crate::request::{Method, Request};
use crate::values::Members;
use crate::{Capacity, Replacement, Webhook};

/// Replaces all fields of a webhook.
///
/// The id is always sent: by the reference, the server would otherwise generate a new one.
///
/// After an error, `webhook` holds what had arrived by then.
///
/// ```
/// use gigapay_webhooks::{Event, Replace, Replacement, ReplacementSecret, Webhook};
///
/// let replacement = Replacement::new(
///     "https://example.com/hooks/",
///     &[Event::PAYOUT_CREATED],
///     ReplacementSecret::REGENERATE,
/// );
/// let mut webhook = Webhook::new();
/// let replace = Replace::new("pump-7", replacement, &mut webhook);
/// # let _ = replace;
/// ```
#[derive(Debug)]
pub enum Replace {}

#[allow(
    clippy::new_ret_no_self,
    reason = "all of these operations are one type"
)]
impl Replace {
    /// Replaces the webhook `id`. The response is decoded into `webhook`.
    pub fn new<'a, C: Capacity>(
        id: &'a str,
        replacement: Replacement<'a>,
        webhook: &'a mut Webhook<C>,
    ) -> WebhookOperation<'a, C> {
        let request = Request {
            id: Some(id),
            members: Some(Members {
                id: replacement.members.id.or(Some(id)),
                ..replacement.members
            }),
            ..Request::new(Method::Put)
        };
        WebhookOperation::new(request, webhook)
    }
}
