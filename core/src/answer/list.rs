//! The list's envelope, `{count, next, previous, results}` (B19). Only `next` and `results`
//! count: the reference's own sample contradicts itself in the others.

use super::next_page::NextPage;
use super::object::{ObjectReader, push_name};
use super::{Decode, Ending, Flow};
use crate::error::Stop;
use crate::json::{Piece, Token};
use crate::{Capacity, ProtocolError, Webhook};

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
    member: Option<Member>,
    next: Option<NextPage>,
    /// The page being read.
    page: u32,
    has_next: bool,
    has_results: bool,
    is_empty: bool,
}

impl<'a, C: Capacity> ManyWebhooks<'a, C> {
    pub(crate) fn new(webhook: &'a mut Webhook<C>) -> Self {
        Self {
            webhook,
            reader: ObjectReader::new(),
            member: None,
            next: None,
            page: 1,
            has_next: false,
            has_results: false,
            is_empty: true,
        }
    }

    pub(crate) const fn start_at(&mut self, page: u32) {
        self.page = page;
    }

    /// A piece of the envelope itself.
    fn envelope(&mut self, piece: &Piece<'_>) -> Result<(), ProtocolError> {
        match (piece.level, piece.token) {
            (1, Token::BeginObject) => {
                self.member = None;
                self.next = None;
                self.has_next = false;
                self.has_results = false;
                self.is_empty = true;
            }
            (1, Token::End) => {}
            (1, Token::Name) => push_name(&mut self.reader.name, piece.part),
            (1, Token::NameEnd) => {
                self.member = self.reader.name.find(MEMBERS);
                if self.member == Some(Member::Next) {
                    // Of two, one would hide the rest of the list.
                    if self.has_next {
                        return Err(ProtocolError::NextPage);
                    }
                    self.has_next = true;
                }
            }
            (0, _) | (1, Token::BeginArray) => return Err(ProtocolError::NotAWebhook),
            (level, token) => match (self.member, level, token) {
                (None, _, _) | (Some(Member::Next), 1, Token::Null) => {}
                // An empty text is an address without a page.
                (Some(Member::Next), 1, Token::Text | Token::TextEnd) => {
                    self.next.get_or_insert(NextPage::new()).push(piece.part);
                }
                (Some(Member::Results), 2, Token::BeginArray) if !self.has_results => {
                    self.has_results = true;
                }
                (Some(Member::Results), 2, Token::End) => {}
                // Neither an address nor null, or no list of objects.
                _ => return Err(ProtocolError::NotAWebhook),
            },
        }
        Ok(())
    }
}

impl<C: Capacity> Decode for ManyWebhooks<'_, C> {
    fn piece(&mut self, piece: &Piece<'_>) -> Result<Flow, ProtocolError> {
        if piece.level < WEBHOOK_LEVEL {
            self.envelope(piece)?;
        } else if self.member == Some(Member::Results) {
            self.is_empty = false;
            let level = piece.level - (WEBHOOK_LEVEL - 1);
            return self.reader.piece(piece, level, self.webhook);
        }
        Ok(Flow::Go)
    }

    fn finish(&mut self) -> Result<Ending, Stop> {
        // Without `next`, nothing says that the list is whole.
        if !self.has_results || !self.has_next {
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
}
