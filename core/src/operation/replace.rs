//! `PUT /webhooks/:id/` (B15, B17).

use super::yields_webhook;
use crate::request::{Method, Request};
use crate::response::OneWebhook;
use crate::values::Members;
use crate::{Capacity, Replacement, Standard, Webhook};

/// Replaces a webhook whole.
///
/// The id is always sent: the reference would have the server draw a new one otherwise.
///
/// After an error the webhook holds whatever had arrived by then.
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
pub struct Replace<'a, C: Capacity = Standard> {
    request: Request<'a>,
    response: OneWebhook<'a, C>,
}

impl<'a, C: Capacity> Replace<'a, C> {
    /// Puts `replacement` in the place of the webhook `id`; `webhook` becomes the result.
    pub fn new(id: &'a str, replacement: Replacement<'a>, webhook: &'a mut Webhook<C>) -> Self {
        Self {
            request: Request {
                id: Some(id),
                members: Some(Members {
                    id: replacement.members.id.or(Some(id)),
                    ..replacement.members
                }),
                ..Request::new(Method::Put)
            },
            response: OneWebhook::new(webhook),
        }
    }
}

yields_webhook!(Replace, once);
