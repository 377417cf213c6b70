//! Why the API refused: the first message in its response and the field it blames (B22).
//!
//! Bodies are objects, arrays, nested by index, HTML, or nothing at all. Whatever cannot be read
//! leaves the message empty; the status is what counts.

use core::fmt::{self, Write as _};

use heapless::String;
use heapless::string::StringView;

use crate::json::{Flow, Part, Sink, Token};

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
    pub const FIELD_CAPACITY: usize = 32;

    /// Room for the message, in bytes.
    pub const MESSAGE_CAPACITY: usize = 72;

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
            write_visible(f, field)?;
            f.write_str(": ")?;
        }
        write_visible(f, &self.message)?;
        if self.is_message_cut {
            f.write_str("…")?;
        }
        Ok(())
    }
}

/// Writes text from the network so that it cannot be taken for a line of its own, or steer a
/// terminal.
fn write_visible(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for c in text.chars() {
        if c.is_control() {
            write!(f, "{}", c.escape_default())?;
        } else {
            f.write_char(c)?;
        }
    }
    Ok(())
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

/// How deep names are followed; those of deeper containers are left out of the path.
const NAMED_DEPTH: usize = 8;

/// Reads a problem from its tokens: the first text in the document, and the names above it.
pub(crate) struct ProblemReader {
    pub(crate) problem: Problem,
    /// Where in the path the present name of each open container begins, the outermost first.
    starts: [u8; NAMED_DEPTH],
    depth: u8,
    in_name: bool,
    found: bool,
}

const _: () = assert!(Problem::FIELD_CAPACITY <= u8::MAX as usize);

impl ProblemReader {
    pub(crate) const fn new() -> Self {
        Self {
            problem: Problem {
                field: String::new(),
                message: String::new(),
                is_field_cut: false,
                is_message_cut: false,
            },
            starts: [0; NAMED_DEPTH],
            depth: 0,
            in_name: false,
            found: false,
        }
    }

    /// Forgets what was read.
    pub(crate) fn clear(&mut self) {
        self.problem.field.clear();
        self.problem.message.clear();
        self.problem.is_field_cut = false;
        self.problem.is_message_cut = false;
        self.depth = 0;
        self.in_name = false;
        self.found = false;
    }

    /// Nothing more comes. A message that has not ended by now is only the beginning of one.
    pub(crate) fn finish(&mut self) {
        if self.problem.message.is_empty() {
            self.problem.field.clear();
            self.problem.is_field_cut = false;
        } else {
            self.problem.is_message_cut |= !self.found;
        }
    }

    /// Whether the first message is that of `{"detail": "…"}`, as most refusals have it (B22).
    pub(crate) fn is_detail(&self) -> bool {
        // Not `==`, which calls a function larger than the rest of this.
        self.found && self.problem.field.bytes().eq("detail".bytes())
    }

    /// Where the innermost container's name begins.
    fn start(&mut self) -> Option<&mut u8> {
        let index = usize::from(self.depth).checked_sub(1)?;
        self.starts.get_mut(index)
    }

    fn push_name(&mut self, part: &Part<'_>) {
        if self.start().is_some() {
            let problem = &mut self.problem;
            push(&mut problem.field, part, &mut problem.is_field_cut);
        }
    }

    /// Takes the innermost container's name off the path, if it has one.
    fn drop_name(&mut self) {
        if let Some(start) = self.start() {
            let start = usize::from(*start);
            let path = &mut self.problem.field;
            if path.len() > start {
                // Shortened by a copy: to shorten it in place is to panic inside of a character.
                let mut shorter = String::new();
                let _ = shorter.push_str(path.get(..start).unwrap_or_default());
                *path = shorter;
            }
            self.problem.is_field_cut &= start > 0;
        }
    }
}

impl Sink for ProblemReader {
    fn name(&mut self, _: u8, part: &Part<'_>) {
        if self.found {
            return;
        }
        if !self.in_name {
            // In the place of the one before it in the same object.
            self.in_name = true;
            self.drop_name();
            if !self.problem.field.is_empty() {
                self.push_name(&Part::Ascii(b"."));
            }
        }
        self.push_name(part);
    }

    fn text(&mut self, _: u8, part: &Part<'_>) -> Flow {
        if !self.found {
            let problem = &mut self.problem;
            push(&mut problem.message, part, &mut problem.is_message_cut);
        }
        Flow::More
    }

    fn token(&mut self, _: u8, token: Token) -> Flow {
        if self.found {
            return Flow::More;
        }
        match token {
            Token::BeginObject | Token::BeginArray => {
                self.depth = self.depth.saturating_add(1);
                let end = self.problem.field.len() as u8;
                if let Some(start) = self.start() {
                    *start = end;
                }
            }
            Token::End => {
                self.drop_name();
                self.depth = self.depth.saturating_sub(1);
            }
            Token::NameEnd(_) => {
                // An empty name is a name, too.
                self.name(0, &Part::Ascii(b""));
                self.in_name = false;
            }
            // An empty text says nothing; a later one may.
            Token::TextEnd => self.found = !self.problem.message.is_empty(),
            Token::Null | Token::Scalar => {}
        }
        Flow::More
    }
}

/// Appends what fits, whole characters only, and nothing behind a gap.
#[inline(never)]
fn push(text: &mut StringView, part: &Part<'_>, is_cut: &mut bool) {
    let part = match part {
        Part::Unpaired => &Part::Char(char::REPLACEMENT_CHARACTER),
        part => part,
    };
    *is_cut = *is_cut || !part.push_to(text);
}
