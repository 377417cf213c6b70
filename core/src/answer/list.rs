//! The list's envelope, `{count, next, previous, results}` (B19). Only `next` and `results`
//! count: the reference's own sample contradicts itself in the others.

use super::next_page::NextPage;
use super::object::{Name, ObjectReader};
use super::{Decode, Ending, Flow};
use crate::json::{Container, Role, Token};
use crate::{Capacity, Error, ProtocolError, Webhook};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Member {
    Next,
    Results,
}

const MEMBERS: &[(&str, Member)] = &[("next", Member::Next), ("results", Member::Results)];

/// Level of a webhook in the envelope: the object, its list, the webhook.
const WEBHOOK_LEVEL: u8 = 3;

/// Answers that are pages of webhooks.
pub struct ManyWebhooks<'a, C: Capacity> {
    pub(crate) webhook: &'a mut Webhook<C>,
    reader: ObjectReader,
    name: Name,
    member: Option<Member>,
    next: Option<NextPage>,
    /// The page being read, and the one asked for at first.
    page: u32,
    first_page: u32,
    has_next: bool,
    has_results: bool,
    is_empty: bool,
}

impl<'a, C: Capacity> ManyWebhooks<'a, C> {
    pub(crate) fn new(webhook: &'a mut Webhook<C>) -> Self {
        Self {
            webhook,
            reader: ObjectReader::default(),
            name: Name::default(),
            member: None,
            next: None,
            page: 1,
            first_page: 1,
            has_next: false,
            has_results: false,
            is_empty: true,
        }
    }

    pub(crate) const fn start_at(&mut self, page: u32) {
        self.page = page;
        self.first_page = page;
    }

    /// A token of the envelope itself.
    fn envelope(&mut self, token: Token<'_>, level: u8) -> Result<(), ProtocolError> {
        match (level, token) {
            (1, Token::Begin(Container::Object)) => {
                self.member = None;
                self.next = None;
                self.has_next = false;
                self.has_results = false;
                self.is_empty = true;
            }
            (1, Token::Part(Role::Name, part)) => self.name.push(part),
            (1, Token::NameEnd) => {
                self.member = self.name.matches(MEMBERS);
                if self.member == Some(Member::Next) {
                    // Of two, one would hide the rest of the list.
                    if self.has_next {
                        return Err(ProtocolError::NextPage);
                    }
                    self.has_next = true;
                }
            }
            (1, Token::Part(_, part)) if self.member == Some(Member::Next) => {
                self.next.get_or_insert(NextPage::new()).push(part);
            }
            (1, Token::TextEnd) if self.member == Some(Member::Next) => {
                // An empty text is an address without a page.
                self.next.get_or_insert(NextPage::new());
            }
            (1, Token::Null) if self.member == Some(Member::Next) => {}
            (2, Token::Begin(Container::Array)) if self.member == Some(Member::Results) => {
                if self.has_results {
                    return Err(ProtocolError::NotAWebhook);
                }
                self.has_results = true;
            }
            (2, Token::End(Container::Array)) if self.member == Some(Member::Results) => {}
            (1, Token::End(Container::Object)) => {}
            (0, _) | (1, Token::Begin(_)) => return Err(ProtocolError::NotAWebhook),
            // Neither an address nor null, or no list of objects.
            _ if self.member.is_some() => return Err(ProtocolError::NotAWebhook),
            _ => {}
        }
        Ok(())
    }
}

impl<C: Capacity> Decode for ManyWebhooks<'_, C> {
    fn token(&mut self, token: Token<'_>, level: u8) -> Result<Flow, ProtocolError> {
        if level < WEBHOOK_LEVEL || self.member != Some(Member::Results) {
            if level < WEBHOOK_LEVEL {
                self.envelope(token, level)?;
            }
            return Ok(Flow::Go);
        }
        if level == WEBHOOK_LEVEL && token == Token::Begin(Container::Array) {
            return Err(ProtocolError::NotAWebhook);
        }
        self.is_empty = false;
        let level = level - (WEBHOOK_LEVEL - 1);
        self.reader.token(token, level, self.webhook)
    }

    fn finish(&mut self) -> Result<Ending, Error> {
        if !self.has_results {
            return Err(ProtocolError::NotAWebhook.into());
        }
        let Some(next) = &self.next else {
            return Ok(Ending::Done);
        };
        // A page that is not further on, or an empty one that promises more, might never end.
        if next.page() <= self.page || self.is_empty {
            return Err(ProtocolError::NextPage.into());
        }
        self.page = next.page();
        Ok(Ending::Page(self.page))
    }

    fn ends_with_404(&self) -> bool {
        self.page != self.first_page
    }
}
