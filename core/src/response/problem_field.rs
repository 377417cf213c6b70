//! Reads a problem from the tokens of a refusal without its texts: only the field that the first
//! one blames.

use super::object::MEMBERS;
use super::problem::{END, Problem};
use crate::json::{Characters, Control, Sink, Token};
use crate::keyword::Keywords;

/// The name of a text that blames no field.
const DETAIL: &str = "detail";

/// Reads a problem from its tokens: whether there is a text, and the outermost name above it.
pub(crate) struct ProblemReader {
    pub(crate) problem: Problem,
    /// The level of the outermost names; 0 before the first.
    level: u8,
    name: &'static str,
    in_message: bool,
}

impl ProblemReader {
    pub(crate) const fn new() -> Self {
        Self {
            problem: Problem::EMPTY,
            level: 0,
            name: "",
            in_message: false,
        }
    }

    /// Forgets what was read.
    pub(crate) fn clear(&mut self) {
        *self = Self::new();
    }

    /// Nothing more comes; no text is kept that could be cut.
    pub(crate) const fn finish(&self) {}

    /// The first characters of a message have come: notes whom the first one blames.
    fn begin_message(&mut self) {
        self.in_message = true;
        if !self.problem.text.is_empty() {
            self.problem.has_more = true;
            return;
        }
        // There is room for the longest of them.
        let _ = self.problem.text.push_str(self.name);
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
                self.name = match name.find(&MEMBERS) {
                    Some(field) => field.name(),
                    None => name
                        .find(&Keywords {
                            all: &[DETAIL],
                            texts: &[DETAIL],
                        })
                        .unwrap_or_default(),
                };
            }
            // What is under a name in `detail` is another path.
            Token::NameEnd(_) if self.name == DETAIL => self.name = "",
            Token::TextEnd => self.in_message = false,
            _ => {}
        }
        Control::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tokenizer;
    use crate::{Field, MAX_DEPTH};

    fn read(mut body: &[u8]) -> Problem {
        let mut reader = ProblemReader::new();
        let result = Tokenizer::new(MAX_DEPTH).read(&mut body, &mut reader);
        assert_eq!(result, Ok(()));
        reader.problem
    }

    #[test]
    fn first_fault_gives_its_field() {
        for (body, blamed, has_more) in [
            (r#"{"url":["Enter a valid URL."]}"#, Some(Field::Url), false),
            (
                r#"{"events":{"1":["No."]},"id":["No."]}"#,
                Some(Field::Events),
                true,
            ),
            (
                r#"[{"metadata":["No.","No."]}]"#,
                Some(Field::Metadata),
                true,
            ),
            (
                r#"{"url":[],"secret_key":["","No."]}"#,
                Some(Field::SecretKey),
                false,
            ),
            (r#"{"detail":"Not found."}"#, None, false),
            (r#"["No."]"#, None, false),
        ] {
            let problem = read(body.as_bytes());
            assert_eq!(problem.webhook_field(), blamed, "{body}");
            assert_eq!(problem.has_more(), has_more, "{body}");
            assert_eq!(problem.faults().count(), 1, "{body}");
            assert_eq!(problem.message(), "");
        }
        assert_eq!(read(br#"{"url":[]}"#).faults().count(), 0);
    }

    #[test]
    fn cleared_reader_holds_nothing_of_an_earlier_refusal() {
        let mut reader = ProblemReader::new();
        for body in [&br#"{"url":["No.","No."]"#[..], br#"{"id":["No."]}"#] {
            reader.clear();
            let mut rest = body;
            let result = Tokenizer::new(MAX_DEPTH).read(&mut rest, &mut reader);
            assert_eq!(result, Ok(()));
        }
        assert_eq!(reader.problem.webhook_field(), Some(Field::Id));
        assert!(!reader.problem.has_more());
    }

    #[test]
    fn detail_is_the_one_text_under_that_name() {
        for (body, expected) in [
            (r#"{"detail":"Not found."}"#, true),
            (r#"{"detail":["Not found."]}"#, true),
            (r#"{"detail":{"page":"Not found."}}"#, false),
            (r#"{"details":"Not found."}"#, false),
            (r#"{"url":["No."],"detail":"Not found."}"#, false),
        ] {
            assert_eq!(read(body.as_bytes()).is_detail(), expected, "{body}");
        }
    }
}
