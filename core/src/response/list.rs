//! The envelope of a list, `{count, next, previous, results}` (B19). Only `next` says whether there
//! are more pages, since `count` and `previous` contradict each other in the API's own example.

use super::Decoded;
use super::next_page::NextPage;
use crate::ProtocolError;
use crate::json::{Characters, Token};
use crate::keyword::keywords;

keywords! {
    /// The members of the envelope that are read.
    pub(crate) enum Member {
        Count = "count",
        Next = "next",
        Results = "results",
    }
}

/// Decoder of a page's envelope.
pub(crate) struct Envelope {
    next: NextPage,
    pub(crate) count: NextPage,
    /// The member whose value is being read.
    pub(crate) member: Option<Member>,
    /// `next` is a string, not `null`.
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

    /// Decodes a token of the envelope itself. Returns an error if the token is not allowed.
    // Not inlined: saves 12 bytes, and 8 of stack, for the six operations (measured on thumbv7em).
    #[inline(never)]
    pub(crate) fn token(&mut self, level: u8, token: Token<'_>) -> Option<ProtocolError> {
        match (level, token, self.member) {
            (1, Token::BeginObject, _) => *self = Self::new(),
            (1, Token::End, _) => {}
            (1, Token::NameEnd(name), _) => {
                self.member = name.find(&Member::ALL);
                if self.member == Some(Member::Next) {
                    // If `next` came twice, one of them could hide the rest of the list.
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
            // An empty string is a URL without a page.
            (1, Token::TextEnd, Some(Member::Next)) => self.goes_on = true,
            (2, Token::BeginArray, Some(Member::Results)) if !self.has_results => {
                self.has_results = true;
            }
            // `next` is neither a string nor null, or `results` is not an array.
            (_, _, Some(Member::Next | Member::Results)) => {
                return Some(ProtocolError::NotAWebhook);
            }
            _ => {}
        }
        None
    }

    /// Decodes characters of a value of the envelope itself.
    pub(crate) fn text(&mut self, characters: &Characters<'_>) {
        match self.member {
            Some(Member::Next) => self.next.push(characters),
            Some(Member::Count) => self.count.push(characters),
            // If `results` is a string, `token` returns an error at its end.
            _ => {}
        }
    }

    /// Returns the page's count; `None` while it is being read.
    pub(crate) fn count(&self) -> Option<u32> {
        match self.member {
            Some(Member::Count) => None,
            _ => self.count.number(),
        }
    }

    /// Ends the page. `page` is its number, and is set to that of the next page.
    pub(crate) fn finish(&self, page: &mut Option<u32>) -> Decoded {
        // Without `next`, it is unknown whether the list is complete.
        if !self.has_results || !self.has_next {
            return Decoded::Invalid(ProtocolError::NotAWebhook);
        }
        if !self.goes_on {
            return Decoded::Done;
        }
        let next = self.next.number();
        // Following a page number that does not grow, or a link on an empty page, might never end.
        if next <= page.or(Some(1)) || self.is_empty {
            return Decoded::Invalid(ProtocolError::NextPage);
        }
        *page = next;
        Decoded::NextPage
    }
}
