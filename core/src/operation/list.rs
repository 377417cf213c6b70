//! `GET /webhooks/?page=&page_size=` (B15, B19, B20).

use core::fmt;
use core::ops::DerefMut;

use super::{Operation, YieldsWebhook};
use crate::json::{Characters, Control, Sink, Token};
use crate::request::{Method, Request};
use crate::response::{Decoded, Envelope, ListReport, Member, ObjectReader, Watch};
use crate::{Capacity, Standard, Text, Webhook};

/// Nesting level of a webhook: 1 is the envelope, 2 the array of results, 3 the webhook.
const WEBHOOK_LEVEL: u8 = 3;

/// Lists all webhooks, one at a time, and requests each next page by itself.
///
/// It needs memory for one webhook, however long the list or its pages. Of the URL in `next`, only
/// the page number is used, and `page_size` is sent again ([B19](crate::behaviour#b19)). A next
/// page that no longer exists, because webhooks were deleted meanwhile, ends the list
/// ([B20](crate::behaviour#b20)).
///
/// The server divides the list into pages at each request: deleting webhooks while listing moves
/// later webhooks to earlier pages, so that the list misses them. Collect the ids first, or list
/// again until nothing is left. [`Exchange::report`](crate::Exchange::report) tells whether the
/// list changed.
///
/// ```
/// use gigapay_webhooks::{List, Webhook};
///
/// let mut webhook = Webhook::new();
/// let list = List::new(&mut webhook).page_size(10);
/// # let _ = list;
/// ```
pub type List<'a, C = Standard> = ListInto<'a, &'a mut Webhook<C>>;

/// Same as [`List`], for any pointer to the webhook: `W` is a mutable reference, or an owner such
/// as a `Box`, which [`Exchange::replace`] hands over with the decoded webhook.
///
/// [`Exchange::replace`]: crate::Exchange::replace
pub struct ListInto<'a, W> {
    request: Request<'a>,
    pub(crate) webhook: W,
    reader: ObjectReader,
    envelope: Envelope,
    watch: Watch,
}

impl<C: Capacity, W: DerefMut<Target = Webhook<C>>> ListInto<'_, W> {
    /// Lists all webhooks and decodes each one into `webhook`, in pages of the server's default
    /// size (25, [B15](crate::behaviour#b15)).
    pub fn new(webhook: W) -> Self {
        Self {
            request: Request::new(Method::Get, None, None),
            webhook,
            reader: ObjectReader::new(),
            envelope: Envelope::new(),
            watch: Watch::new(),
        }
    }

    /// Starts at this page; the first page is 1.
    #[must_use]
    pub const fn page(mut self, page: u32) -> Self {
        self.request.page = Some(page);
        self
    }

    /// Requests pages of this many webhooks, at least 1. The server may have a lower limit.
    #[must_use]
    pub const fn page_size(mut self, webhooks: u32) -> Self {
        self.request.page_size = Some(webhooks);
        self
    }

    pub(crate) fn report(&self) -> ListReport {
        self.watch.report(self.envelope.count())
    }

    fn is_webhook(&self, level: u8) -> bool {
        level >= WEBHOOK_LEVEL && self.envelope.member == Some(Member::Results)
    }
}

impl<W> fmt::Debug for ListInto<'_, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ListInto").field(&self.request).finish()
    }
}

impl<C: Capacity, W: DerefMut<Target = Webhook<C>>> Sink for ListInto<'_, W> {
    fn text(&mut self, level: u8, characters: &Characters<'_>) -> Control {
        if self.is_webhook(level) {
            let level = level - (WEBHOOK_LEVEL - 1);
            return self.reader.text(level, characters, &mut *self.webhook);
        }
        self.envelope.text(characters);
        Control::Continue
    }

    fn token(&mut self, level: u8, token: Token<'_>) -> Control {
        if self.is_webhook(level) {
            self.envelope.is_empty = false;
            let level = level - (WEBHOOK_LEVEL - 1);
            let control = self.reader.token(level, token, &mut *self.webhook);
            // Testing for `Stop` first saves testing `decoded` at every token.
            let is_whole = matches!(self.reader.decoded, Decoded::Webhook | Decoded::Oversize(_));
            if control == Control::Stop && is_whole {
                self.watch
                    .webhook(self.webhook.id.stored().unwrap_or_default());
            }
            return control;
        }
        match self.envelope.token(level, token) {
            Some(fault) => self.reader.wrong(fault),
            // The digits of a number are only available as raw text.
            None if matches!(token, Token::NameEnd(_))
                && self.envelope.member == Some(Member::Count) =>
            {
                Control::Capture
            }
            None => Control::Continue,
        }
    }
}

impl<C: Capacity, W: DerefMut<Target = Webhook<C>>> Operation for ListInto<'_, W> {
    fn request(&self) -> &Request<'_> {
        &self.request
    }

    fn decoded(&self) -> Decoded {
        self.reader.decoded
    }

    fn finish(&mut self) -> Decoded {
        let decoded = self.envelope.finish(&mut self.request.page);
        if !matches!(decoded, Decoded::Invalid(_)) {
            self.watch.end_of_page(self.envelope.count.number());
        }
        decoded
    }
}

impl<C: Capacity, W: DerefMut<Target = Webhook<C>>> YieldsWebhook for ListInto<'_, W> {
    type Capacity = C;

    fn webhook(&self) -> &Webhook<C> {
        &self.webhook
    }

    fn webhook_mut(&mut self) -> &mut Webhook<C> {
        &mut self.webhook
    }
}
