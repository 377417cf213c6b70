//! The list's envelope, `{count, next, previous, results}` (B19). Only `next` says whether there is
//! more: the reference's own sample contradicts itself in `count` and `previous`.

use super::next_page::NextPage;
use super::object::ObjectReader;
use super::report::Watch;
use super::{Decode, Decoded, ListReport};
use crate::json::{Flow, Part, Sink, Token};
use crate::keyword::Keyword;
use crate::{Capacity, ProtocolError, Text, Webhook};

/// Level of a webhook in the envelope: the object, its list, the webhook.
const WEBHOOK_LEVEL: u8 = 3;

/// Responses that are pages of webhooks.
pub struct ManyWebhooks<'a, C: Capacity> {
    pub(crate) webhook: &'a mut Webhook<C>,
    reader: ObjectReader,
    envelope: Envelope,
    watch: Watch,
}

/// A page's envelope being read.
struct Envelope {
    /// The page being read.
    page: u32,
    next: NextPage,
    count: NextPage,
    /// The member whose value is being read.
    member: Option<Keyword>,
    /// `next` is an address.
    goes_on: bool,
    has_next: bool,
    has_results: bool,
    is_empty: bool,
}

impl Envelope {
    const fn new(page: u32) -> Self {
        Self {
            page,
            next: NextPage::new(),
            count: NextPage::count(),
            member: None,
            goes_on: false,
            has_next: false,
            has_results: false,
            is_empty: true,
        }
    }

    /// A token of the envelope itself; what is wrong if it does not belong there.
    #[inline(never)]
    fn token(&mut self, level: u8, token: Token) -> Option<ProtocolError> {
        match (level, token, self.member) {
            (1, Token::BeginObject, _) => *self = Self::new(self.page),
            (1, Token::End, _) => {}
            (1, Token::NameEnd(name), _) => {
                self.member = name;
                if name == Some(Keyword::Next) {
                    // Of two, one would hide the rest of the list.
                    if self.has_next {
                        return Some(ProtocolError::NextPage);
                    }
                    self.has_next = true;
                }
                if name == Some(Keyword::Count) {
                    self.count = NextPage::count();
                }
            }
            (1, Token::Null, Some(Keyword::Next)) | (2, Token::End, Some(Keyword::Results)) => {}
            // An empty text is an address without a page.
            (1, Token::TextEnd, Some(Keyword::Next)) => self.goes_on = true,
            (2, Token::BeginArray, Some(Keyword::Results)) if !self.has_results => {
                self.has_results = true;
            }
            // Neither an address nor null, or no list of objects.
            (_, _, Some(Keyword::Next | Keyword::Results)) => {
                return Some(ProtocolError::NotAWebhook);
            }
            _ => {}
        }
        None
    }

    /// The page's count, unless it is being read.
    fn count(&self) -> Option<u32> {
        match self.member {
            Some(Keyword::Count) => None,
            _ => self.count.number(),
        }
    }

    fn finish(&mut self) -> Result<Decoded, ProtocolError> {
        // Without `next`, nothing says that the list is whole.
        if !self.has_results || !self.has_next {
            return Err(ProtocolError::NotAWebhook);
        }
        if !self.goes_on {
            return Ok(Decoded::Done);
        }
        // A page that is not further on, or an empty one that promises more, might never end.
        if self.next.page() <= self.page || self.is_empty {
            return Err(ProtocolError::NextPage);
        }
        self.page = self.next.page();
        Ok(Decoded::Page(self.page))
    }
}

impl<'a, C: Capacity> ManyWebhooks<'a, C> {
    pub(crate) const fn new(webhook: &'a mut Webhook<C>) -> Self {
        Self {
            webhook,
            reader: ObjectReader::new(),
            envelope: Envelope::new(1),
            watch: Watch::new(),
        }
    }

    pub(crate) fn report(&self) -> ListReport {
        self.watch.report(self.envelope.count())
    }

    pub(crate) const fn start_at(&mut self, page: u32) {
        self.envelope.page = page;
    }

    fn is_webhook(&mut self, level: u8) -> bool {
        level >= WEBHOOK_LEVEL && self.envelope.member == Some(Keyword::Results)
    }
}

impl<C: Capacity> Sink for ManyWebhooks<'_, C> {
    fn text(&mut self, level: u8, part: &Part<'_>) -> Flow {
        if self.is_webhook(level) {
            let level = level - (WEBHOOK_LEVEL - 1);
            return self.reader.text(level, part, self.webhook);
        }
        let number = match self.envelope.member {
            Some(Keyword::Next) => &mut self.envelope.next,
            Some(Keyword::Count) => &mut self.envelope.count,
            // A string in the place of the results is refused at its end.
            _ => return Flow::More,
        };
        number.push(part);
        Flow::More
    }

    fn token(&mut self, level: u8, token: Token) -> Flow {
        if self.is_webhook(level) {
            self.envelope.is_empty = false;
            let level = level - (WEBHOOK_LEVEL - 1);
            let flow = self.reader.token(level, token, self.webhook);
            if matches!(self.reader.decoded, Decoded::Webhook | Decoded::Oversize(_)) {
                self.watch
                    .webhook(self.webhook.id.stored().unwrap_or_default());
            }
            return flow;
        }
        match self.envelope.token(level, token) {
            Some(fault) => self.reader.wrong(fault),
            // A number has no characters but as raw text.
            None if token == Token::NameEnd(Some(Keyword::Count)) => Flow::Capture,
            None => Flow::More,
        }
    }
}

impl<C: Capacity> Decode for ManyWebhooks<'_, C> {
    fn decoded(&self) -> Decoded {
        self.reader.decoded
    }

    fn finish(&mut self) -> Decoded {
        match self.envelope.finish() {
            Ok(decoded) => {
                self.watch.end_of_page(self.envelope.count.number());
                decoded
            }
            Err(fault) => Decoded::Invalid(fault),
        }
    }
}
