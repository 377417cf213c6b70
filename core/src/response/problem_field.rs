//! Decodes the field at fault of a refusal, without its messages.

use super::object::MEMBERS;
use super::problem::{END, Problem};
use crate::Field;
use crate::json::{Characters, Control, Sink, Token};
use crate::keyword::Keywords;

/// The name of a message about no field.
const DETAIL: Keywords<()> = Keywords {
    all: &[()],
    texts: &["detail"],
};

/// Decodes whether a refusal has a message, and the outermost name above the first one.
pub(crate) struct ProblemReader {
    pub(crate) problem: Problem,
    /// The level of the outermost names; 0 before the first.
    level: u8,
    field: Option<Field>,
    is_detail: bool,
    in_message: bool,
}

impl ProblemReader {
    pub(crate) const fn new() -> Self {
        Self {
            problem: Problem::new(),
            level: 0,
            field: None,
            is_detail: false,
            in_message: false,
        }
    }

    /// Clears the problem.
    pub(crate) fn clear(&mut self) {
        *self = Self::new();
    }

    /// Ends the body. No message is kept that could be truncated.
    pub(crate) const fn finish(&self) {}

    /// Begins a message; stores the field of the first one.
    fn begin_message(&mut self) {
        self.in_message = true;
        if !self.problem.text.is_empty() {
            self.problem.has_more = true;
            return;
        }
        let name = match self.field {
            None if self.is_detail => "detail",
            field => field.map_or("", Field::name),
        };
        // The longest name fits.
        let _ = self.problem.text.push_str(name);
        let _ = self.problem.text.push(char::from(END));
    }
}

impl Sink for ProblemReader {
    fn text(&mut self, _: u8, _: &Characters<'_>) -> Control {
        if !self.in_message {
            self.begin_message();
        }
        Control::Continue
    }

    fn token(&mut self, level: u8, token: Token<'_>) -> Control {
        match token {
            Token::NameEnd(name) if self.level == 0 || level <= self.level => {
                self.level = level;
                self.field = name.find(&MEMBERS);
                self.is_detail = name.find(&DETAIL).is_some();
            }
            // A message under a name inside `detail` has another path.
            Token::NameEnd(_) => self.is_detail = false,
            Token::TextEnd => self.in_message = false,
            _ => {}
        }
        Control::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MAX_DEPTH;
    use crate::json::Tokenizer;

    /// A cleared reader holds nothing of the refusal before.
    #[test]
    fn first_fault_gives_its_field() {
        const URL: Option<Field> = Some(Field::Url);
        let mut reader = ProblemReader::new();
        for (body, blamed, has_more, is_detail) in [
            (r#"{"url":["Enter a valid URL."]}"#, URL, false, false),
            (r#"{"url":["No."],"detail":"Not found."}"#, URL, true, false),
            (
                r#"{"events":{"1":["No."]},"id":["No."]}"#,
                Some(Field::Events),
                true,
                false,
            ),
            (
                r#"[{"metadata":["No.","No."]}]"#,
                Some(Field::Metadata),
                true,
                false,
            ),
            (
                r#"{"url":[],"secret_key":["","No."]}"#,
                Some(Field::SecretKey),
                false,
                false,
            ),
            (r#"{"detail":"Not found."}"#, None, false, true),
            (r#"{"detail":["Not found."]}"#, None, false, true),
            (r#"{"detail":{"page":"Not found."}}"#, None, false, false),
            (r#"{"details":"Not found."}"#, None, false, false),
            (r#"["No."]"#, None, false, false),
            (r#"{"url":["No.","No.""#, URL, true, false),
            (r#"{"id":["No."]}"#, Some(Field::Id), false, false),
        ] {
            reader.clear();
            let result = Tokenizer::new(MAX_DEPTH).read(&mut body.as_bytes(), &mut reader);
            assert_eq!(result, Ok(()));
            let problem = &reader.problem;
            assert_eq!(problem.webhook_field(), blamed, "{body}");
            assert_eq!(problem.has_more(), has_more, "{body}");
            assert_eq!(problem.is_detail(), is_detail, "{body}");
            assert_eq!((problem.faults().count(), problem.message()), (1, ""));
        }
        reader.clear();
        let result = Tokenizer::new(MAX_DEPTH).read(&mut &br#"{"url":[]}"#[..], &mut reader);
        assert_eq!(result, Ok(()));
        assert_eq!(reader.problem.faults().count(), 0);
    }
}
