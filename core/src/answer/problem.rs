//! Why the API refused: the first message in its answer and the field it blames (B22).
//!
//! Bodies are objects, arrays, nested by index, HTML, or nothing at all. Whatever cannot be read
//! leaves the message empty; the status is what counts.

use core::fmt;

use heapless::String;
use heapless::string::StringView;

use crate::json::{Part, Piece, Token};

/// The first message of a refusal, and where in the request the API sees the fault.
///
/// The text is for people: its language follows `Accept-Language`, its wording changes (B6).
#[derive(Clone, PartialEq, Eq)]
pub struct Problem {
    field: String<{ Problem::FIELD_CAPACITY }>,
    message: String<{ Problem::MESSAGE_CAPACITY }>,
    is_field_cut: bool,
    is_message_cut: bool,
}

impl Problem {
    /// Room for the path of the field, in bytes.
    pub const FIELD_CAPACITY: usize = 40;

    /// Room for the message, in bytes.
    pub const MESSAGE_CAPACITY: usize = 100;

    /// The field to blame, as a path: `url`, or `events.1` for the second event. `None` where
    /// none is (`detail`, `non_field_errors`).
    pub fn field(&self) -> Option<&str> {
        match self.field.as_str() {
            "" | "detail" | "non_field_errors" => None,
            path => Some(path),
        }
    }

    /// The server's own words. Empty if it had none that could be read.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether [`message`](Self::message) or [`field`](Self::field) is only the beginning of a
    /// longer text.
    pub const fn is_cut(&self) -> bool {
        self.is_field_cut || self.is_message_cut
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field() {
            write!(f, "{field}: ")?;
        }
        f.write_str(&self.message)?;
        if self.is_message_cut {
            f.write_str("…")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem")
            .field("field", &self.field())
            .field("message", &self.message())
            .field("is_cut", &self.is_cut())
            .finish()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Problem {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}: {=str}", self.field(), self.message());
    }
}

/// Reads a problem from its tokens: the first text in the document, and the names above it.
pub(crate) struct ProblemReader {
    pub(crate) problem: Problem,
    /// A bit for each open container, the innermost lowest: set while it has a name in the path.
    named: u32,
    in_name: bool,
    found: bool,
}

impl ProblemReader {
    pub(crate) const fn new() -> Self {
        Self {
            problem: Problem {
                field: String::new(),
                message: String::new(),
                is_field_cut: false,
                is_message_cut: false,
            },
            named: 0,
            in_name: false,
            found: false,
        }
    }

    pub(crate) fn piece(&mut self, piece: &Piece<'_>) {
        if self.found {
            return;
        }
        let problem = &mut self.problem;
        match piece.token {
            Token::BeginObject | Token::BeginArray => self.named <<= 1,
            Token::End => {
                self.drop_name();
                self.named >>= 1;
            }
            Token::Name | Token::NameEnd => {
                if !self.in_name {
                    self.begin_name();
                }
                self.push_name(piece.part);
                self.in_name = piece.token == Token::Name;
            }
            Token::Text => push(
                problem.message.as_mut_view(),
                piece.part,
                &mut problem.is_message_cut,
            ),
            // An empty text says nothing; a later one may.
            Token::TextEnd => self.found = !problem.message.is_empty(),
            _ => {}
        }
    }

    /// Adds a name to the path, in the place of the one before it in the same object.
    fn begin_name(&mut self) {
        self.drop_name();
        if self.named > 1 && !self.problem.field.is_empty() {
            self.push_name(Part::Char('.'));
        }
        self.named |= 1;
        self.in_name = true;
    }

    fn push_name(&mut self, part: Part<'_>) {
        push(
            &mut self.problem.field,
            part,
            &mut self.problem.is_field_cut,
        );
    }

    /// Takes the innermost container's name off the path, if it has one.
    fn drop_name(&mut self) {
        if self.named & 1 != 0 {
            let path = &mut self.problem.field;
            let end = path.bytes().rposition(|byte| byte == b'.').unwrap_or(0);
            // Shortened by a copy: to shorten it in place is to panic inside of a character.
            let mut shorter = String::new();
            let _ = shorter.push_str(path.get(..end).unwrap_or_default());
            *path = shorter;
            self.named &= !1;
        }
    }
}

/// Appends what fits, whole characters only, and nothing behind a gap.
#[inline(never)]
fn push(text: &mut StringView, part: Part<'_>, is_cut: &mut bool) {
    part.for_each(|c| *is_cut = *is_cut || text.push(c).is_err());
}
