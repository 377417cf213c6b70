//! `GET /webhooks/?page=&page_size=` (B15, B19, B20).

use core::fmt;
use core::ops::DerefMut;

use super::{Operation, YieldsWebhook};
use crate::json::{Characters, Control, Sink, Token};
use crate::request::{Method, Request};
use crate::response::{Decoded, Envelope, ListReport, Member, ObjectReader, Watch};
use crate::{Capacity, Standard, Text, Webhook};

/// Level of a webhook in the envelope: the object, its list, the webhook.
const WEBHOOK_LEVEL: u8 = 3;

/// Lists all webhooks, one at a time, and follows the pages by itself.
///
/// `page` counts from 1. Memory is one webhook, however long the list or its pages. The address
/// in `next` is never contacted: only its page number is used, and `page_size` is sent again
/// ([B19](crate::behaviour#b19)). A page that vanishes because webhooks are deleted meanwhile ends
/// the list ([B20](crate::behaviour#b20)).
///
/// The server cuts the list into pages at each request: deleting webhooks while listing them moves
/// later ones to earlier pages, and the list misses them. Collect the ids first, or list again
/// until nothing is left. [`Exchange::report`](crate::Exchange::report) tells of changes that show.
///
/// ```
/// use gigapay_webhooks::{List, Webhook};
///
/// let mut webhook = Webhook::new();
/// let list = List::new(&mut webhook).page_size(10);
/// # let _ = list;
/// ```
pub type List<'a, C = Standard> = ListInto<'a, &'a mut Webhook<C>>;

/// [`List`] with a choice of where webhooks are decoded: `W` is a mutable reference to a
/// [`Webhook`], or an owner of one such as a `Box`, which [`Exchange::replace`] hands over with the
/// webhook in it.
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
    /// Lists all webhooks, one after the other, into `webhook`, in pages of the server's default
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

    /// Starts at this page; the first is 1.
    #[must_use]
    pub const fn page(mut self, page: u32) -> Self {
        self.request.page = Some(page);
        self
    }

    /// Asks for pages of this many webhooks. The server may have a limit of its own.
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
            let flow = self.reader.token(level, token, &mut *self.webhook);
            // To ask for the stop first saves a look at what was decoded for every token.
            let is_whole = matches!(self.reader.decoded, Decoded::Webhook | Decoded::Oversize(_));
            if flow == Control::Stop && is_whole {
                self.watch
                    .webhook(self.webhook.id.stored().unwrap_or_default());
            }
            return flow;
        }
        match self.envelope.token(level, token) {
            Some(fault) => self.reader.wrong(fault),
            // A number has no characters but as raw text.
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
