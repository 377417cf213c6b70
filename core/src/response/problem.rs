//! Why the API refused: the messages in its response and the fields they blame (B22).
//!
//! Bodies are objects, arrays, nested by index, HTML, or nothing at all. Whatever cannot be read
//! leaves the messages empty; the status is what counts.

use core::fmt::{self, Write as _};

use heapless::String;
use heapless::string::StringView;

use crate::Field;
use crate::json::{Flow, Part, Sink, Token};
use crate::text::split_once;

/// The messages of a refusal, and where in the request the API sees the faults.
///
/// It holds as many as fit into [`CAPACITY`](Self::CAPACITY) bytes, in the server's order, and
/// knows [whether there were more](Self::has_more). The texts are for people: their language
/// follows `Accept-Language`, their wording changes ([B6](crate::behaviour#b6)).
///
/// **They are the server's words, and a server may quote what it was sent.** That can be the token
/// or a secret key, in `Display`, `Debug` and defmt alike. Keep them out of logs that others read,
/// or log the status and [`webhook_field`](Self::webhook_field) instead.
#[derive(Clone, PartialEq, Eq)]
pub struct Problem {
    /// Of each fault the path, a NUL, the message, and a NUL if it is whole.
    text: String<{ Problem::CAPACITY }>,
    is_cut: bool,
    has_more: bool,
}

/// One message of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault<'p> {
    /// The field to blame, as a path: `url`, or `events.1` for the second event. `None` where none
    /// is (`detail`, `non_field_errors`).
    pub field: Option<&'p str>,
    /// The server's own words. A server may quote what it was sent, a secret key included.
    pub message: &'p str,
}

impl<'p> Fault<'p> {
    /// A message with the path above it in the response's JSON.
    pub fn new(path: &'p str, message: &'p str) -> Self {
        let field = match path {
            "" | "detail" | "non_field_errors" => None,
            path => Some(path),
        };
        Self { field, message }
    }
}

/// `field: message`, each as [`Visible`].
impl fmt::Display for Fault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field {
            write!(f, "{}: ", Visible(field))?;
        }
        Visible(self.message).fmt(f)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Fault<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}: {=str}", self.field, self.message);
    }
}

/// Stands behind each path and each message; none of them holds it.
const END: u8 = 0;

impl Problem {
    /// Room for one path, in bytes.
    pub const FIELD_CAPACITY: usize = 32;

    /// Room for all paths and messages together, in bytes; each takes one more than its text.
    pub const CAPACITY: usize = 104;

    const EMPTY: Self = Self {
        text: String::new(),
        is_cut: false,
        has_more: false,
    };

    /// The field of the webhook that is to blame, for [`Ensure::refused`](crate::Ensure::refused).
    pub fn webhook_field(&self) -> Option<Field> {
        let path = self.field()?;
        let name = split_once(path, |byte| byte == b'.').map_or(path, |(name, _)| name);
        [
            Field::Id,
            Field::Url,
            Field::Events,
            Field::SecretKey,
            Field::Metadata,
        ]
        .into_iter()
        .find(|field| field.name() == name)
    }

    /// All messages that fit, in the server's order.
    pub fn faults(&self) -> Faults<'_> {
        Faults { rest: &self.text }
    }

    /// The field that the first message blames: see [`Fault::field`].
    pub fn field(&self) -> Option<&str> {
        self.faults().next()?.field
    }

    /// The first message, in the server's own words. Empty if there was none that could be read.
    pub fn message(&self) -> &str {
        self.faults().next().map_or("", |fault| fault.message)
    }

    /// Whether a message or a path is only the beginning of a longer text.
    pub const fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Whether there were more messages than [`faults`](Self::faults) gives.
    pub const fn has_more(&self) -> bool {
        self.has_more
    }
}

/// The messages of a refusal: what [`Problem::faults`] gives.
#[derive(Clone, Debug)]
pub struct Faults<'p> {
    rest: &'p str,
}

impl<'p> Iterator for Faults<'p> {
    type Item = Fault<'p>;

    fn next(&mut self) -> Option<Fault<'p>> {
        let is_end = |byte| byte == END;
        let (path, rest) = split_once(self.rest, is_end)?;
        let (message, rest) = split_once(rest, is_end).unwrap_or((rest, ""));
        self.rest = rest;
        Some(Fault::new(path, message))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for fault in self.faults() {
            write!(f, "{separator}{fault}")?;
            separator = "; ";
        }
        f.write_str(match (self.is_cut, self.has_more) {
            (_, true) => "… and more",
            (true, false) => "…",
            (false, false) => "",
        })
    }
}

/// Text from the network, whose `Display` cannot be taken for a line of its own, steer a terminal,
/// or show characters in another order than they have: control characters and those that change
/// the direction of writing are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visible<'t>(pub &'t str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if c.is_control() || changes_direction(c) {
                write!(f, "{}", c.escape_default())?;
            } else {
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}

/// Bidi_Control of the Unicode Standard (UAX #9).
const fn changes_direction(c: char) -> bool {
    matches!(
        c,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem")
            .field("faults", &Shown(self))
            .field("is_cut", &self.is_cut)
            .field("has_more", &self.has_more)
            .finish()
    }
}

/// The list of a problem's messages, for `Debug`.
struct Shown<'p>(&'p Problem);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.faults()).finish()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Problem {
    fn format(&self, f: defmt::Formatter<'_>) {
        for fault in self.faults() {
            defmt::write!(f, "{}; ", fault);
        }
        if self.has_more {
            defmt::write!(f, "and more");
        }
    }
}

/// How deep names are followed; those of deeper containers are left out of the path.
const NAMED_DEPTH: usize = 8;

/// The least room that a message needs: one character.
const CHARACTER: usize = 4;

/// Reads a problem from its tokens: each text in the document, and the names above it.
pub(crate) struct ProblemReader {
    pub(crate) problem: Problem,
    /// The names above what is being read, with dots between them.
    path: String<{ Problem::FIELD_CAPACITY }>,
    /// Depth of the container whose name did not fit into the path; 0 if all did.
    cut_depth: u8,
    /// Where in the path the present name of each open container begins, the outermost first.
    starts: [u8; NAMED_DEPTH],
    depth: u8,
    in_name: bool,
    in_message: bool,
    /// No further message fits.
    is_full: bool,
}

const _: () = assert!(Problem::FIELD_CAPACITY <= u8::MAX as usize);

impl ProblemReader {
    pub(crate) const fn new() -> Self {
        Self {
            problem: Problem::EMPTY,
            path: String::new(),
            cut_depth: 0,
            starts: [0; NAMED_DEPTH],
            depth: 0,
            in_name: false,
            in_message: false,
            is_full: false,
        }
    }

    /// Forgets what was read.
    pub(crate) fn clear(&mut self) {
        self.problem.text.clear();
        self.problem.is_cut = false;
        self.problem.has_more = false;
        self.path.clear();
        self.cut_depth = 0;
        self.depth = 0;
        self.in_name = false;
        self.in_message = false;
        self.is_full = false;
    }

    /// Nothing more comes. A message that has not ended by now is only the beginning of one.
    pub(crate) fn finish(&mut self) {
        self.problem.is_cut |= self.in_message;
    }

    /// Whether the first message is that of `{"detail": "…"}`, as most refusals have it (B22).
    pub(crate) fn is_detail(&self) -> bool {
        // Not `starts_with`, which calls a function larger than the rest of this.
        self.problem.text.bytes().take(7).eq("detail\0".bytes())
    }

    /// Where the innermost container's name begins.
    fn start(&mut self) -> Option<&mut u8> {
        let index = usize::from(self.depth).checked_sub(1)?;
        self.starts.get_mut(index)
    }

    fn push_name(&mut self, part: &Part<'_>) {
        if self.start().is_some() {
            let is_cut = self.cut_depth != 0;
            if !push(&mut self.path, part, is_cut) && !is_cut {
                self.cut_depth = self.depth;
            }
        }
    }

    /// Takes the innermost container's name off the path, if it has one.
    fn drop_name(&mut self) {
        if let Some(start) = self.start() {
            let start = usize::from(*start);
            if self.path.len() > start {
                // Shortened by a copy: to shorten it in place is to panic inside of a character.
                let mut shorter = String::new();
                let _ = shorter.push_str(self.path.get(..start).unwrap_or_default());
                self.path = shorter;
            }
            if self.cut_depth == self.depth {
                self.cut_depth = 0;
            }
        }
    }

    /// The first characters of a message have come: notes whom it blames, if there is room for
    /// both.
    fn begin_message(&mut self) {
        let text = &mut self.problem.text;
        let room = Problem::CAPACITY - text.len();
        self.is_full |= room < self.path.len() + CHARACTER + 2;
        if self.is_full {
            self.problem.has_more = true;
            return;
        }
        let _ = text.push_str(&self.path);
        let _ = text.push(char::from(END));
        self.problem.is_cut |= self.cut_depth != 0;
        self.in_message = true;
    }
}

impl Sink for ProblemReader {
    fn name(&mut self, _: u8, part: &Part<'_>) {
        if !self.in_name {
            // In the place of the one before it in the same object.
            self.in_name = true;
            self.drop_name();
            if !self.path.is_empty() {
                self.push_name(&Part::Ascii(b"."));
            }
        }
        self.push_name(part);
    }

    fn text(&mut self, _: u8, part: &Part<'_>) -> Flow {
        if !self.in_message {
            self.begin_message();
        }
        if self.in_message && !push(&mut self.problem.text, part, self.is_full) {
            self.is_full = true;
            self.problem.is_cut = true;
        }
        Flow::More
    }

    fn token(&mut self, _: u8, token: Token) -> Flow {
        match token {
            Token::BeginObject | Token::BeginArray => {
                self.depth = self.depth.saturating_add(1);
                let end = self.path.len() as u8;
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
            // An empty text says nothing, and began no message.
            Token::TextEnd => {
                if self.in_message {
                    // Where there is no room for it, nothing follows.
                    let _ = self.problem.text.push(char::from(END));
                    self.in_message = false;
                }
            }
            Token::Null | Token::Scalar => {}
        }
        Flow::More
    }
}

/// Appends what fits, whole characters only, and nothing behind a gap. `false` if that is not all.
#[inline(never)]
fn push(text: &mut StringView, part: &Part<'_>, is_cut: bool) -> bool {
    let part = match part {
        Part::Unpaired | Part::Ascii([END]) => &Part::Char(char::REPLACEMENT_CHARACTER),
        part => part,
    };
    !is_cut && part.push_to(text)
}
