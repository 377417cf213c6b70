//! The list's envelope, `{count, next, previous, results}` (B19). Only `next` says whether there is
//! more: the reference's own sample contradicts itself in `count` and `previous`.

use core::ops::DerefMut;

use super::next_page::NextPage;
use super::object::ObjectReader;
use super::report::Watch;
use super::{Decode, Decoded, ListReport};
use crate::json::{Characters, Control, Sink, Token};
use crate::keyword::keywords;
use crate::{Capacity, ProtocolError, Text, Webhook};

/// Level of a webhook in the envelope: the object, its list, the webhook.
const WEBHOOK_LEVEL: u8 = 3;

/// Responses that are pages of webhooks. `W` is where each webhook is decoded: a reference to it,
/// or a box.
pub struct ManyWebhooks<W> {
    pub(crate) webhook: W,
    reader: ObjectReader,
    envelope: Envelope,
    watch: Watch,
}

keywords! {
    /// A member of the envelope that is read.
    enum Member {
        Count = "count",
        Next = "next",
        Results = "results",
    }
}

/// A page's envelope being read.
struct Envelope {
    /// The page being read.
    page: u32,
    next: NextPage,
    count: NextPage,
    /// The member whose value is being read.
    member: Option<Member>,
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
    fn token(&mut self, level: u8, token: Token<'_>) -> Option<ProtocolError> {
        match (level, token, self.member) {
            (1, Token::BeginObject, _) => *self = Self::new(self.page),
            (1, Token::End, _) => {}
            (1, Token::NameEnd(name), _) => {
                self.member = name.find(&Member::ALL);
                if self.member == Some(Member::Next) {
                    // Of two, one would hide the rest of the list.
                    if self.has_next {
                        return Some(ProtocolError::NextPage);
                    }
                    self.has_next = true;
                }
                if self.member == Some(Member::Count) {
                    self.count = NextPage::count();
                }
            }
            (1, Token::Null, Some(Member::Next)) | (2, Token::End, Some(Member::Results)) => {}
            // An empty text is an address without a page.
            (1, Token::TextEnd, Some(Member::Next)) => self.goes_on = true,
            (2, Token::BeginArray, Some(Member::Results)) if !self.has_results => {
                self.has_results = true;
            }
            // Neither an address nor null, or no list of objects.
            (_, _, Some(Member::Next | Member::Results)) => {
                return Some(ProtocolError::NotAWebhook);
            }
            _ => {}
        }
        None
    }

    /// The page's count, unless it is being read.
    fn count(&self) -> Option<u32> {
        match self.member {
            Some(Member::Count) => None,
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

impl<W> ManyWebhooks<W> {
    pub(crate) const fn new(webhook: W) -> Self {
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
        level >= WEBHOOK_LEVEL && self.envelope.member == Some(Member::Results)
    }
}

impl<C: Capacity, W: DerefMut<Target = Webhook<C>>> Sink for ManyWebhooks<W> {
    fn text(&mut self, level: u8, characters: &Characters<'_>) -> Control {
        if self.is_webhook(level) {
            let level = level - (WEBHOOK_LEVEL - 1);
            return self.reader.text(level, characters, &mut *self.webhook);
        }
        let number = match self.envelope.member {
            Some(Member::Next) => &mut self.envelope.next,
            Some(Member::Count) => &mut self.envelope.count,
            // A string in the place of the results is refused at its end.
            _ => return Control::Continue,
        };
        number.push(characters);
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

impl<C: Capacity, W: DerefMut<Target = Webhook<C>>> Decode for ManyWebhooks<W> {
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
