//! The list's envelope, `{count, next, previous, results}` (B19). Only `next` says whether there is
//! more: the reference's own sample contradicts itself in `count` and `previous`.

use super::Decoded;
use super::next_page::NextPage;
use crate::ProtocolError;
use crate::json::{Characters, Token};
use crate::keyword::keywords;

keywords! {
    /// A member of the envelope that is read.
    pub(crate) enum Member {
        Count = "count",
        Next = "next",
        Results = "results",
    }
}

/// A page's envelope being read.
pub(crate) struct Envelope {
    next: NextPage,
    pub(crate) count: NextPage,
    /// The member whose value is being read.
    pub(crate) member: Option<Member>,
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
    pub(crate) fn token(&mut self, level: u8, token: Token<'_>) -> Option<ProtocolError> {
        match (level, token, self.member) {
            (1, Token::BeginObject, _) => *self = Self::new(),
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

    /// Characters of a value of the envelope itself.
    pub(crate) fn text(&mut self, characters: &Characters<'_>) {
        match self.member {
            Some(Member::Next) => self.next.push(characters),
            Some(Member::Count) => self.count.push(characters),
            // A string in the place of the results is refused at its end.
            _ => {}
        }
    }

    /// The page's count, unless it is being read.
    pub(crate) fn count(&self) -> Option<u32> {
        match self.member {
            Some(Member::Count) => None,
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
