//! The list's envelope, `{count, next, previous, results}` (B19). Only `next` says whether there is
//! more: the reference's own sample contradicts itself in `count` and `previous`.

use super::Decoded;
use super::next_page::NextPage;
use crate::ProtocolError;
use crate::json::{Part, Token};
use crate::keyword::Keyword;

/// A page's envelope being read.
pub(crate) struct Envelope {
    next: NextPage,
    pub(crate) count: NextPage,
    /// The member whose value is being read.
    pub(crate) member: Option<Keyword>,
    /// `next` is an address.
    goes_on: bool,
    has_next: bool,
    has_results: bool,
    pub(crate) is_empty: bool,
}

impl Envelope {
    pub(crate) const fn new() -> Self {
        Self {
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
    pub(crate) fn token(&mut self, level: u8, token: Token) -> Option<ProtocolError> {
        match (level, token, self.member) {
            (1, Token::BeginObject, _) => *self = Self::new(),
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

    /// Characters of a value of the envelope itself.
    pub(crate) fn text(&mut self, part: &Part<'_>) {
        match self.member {
            Some(Keyword::Next) => self.next.push(part),
            Some(Keyword::Count) => self.count.push(part),
            // A string in the place of the results is refused at its end.
            _ => {}
        }
    }

    /// The page's count, unless it is being read.
    pub(crate) fn count(&self) -> Option<u32> {
        match self.member {
            Some(Keyword::Count) => None,
            _ => self.count.number(),
        }
    }

    /// The page has ended. `page` is its number, and becomes that of the next one.
    pub(crate) fn finish(&self, page: &mut Option<u32>) -> Decoded {
        // Without `next`, nothing says that the list is whole.
        if !self.has_results || !self.has_next {
            return Decoded::Invalid(ProtocolError::NotAWebhook);
        }
        if !self.goes_on {
            return Decoded::Done;
        }
        let next = self.next.number();
        // A page that is not further on, or an empty one that promises more, might never end.
        if next <= page.or(Some(1)) || self.is_empty {
            return Decoded::Invalid(ProtocolError::NextPage);
        }
        *page = next;
        Decoded::NextPage
    }
}
