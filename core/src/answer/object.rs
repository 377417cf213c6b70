//! One webhook object (B8), decoded in place from its tokens.

use super::{Decode, Ending, Flow};
use crate::error::Stop;
use crate::json::{Part, Piece, Token};
use crate::values::Slots;
use crate::word::Word;
use crate::{Capacity, Field, ProtocolError, Webhook};

const FIELDS: &[(&str, Field)] = &[
    (Field::Id.name(), Field::Id),
    (Field::Url.name(), Field::Url),
    (Field::Events.name(), Field::Events),
    (Field::SecretKey.name(), Field::SecretKey),
    (Field::Metadata.name(), Field::Metadata),
];

/// How many of them, the first ones, a webhook cannot do without.
const REQUIRED: usize = 3;

/// A webhook being read.
pub(super) struct ObjectReader {
    /// The member whose value is being read; `None` passes it over.
    field: Option<Field>,
    /// A bit for each field met.
    seen: u8,
    /// The first field that did not fit.
    oversize: Option<Field>,
    pub(super) name: Word,
}

const fn bit(field: Field) -> u8 {
    1 << field as u8
}

impl ObjectReader {
    pub(super) const fn new() -> Self {
        Self {
            field: None,
            seen: 0,
            oversize: None,
            name: Word::new(),
        }
    }

    /// A piece at `level`, where the webhook itself is level 1.
    #[inline(never)]
    pub(super) fn piece(
        &mut self,
        piece: &Piece<'_>,
        level: u8,
        slots: &mut dyn Slots,
    ) -> Result<Flow, ProtocolError> {
        match (level, piece.token) {
            (0, _) | (1, Token::BeginArray) => return Err(ProtocolError::NotAWebhook),
            (1, Token::BeginObject) => {
                self.seen = 0;
                self.oversize = None;
                self.field = None;
                for (_, field) in FIELDS {
                    slots.slot(*field).clear();
                }
            }
            (1, Token::End) => {
                for (_, field) in FIELDS.iter().take(REQUIRED) {
                    if self.seen & bit(*field) == 0 {
                        return Err(ProtocolError::Missing(*field));
                    }
                }
                return Ok(self.oversize.map_or(Flow::Item, Flow::Oversize));
            }
            (1, Token::Name) => push_name(&mut self.name, piece.part),
            (1, Token::NameEnd) => {
                self.field = self.name.find(FIELDS);
                if let Some(field) = self.field {
                    if self.seen & bit(field) != 0 {
                        return Err(ProtocolError::Duplicate(field));
                    }
                    self.seen |= bit(field);
                    if field == Field::Metadata {
                        return Ok(Flow::Capture);
                    }
                }
            }
            _ => {
                if let Some(field) = self.field {
                    self.value(field, piece, level, slots)?;
                }
            }
        }
        Ok(Flow::Go)
    }

    /// A piece of a known field's value.
    fn value(
        &mut self,
        field: Field,
        piece: &Piece<'_>,
        level: u8,
        slots: &mut dyn Slots,
    ) -> Result<(), ProtocolError> {
        const WRONG: fn(Field) -> ProtocolError = ProtocolError::WrongType;
        let slot = slots.slot(field);
        let is_list = field == Field::Events;
        if is_list != (level == 2) {
            return Err(WRONG(field));
        }
        let fits = match piece.token {
            Token::Text => match piece.part {
                Part::Unpaired => return Err(WRONG(field)),
                // A NUL ends the names in a packed list.
                Part::Char('\0') if is_list => return Err(WRONG(field)),
                mut part => part.all(|c| slot.push(c).is_ok()),
            },
            Token::TextEnd if is_list => slot.push('\0').is_ok(),
            Token::TextEnd => true,
            Token::BeginArray | Token::End if is_list => true,
            Token::Null if field == Field::SecretKey => true,
            _ => return Err(WRONG(field)),
        };
        if !fits {
            slot.clear();
            self.oversize = self.oversize.or(Some(field));
            self.field = None;
        }
        Ok(())
    }

    pub(super) const fn oversize(&self) -> Option<Field> {
        self.oversize
    }
}

pub(super) fn push_name(name: &mut Word, part: Part<'_>) {
    // Known names are ASCII, so that no other character makes one of them.
    part.for_each(|c| name.push(u8::try_from(c).unwrap_or(b'\0')));
}

/// An answer that is one webhook.
pub struct OneWebhook<'a, C: Capacity> {
    pub(crate) webhook: &'a mut Webhook<C>,
    reader: ObjectReader,
}

impl<'a, C: Capacity> OneWebhook<'a, C> {
    pub(crate) const fn new(webhook: &'a mut Webhook<C>) -> Self {
        Self {
            webhook,
            reader: ObjectReader::new(),
        }
    }
}

impl<C: Capacity> Decode for OneWebhook<'_, C> {
    fn piece(&mut self, piece: &Piece<'_>) -> Result<Flow, ProtocolError> {
        let flow = self.reader.piece(piece, piece.level, self.webhook)?;
        // It counts when the whole answer has proved to be JSON.
        Ok(match flow {
            Flow::Capture => Flow::Capture,
            _ => Flow::Go,
        })
    }

    fn finish(&mut self) -> Result<Ending, Stop> {
        match self.reader.oversize() {
            Some(field) => Err(Stop::Capacity(field)),
            None => Ok(Ending::Item),
        }
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
                let token = tokenizer.next(&mut piece);
                if token.token == Token::More {
                    break;
                }
                if answer.piece(&token).unwrap() == Flow::Capture {
                    tokenizer.capture();
                }
            }
        }
        assert!(tokenizer.is_finished());
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
