//! The operation that ensuring a webhook takes next.

use crate::operation::yields_webhook;
use crate::request::Request;
use crate::response::OneWebhook;
use crate::{Capacity, Standard, Webhook};

/// What [`Ensure::next`](crate::Ensure::next) asks for: to retrieve, to register or to update the
/// webhook. Run it like any other [`Operation`](crate::Operation).
///
/// It is one type whichever it is, so that the code which runs it exists once.
pub struct EnsureOperation<'a, C: Capacity = Standard> {
    request: Request<'a>,
    response: OneWebhook<'a, C>,
}

impl<'a, C: Capacity> EnsureOperation<'a, C> {
    pub(super) const fn new(request: Request<'a>, webhook: &'a mut Webhook<C>) -> Self {
        Self {
            request,
            response: OneWebhook::new(webhook),
        }
    }
}

yields_webhook!(EnsureOperation, once);
