//! One webhook object (B8), decoded in place from its tokens.

use super::{Decode, Decoded};
use crate::json::{Flow, Part, Sink, Token};
use crate::keyword::Keyword;
use crate::values::Slots;
use crate::{Capacity, Field, ProtocolError, Webhook};

const FIELDS: &[Field] = &[
    Field::Id,
    Field::Url,
    Field::Events,
    Field::SecretKey,
    Field::Metadata,
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
    pub(super) decoded: Decoded,
}

const fn bit(field: Field) -> u8 {
    1 << field as u8
}

pub(super) const fn field(name: Keyword) -> Option<Field> {
    Some(match name {
        Keyword::Id => Field::Id,
        Keyword::Url => Field::Url,
        Keyword::Events => Field::Events,
        Keyword::SecretKey => Field::SecretKey,
        Keyword::Metadata => Field::Metadata,
        _ => return None,
    })
}

impl ObjectReader {
    pub(super) const fn new() -> Self {
        Self {
            field: None,
            seen: 0,
            oversize: None,
            decoded: Decoded::Invalid(ProtocolError::NotAWebhook),
        }
    }

    pub(super) const fn wrong(&mut self, fault: ProtocolError) -> Flow {
        self.decoded = Decoded::Invalid(fault);
        Flow::Stop
    }

    /// A token at `level`, where the webhook itself is level 1.
    #[inline(never)]
    pub(super) fn token(&mut self, level: u8, token: Token, slots: &mut dyn Slots) -> Flow {
        match (level, token) {
            (0, _) | (1, Token::BeginArray) => return self.wrong(ProtocolError::NotAWebhook),
            (1, Token::BeginObject) => {
                self.seen = 0;
                self.oversize = None;
                self.field = None;
                for slot in FIELDS {
                    if let Some(slot) = slots.slot(*slot) {
                        slot.clear();
                    }
                }
            }
            (1, Token::End) => {
                for field in FIELDS.iter().take(REQUIRED) {
                    if self.seen & bit(*field) == 0 {
                        return self.wrong(ProtocolError::Missing(*field));
                    }
                }
                self.decoded = self.oversize.map_or(Decoded::Webhook, Decoded::Oversize);
                return Flow::Stop;
            }
            (1, Token::NameEnd(name)) => {
                self.field = name.and_then(field);
                if let Some(field) = self.field {
                    if self.seen & bit(field) != 0 {
                        return self.wrong(ProtocolError::Duplicate(field));
                    }
                    self.seen |= bit(field);
                    if field == Field::Metadata {
                        return Flow::Capture;
                    }
                }
            }
            _ => return self.value(level, token, slots),
        }
        Flow::More
    }

    /// A token of a value.
    fn value(&mut self, level: u8, token: Token, slots: &mut dyn Slots) -> Flow {
        let Some(field) = self.field else {
            return Flow::More;
        };
        let is_list = field == Field::Events;
        match token {
            _ if is_list != (level == 2) => {}
            Token::TextEnd if is_list => return self.push(&Part::Ascii(b"\0"), slots),
            Token::TextEnd => return Flow::More,
            Token::BeginArray | Token::End if is_list => return Flow::More,
            Token::Null if field == Field::SecretKey => return Flow::More,
            _ => {}
        }
        self.wrong(ProtocolError::WrongType(field))
    }

    /// Characters of a value.
    #[inline(never)]
    pub(super) fn text(&mut self, level: u8, part: &Part<'_>, slots: &mut dyn Slots) -> Flow {
        let Some(field) = self.field else {
            return Flow::More;
        };
        let is_list = field == Field::Events;
        // A NUL ends the names in a packed list.
        let fits = match part {
            Part::Unpaired => false,
            Part::Ascii([0]) if is_list => false,
            _ => is_list == (level == 2),
        };
        if !fits {
            return self.wrong(ProtocolError::WrongType(field));
        }
        self.push(part, slots)
    }

    fn push(&mut self, part: &Part<'_>, slots: &mut dyn Slots) -> Flow {
        if let Some(field) = self.field {
            // A field that is left out has no slot: what comes for it was checked by now.
            if let Some(slot) = slots.slot(field)
                && !part.push_to(slot)
            {
                slot.clear();
                self.oversize = self.oversize.or(Some(field));
                self.field = None;
            }
        }
        Flow::More
    }
}

/// A response that is one webhook.
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

impl<C: Capacity> Sink for OneWebhook<'_, C> {
    fn text(&mut self, level: u8, part: &Part<'_>) -> Flow {
        self.reader.text(level, part, self.webhook)
    }

    fn token(&mut self, level: u8, token: Token) -> Flow {
        let flow = self.reader.token(level, token, self.webhook);
        match self.reader.decoded {
            // It counts when the whole response has proved to be JSON.
            Decoded::Webhook | Decoded::Oversize(_) => Flow::More,
            _ => flow,
        }
    }
}

impl<C: Capacity> Decode for OneWebhook<'_, C> {
    fn decoded(&self) -> Decoded {
        self.reader.decoded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MAX_DEPTH;
    use crate::json::Tokenizer;

    /// The webhook in `body`, which arrives in pieces of so many bytes.
    fn decode(body: &str, piece: usize) -> Webhook {
        let mut webhook = Webhook::default();
        let mut response = OneWebhook::new(&mut webhook);
        let mut tokenizer = Tokenizer::new(MAX_DEPTH);
        for mut piece in body.as_bytes().chunks(piece) {
            assert_eq!(tokenizer.read(&mut piece, &mut response), Flow::More);
        }
        assert!(tokenizer.is_finished());
        assert_eq!(response.finish(), Decoded::Webhook);
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
            let body = std::format!(
                r#"{{"id":"i","url":"u","metadata": {metadata} ,"events":["e"],"secret_key":"s"}}"#
            );
            for piece in [1, 2, 7, body.len()] {
                let webhook = decode(&body, piece);
                assert_eq!(webhook.metadata.as_str(), metadata);
                assert_eq!(webhook.secret_key.expose(), "s");
            }
        }
    }
}
