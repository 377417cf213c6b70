//! One webhook object (B8), decoded in place from its tokens.

use heapless::String;

use super::{Decode, Ending, Flow};
use crate::json::{Container, Part, Role, Token};
use crate::values::Slots;
use crate::{Capacity, Error, Field, ProtocolError, Webhook};

/// A member's name, as far as it can be one that is known.
#[derive(Default)]
pub(super) struct Name {
    text: String<12>,
    unknown: bool,
}

impl Name {
    pub(super) fn push(&mut self, part: Part<'_>) {
        self.unknown |= !part.push_to(self.text.as_mut_view());
    }

    /// The whole name, unless it is longer than any that is known; and starts anew.
    pub(super) fn matches<T: Copy>(&mut self, known: &[(&str, T)]) -> Option<T> {
        let found = known
            .iter()
            .find(|(name, _)| !self.unknown && *name == self.text.as_str());
        let found = found.map(|(_, value)| *value);
        self.text.clear();
        self.unknown = false;
        found
    }
}

const FIELDS: &[(&str, Field)] = &[
    (Field::Id.name(), Field::Id),
    (Field::Url.name(), Field::Url),
    (Field::Events.name(), Field::Events),
    (Field::SecretKey.name(), Field::SecretKey),
    (Field::Metadata.name(), Field::Metadata),
];

/// A webhook being read.
#[derive(Default)]
pub(super) struct ObjectReader {
    /// The member whose value is being read; `None` passes it over.
    field: Option<Field>,
    /// A bit for each field met.
    seen: u8,
    /// The first field that did not fit.
    oversize: Option<Field>,
    name: Name,
}

const fn bit(field: Field) -> u8 {
    1 << field as u8
}

impl ObjectReader {
    /// A token at `level`, where the webhook itself is level 1.
    pub(super) fn token(
        &mut self,
        token: Token<'_>,
        level: u8,
        slots: &mut dyn Slots,
    ) -> Result<Flow, ProtocolError> {
        match (level, token) {
            (1, Token::Begin(_)) => self.begin(slots),
            (1, Token::End(_)) => return self.end(),
            (1, Token::Part(Role::Name, part)) => self.name.push(part),
            (1, Token::NameEnd) => {
                self.field = self.name.matches(FIELDS);
                return self.begin_field();
            }
            _ => {
                if let Some(field) = self.field {
                    self.value(field, level, token, slots)?;
                }
            }
        }
        Ok(Flow::Go)
    }

    fn begin(&mut self, slots: &mut dyn Slots) {
        self.seen = 0;
        self.oversize = None;
        self.field = None;
        for (_, field) in FIELDS {
            slots.slot(*field).clear();
        }
    }

    fn begin_field(&mut self) -> Result<Flow, ProtocolError> {
        let Some(field) = self.field else {
            return Ok(Flow::Go);
        };
        if self.seen & bit(field) != 0 {
            return Err(ProtocolError::Duplicate(field));
        }
        self.seen |= bit(field);
        Ok(match field {
            Field::Metadata => Flow::Capture,
            _ => Flow::Go,
        })
    }

    /// A token of a known field's value.
    fn value(
        &mut self,
        field: Field,
        level: u8,
        token: Token<'_>,
        slots: &mut dyn Slots,
    ) -> Result<(), ProtocolError> {
        let slot = slots.slot(field);
        let in_list = field == Field::Events;
        let fits = match token {
            Token::Part(_, Part::Unpaired) => return Err(ProtocolError::WrongType(field)),
            // A NUL ends the names in a packed list.
            Token::Part(_, Part::Char('\0')) if in_list => {
                return Err(ProtocolError::WrongType(field));
            }
            Token::Part(_, part) if in_list == (level == 2) => part.push_to(slot),
            Token::TextEnd if in_list && level == 2 => slot.push('\0').is_ok(),
            Token::TextEnd | Token::RawEnd if !in_list => {
                self.field = None;
                true
            }
            Token::Null if field == Field::SecretKey => true,
            Token::Begin(Container::Array) if in_list && level == 2 => true,
            Token::End(Container::Array) if in_list && level == 2 => {
                self.field = None;
                true
            }
            _ => return Err(ProtocolError::WrongType(field)),
        };
        if !fits {
            slot.clear();
            self.oversize = self.oversize.or(Some(field));
            self.field = None;
        }
        Ok(())
    }

    fn end(&mut self) -> Result<Flow, ProtocolError> {
        for field in [Field::Id, Field::Url, Field::Events] {
            if self.seen & bit(field) == 0 {
                return Err(ProtocolError::Missing(field));
            }
        }
        Ok(self.oversize.map_or(Flow::Item, Flow::Oversize))
    }
}

/// An answer that is one webhook.
pub struct OneWebhook<'a, C: Capacity> {
    pub(crate) webhook: &'a mut Webhook<C>,
    reader: ObjectReader,
    ended: Option<Flow>,
}

impl<'a, C: Capacity> OneWebhook<'a, C> {
    pub(crate) fn new(webhook: &'a mut Webhook<C>) -> Self {
        Self {
            webhook,
            reader: ObjectReader::default(),
            ended: None,
        }
    }
}

impl<C: Capacity> Decode for OneWebhook<'_, C> {
    fn token(&mut self, token: Token<'_>, level: u8) -> Result<Flow, ProtocolError> {
        if level == 0 || (level == 1 && token == Token::Begin(Container::Array)) {
            return Err(ProtocolError::NotAWebhook);
        }
        let flow = self.reader.token(token, level, self.webhook)?;
        if let Flow::Item | Flow::Oversize(_) = flow {
            // It counts when the whole answer has proved to be JSON.
            self.ended = Some(flow);
            return Ok(Flow::Go);
        }
        Ok(flow)
    }

    fn finish(&mut self) -> Result<Ending, Error> {
        match self.ended {
            Some(Flow::Item) => Ok(Ending::Done),
            Some(Flow::Oversize(field)) => Err(Error::Capacity(field)),
            _ => Err(ProtocolError::NotAWebhook.into()),
        }
    }

    fn has_item(&self) -> bool {
        self.ended == Some(Flow::Item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tokenizer;

    /// The webhook in `content`, which arrives in pieces of so many bytes.
    fn decode(content: &str, piece: usize) -> Webhook {
        let mut webhook = Webhook::default();
        let mut answer = OneWebhook::new(&mut webhook);
        let mut tokenizer = Tokenizer::new();
        for mut piece in content.as_bytes().chunks(piece) {
            loop {
                let token = tokenizer.next(&mut piece).unwrap();
                if token == Token::More {
                    break;
                }
                let level = tokenizer.level(token);
                if answer.token(token, level).unwrap() == Flow::Capture {
                    tokenizer.capture();
                }
            }
        }
        tokenizer.finish().unwrap();
        answer.finish().unwrap();
        webhook
    }

    /// B11: any value, nested or not, byte for byte.
    #[test]
    fn metadata_is_any_json_value() {
        for metadata in [
            "{}",
            "[]",
            "null",
            "true",
            "-1.50e+7",
            r#""a\u00e5\"}å""#,
            r#"{"n":123456789012345678901234567890}"#,
            r#"{ "a" : [1, {"b": [[]], "c": "]}"}, null] , "id": "x" }"#,
        ] {
            let content = std::format!(
                r#"{{"id":"i","url":"u","metadata": {metadata} ,"events":["e"],"secret_key":"s"}}"#
            );
            for piece in [1, 2, 7, content.len()] {
                let webhook = decode(&content, piece);
                assert_eq!(webhook.metadata.as_str(), metadata);
                assert_eq!(webhook.secret_key.expose(), "s");
            }
        }
    }
}
