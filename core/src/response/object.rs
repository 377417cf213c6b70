//! Decodes a webhook object (B8) in place.

use super::Decoded;
use crate::json::{Characters, Control, Token};
use crate::keyword::Keywords;
use crate::values::FieldTexts;
use crate::{Field, ProtocolError};

/// The members of a webhook.
pub(super) const MEMBERS: Keywords<Field> = Keywords {
    all: Field::ALL,
    texts: &["id", "url", "events", "secret_key", "metadata"],
};

/// Decoder of a webhook.
pub(crate) struct ObjectReader {
    /// The member whose value is being read; `None` for one that is skipped.
    field: Option<Field>,
    /// One bit for each field that was read; the first field of [`Field::ALL`] has the lowest.
    seen: u8,
    /// The first field that did not fit.
    oversize: Option<Field>,
    pub(crate) decoded: Decoded,
}

/// The bits in [`ObjectReader::seen`] of the required fields.
const REQUIRED: u8 = 0b111;

impl ObjectReader {
    pub(crate) const fn new() -> Self {
        Self {
            field: None,
            seen: 0,
            oversize: None,
            decoded: Decoded::Invalid(ProtocolError::NotAWebhook),
        }
    }

    pub(crate) const fn wrong(&mut self, fault: ProtocolError) -> Control {
        self.decoded = Decoded::Invalid(fault);
        Control::Stop
    }

    /// Decodes a token at `level`; the webhook itself has level 1.
    pub(crate) fn token(
        &mut self,
        level: u8,
        token: Token<'_>,
        texts: &mut dyn FieldTexts,
    ) -> Control {
        match (level, token) {
            (0, _) | (1, Token::BeginArray) => return self.wrong(ProtocolError::NotAWebhook),
            (1, Token::BeginObject) => {
                self.seen = 0;
                self.oversize = None;
                self.field = None;
                for field in Field::ALL {
                    if let Some(text) = texts.text_mut(*field) {
                        text.clear();
                    }
                }
            }
            (1, Token::End) => {
                let missing = (REQUIRED & !self.seen).trailing_zeros();
                if let Some(field) = Field::ALL.get(missing as usize) {
                    return self.wrong(ProtocolError::Missing(*field));
                }
                self.decoded = self.oversize.map_or(Decoded::Webhook, Decoded::Oversize);
                return Control::Stop;
            }
            (1, Token::NameEnd(name)) => {
                self.field = name.find(&MEMBERS);
                if let Some(field) = self.field {
                    let before = self.seen;
                    self.seen |= 1 << field as u8;
                    if self.seen == before {
                        return self.wrong(ProtocolError::Duplicate(field));
                    }
                    if field == Field::Metadata {
                        return Control::Capture;
                    }
                }
            }
            _ => return self.value(level, token, texts),
        }
        Control::Continue
    }

    /// Decodes a token of a value.
    fn value(&mut self, level: u8, token: Token<'_>, texts: &mut dyn FieldTexts) -> Control {
        let Some(field) = self.field else {
            return Control::Continue;
        };
        let is_list = field == Field::Events;
        match token {
            _ if is_list != (level == 2) => {}
            Token::TextEnd if is_list => return self.push(&Characters::Ascii(b"\0"), texts),
            Token::TextEnd => return Control::Continue,
            Token::BeginArray | Token::End if is_list => return Control::Continue,
            Token::Null if field == Field::SecretKey => return Control::Continue,
            _ => {}
        }
        self.wrong(ProtocolError::WrongType(field))
    }

    /// Decodes characters of a value.
    pub(crate) fn text(
        &mut self,
        level: u8,
        characters: &Characters<'_>,
        texts: &mut dyn FieldTexts,
    ) -> Control {
        let Some(field) = self.field else {
            return Control::Continue;
        };
        let is_list = field == Field::Events;
        // Names must not contain a NUL, which ends each name in a packed list.
        let fits = match characters {
            Characters::Unpaired => false,
            Characters::Ascii([0]) if is_list => false,
            _ => is_list == (level == 2),
        };
        if !fits {
            return self.wrong(ProtocolError::WrongType(field));
        }
        self.push(characters, texts)
    }

    fn push(&mut self, characters: &Characters<'_>, texts: &mut dyn FieldTexts) -> Control {
        if let Some(field) = self.field {
            // A field that is omitted has no text; its value is only validated.
            if let Some(text) = texts.text_mut(field)
                && !characters.push_to(text)
            {
                text.clear();
                self.oversize = self.oversize.or(Some(field));
                self.field = None;
            }
        }
        Control::Continue
    }
}
