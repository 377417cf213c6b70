//! Passes the body of a refusal on as it arrives, for hosts that keep all of it.

use super::ProblemReader;
use crate::json::{Characters, Control, Sink, Token};

/// A token of the JSON in a refusal ([B22](crate::behaviour#b22)), in the order of the document.
/// White space, numbers, `true`, `false` and `null` are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalEvent<'t> {
    /// A new request begins: drop all earlier tokens.
    Clear,
    /// An object or array begins.
    Begin,
    /// The innermost object or array ends.
    End,
    /// Characters of a member's name.
    Name(&'t str),
    /// The name is complete.
    NameEnd,
    /// Characters of a string.
    Text(&'t str),
    /// The string is complete.
    TextEnd,
}

/// Receives the bodies of refusals during an exchange: see
/// [`Exchange::read_refusals`](crate::Exchange::read_refusals).
pub trait RefusalReader: Sync {
    /// Receives the next token. An unpaired surrogate is passed as U+FFFD.
    fn event(&self, event: RefusalEvent<'_>);
}

/// Passes the tokens of a refusal to both of its readers.
pub(crate) struct Both<'r> {
    pub(crate) problem: &'r mut ProblemReader,
    pub(crate) reader: Option<&'r dyn RefusalReader>,
}

impl Both<'_> {
    fn event(&self, event: RefusalEvent<'_>) {
        if let Some(reader) = self.reader {
            reader.event(event);
        }
    }
}

/// Calls `see` with the characters as a string.
fn with_text(characters: &Characters<'_>, see: impl FnOnce(&str)) {
    match characters {
        Characters::Ascii(bytes) => see(core::str::from_utf8(bytes).unwrap_or_default()),
        Characters::Char(c) => see(c.encode_utf8(&mut [0; 4])),
        Characters::Unpaired => see("\u{FFFD}"),
    }
}

impl Sink for Both<'_> {
    fn name(&mut self, level: u8, characters: &Characters<'_>) {
        with_text(characters, |text| self.event(RefusalEvent::Name(text)));
        self.problem.name(level, characters);
    }

    fn text(&mut self, level: u8, characters: &Characters<'_>) -> Control {
        with_text(characters, |text| self.event(RefusalEvent::Text(text)));
        self.problem.text(level, characters)
    }

    fn token(&mut self, level: u8, token: Token<'_>) -> Control {
        match token {
            Token::BeginObject | Token::BeginArray => self.event(RefusalEvent::Begin),
            Token::End => self.event(RefusalEvent::End),
            Token::NameEnd(_) => self.event(RefusalEvent::NameEnd),
            Token::TextEnd => self.event(RefusalEvent::TextEnd),
            Token::Null | Token::Scalar => {}
        }
        self.problem.token(level, token)
    }
}
