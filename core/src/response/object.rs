//! One webhook object (B8), decoded in place from its tokens.

use super::{Decode, Decoded};
use crate::json::{Characters, Control, Sink, Token};
use crate::keyword::Keywords;
use crate::values::Slots;
use crate::{Capacity, Field, ProtocolError, Webhook};

/// The members of a webhook.
pub(super) const MEMBERS: Keywords<Field> = Keywords {
    all: &[
        Field::Id,
        Field::Url,
        Field::Events,
        Field::SecretKey,
        Field::Metadata,
    ],
    texts: &["id", "url", "events", "secret_key", "metadata"],
};

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

impl ObjectReader {
    pub(super) const fn new() -> Self {
        Self {
            field: None,
            seen: 0,
            oversize: None,
            decoded: Decoded::Invalid(ProtocolError::NotAWebhook),
        }
    }

    pub(super) const fn wrong(&mut self, fault: ProtocolError) -> Control {
        self.decoded = Decoded::Invalid(fault);
        Control::Stop
    }

    /// A token at `level`, where the webhook itself is level 1.
    #[inline(never)]
    pub(super) fn token(&mut self, level: u8, token: Token<'_>, slots: &mut dyn Slots) -> Control {
        match (level, token) {
            (0, _) | (1, Token::BeginArray) => return self.wrong(ProtocolError::NotAWebhook),
            (1, Token::BeginObject) => {
                self.seen = 0;
                self.oversize = None;
                self.field = None;
                for field in MEMBERS.all {
                    if let Some(slot) = slots.slot(*field) {
                        slot.clear();
                    }
                }
            }
            (1, Token::End) => {
                for field in MEMBERS.all.iter().take(REQUIRED) {
                    if self.seen & bit(*field) == 0 {
                        return self.wrong(ProtocolError::Missing(*field));
                    }
                }
                self.decoded = self.oversize.map_or(Decoded::Webhook, Decoded::Oversize);
                return Control::Stop;
            }
            (1, Token::NameEnd(name)) => {
                self.field = name.find(&MEMBERS);
                if let Some(field) = self.field {
                    if self.seen & bit(field) != 0 {
                        return self.wrong(ProtocolError::Duplicate(field));
                    }
                    self.seen |= bit(field);
                    if field == Field::Metadata {
                        return Control::Capture;
                    }
                }
            }
            _ => return self.value(level, token, slots),
        }
        Control::Continue
    }

    /// A token of a value.
    fn value(&mut self, level: u8, token: Token<'_>, slots: &mut dyn Slots) -> Control {
        let Some(field) = self.field else {
            return Control::Continue;
        };
        let is_list = field == Field::Events;
        match token {
            _ if is_list != (level == 2) => {}
            Token::TextEnd if is_list => return self.push(&Characters::Ascii(b"\0"), slots),
            Token::TextEnd => return Control::Continue,
            Token::BeginArray | Token::End if is_list => return Control::Continue,
            Token::Null if field == Field::SecretKey => return Control::Continue,
            _ => {}
        }
        self.wrong(ProtocolError::WrongType(field))
    }

    /// Characters of a value.
    #[inline(never)]
    pub(super) fn text(
        &mut self,
        level: u8,
        characters: &Characters<'_>,
        slots: &mut dyn Slots,
    ) -> Control {
        let Some(field) = self.field else {
            return Control::Continue;
        };
        let is_list = field == Field::Events;
        // A NUL ends the names in a packed list.
        let fits = match characters {
            Characters::Unpaired => false,
            Characters::Ascii([0]) if is_list => false,
            _ => is_list == (level == 2),
        };
        if !fits {
            return self.wrong(ProtocolError::WrongType(field));
        }
        self.push(characters, slots)
    }

    fn push(&mut self, characters: &Characters<'_>, slots: &mut dyn Slots) -> Control {
        if let Some(field) = self.field {
            // A field that is left out has no slot: what comes for it was checked by now.
            if let Some(slot) = slots.slot(field)
                && !characters.push_to(slot)
            {
                slot.clear();
                self.oversize = self.oversize.or(Some(field));
                self.field = None;
            }
        }
        Control::Continue
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
    fn text(&mut self, level: u8, characters: &Characters<'_>) -> Control {
        self.reader.text(level, characters, self.webhook)
    }

    fn token(&mut self, level: u8, token: Token<'_>) -> Control {
        let flow = self.reader.token(level, token, self.webhook);
        match self.reader.decoded {
            // It counts when the whole response has proved to be JSON.
            Decoded::Webhook | Decoded::Oversize(_) => Control::Continue,
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
            assert_eq!(tokenizer.read(&mut piece, &mut response), Ok(()));
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
