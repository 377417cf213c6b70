//! The operations whose response is one webhook: `POST /webhooks/`, and `GET`, `PATCH` and `PUT
//! /webhooks/:id/` (B5, B9, B15 to B17, B21).

#![allow(
    clippy::new_ret_no_self,
    reason = "all of these operations are one type"
)]

use core::fmt;

use super::{Operation, SingleResponse, YieldsWebhook};
use crate::json::{Characters, Control, Sink, Token};
use crate::request::{Method, Request};
use crate::response::{Decoded, ObjectReader};
use crate::{Capacity, NewWebhook, Replacement, Standard, Webhook, WebhookUpdate};

/// An operation whose response is one webhook, made by [`Register::new`], [`Retrieve::new`],
/// [`Update::new`], [`Replace::new`] and [`Ensure::next`](crate::Ensure::next).
///
/// All of these share one type, so that the code that runs them exists once. After an error, the
/// webhook may be partly filled.
pub struct WebhookOperation<'a, C: Capacity = Standard> {
    request: Request<'a>,
    webhook: &'a mut Webhook<C>,
    reader: ObjectReader,
}

impl<'a, C: Capacity> WebhookOperation<'a, C> {
    pub(crate) const fn new(request: Request<'a>, webhook: &'a mut Webhook<C>) -> Self {
        Self {
            request,
            webhook,
            reader: ObjectReader::new(),
        }
    }
}

/// Registers a webhook. The response is the webhook, including its secret key.
///
/// It is safe to repeat after a lost response only with an idempotency key
/// ([B21](crate::behaviour#b21)).
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

impl Register {
    /// Registers `new`. The response is decoded into `webhook`.
    pub fn new<'a, C: Capacity>(
        new: NewWebhook<'a>,
        webhook: &'a mut Webhook<C>,
    ) -> WebhookOperation<'a, C> {
        let mut request = Request::new(Method::Post, None, Some(new.members));
        request.idempotency_key = new.idempotency_key;
        WebhookOperation::new(request, webhook)
    }
}

/// Retrieves a webhook by its id.
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

impl Retrieve {
    /// Retrieves the webhook `id` into `webhook`. The id can be any text; it is sent
    /// percent-encoded ([B9](crate::behaviour#b9)).
    pub fn new<'a, C: Capacity>(
        id: &'a str,
        webhook: &'a mut Webhook<C>,
    ) -> WebhookOperation<'a, C> {
        WebhookOperation::new(Request::new(Method::Get, Some(id), None), webhook)
    }
}

/// Updates a webhook: only the fields that change are sent ([B16](crate::behaviour#b16)).
///
/// It is safe to repeat unless it changes the id, and with it the URL of the webhook
/// ([B9](crate::behaviour#b9)).
///
/// ```
/// use gigapay_webhooks::{Update, Webhook, WebhookUpdate};
///
/// let changes = WebhookUpdate::new().url("https://example.com/new/");
/// let mut webhook = Webhook::new();
/// let update = Update::new("pump-7", changes, &mut webhook);
/// # let _ = update;
/// ```
#[derive(Debug)]
pub enum Update {}

impl Update {
    /// Applies `update` to the webhook `id`. The response is decoded into `webhook`.
    pub fn new<'a, C: Capacity>(
        id: &'a str,
        update: WebhookUpdate<'a>,
        webhook: &'a mut Webhook<C>,
    ) -> WebhookOperation<'a, C> {
        let request = Request::new(Method::Patch, Some(id), Some(update.members));
        WebhookOperation::new(request, webhook)
    }
}

/// Replaces all fields of a webhook.
///
/// The id is always sent; according to the API reference, the server would otherwise generate a new
/// one ([B17](crate::behaviour#b17)).
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

impl Replace {
    /// Replaces the webhook `id`. The response is decoded into `webhook`.
    pub fn new<'a, C: Capacity>(
        id: &'a str,
        replacement: Replacement<'a>,
        webhook: &'a mut Webhook<C>,
    ) -> WebhookOperation<'a, C> {
        let mut members = replacement.members;
        members.id = members.id.or(Some(id));
        WebhookOperation::new(Request::new(Method::Put, Some(id), Some(members)), webhook)
    }
}

impl<C: Capacity> fmt::Debug for WebhookOperation<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tuple = f.debug_tuple("WebhookOperation");
        tuple.field(&self.request).finish()
    }
}

impl<C: Capacity> Sink for WebhookOperation<'_, C> {
    fn text(&mut self, level: u8, characters: &Characters<'_>) -> Control {
        self.reader.text(level, characters, self.webhook)
    }

    fn token(&mut self, level: u8, token: Token<'_>) -> Control {
        let control = self.reader.token(level, token, self.webhook);
        match self.reader.decoded {
            // The rest of the response must be valid JSON, too.
            Decoded::Webhook | Decoded::Oversize(_) => Control::Continue,
            _ => control,
        }
    }
}

impl<C: Capacity> Operation for WebhookOperation<'_, C> {
    fn request(&self) -> &Request<'_> {
        &self.request
    }

    fn decoded(&self) -> Decoded {
        self.reader.decoded
    }
}

impl<C: Capacity> YieldsWebhook for WebhookOperation<'_, C> {
    type Capacity = C;

    fn webhook(&self) -> &Webhook<C> {
        self.webhook
    }

    fn webhook_mut(&mut self) -> &mut Webhook<C> {
        self.webhook
    }
}

impl<C: Capacity> SingleResponse for WebhookOperation<'_, C> {
    type Output<'e>
        = &'e Webhook<C>
    where
        Self: 'e;

    fn output(&self) -> &Webhook<C> {
        self.webhook
    }
}
