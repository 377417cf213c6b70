//! Why the API refused: the messages in its response and the fields they blame (B22).
//!
//! Bodies are objects, arrays, nested by index, HTML, or nothing at all. Whatever cannot be read
//! leaves the messages empty; the status is what counts.

use core::fmt::{self, Write as _};

use heapless::String;

use crate::Field;

/// The messages of a refusal, and where in the request the API sees the faults.
///
/// It holds as many as fit into [`CAPACITY`](Self::CAPACITY) bytes, in the server's order, and
/// knows [whether there were more](Self::has_more). The texts are for people: their language
/// follows `Accept-Language`, their wording changes ([B6](crate::behaviour#b6)).
///
/// **They are the server's words, and a server may quote what it was sent.** That can be the token
/// or a secret key, in `Display`, `Debug` and defmt alike. Keep them out of logs that others read,
/// or log the status and [`webhook_field`](Self::webhook_field) instead.
///
/// Without the feature `refusal-texts` it holds the first fault only, with an empty message, and
/// with a field only if that is one of the webhook's own.
#[derive(Clone, PartialEq, Eq)]
pub struct Problem {
    /// Of each fault the path, a NUL, the message, and a NUL if it is whole.
    pub(super) text: String<{ Problem::ROOM }>,
    pub(super) is_cut: bool,
    pub(super) has_more: bool,
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
            Visible(field).fmt(f)?;
            if !self.message.is_empty() {
                f.write_str(": ")?;
            }
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
pub(super) const END: u8 = 0;

impl Problem {
    /// Room for one path, in bytes.
    pub const FIELD_CAPACITY: usize = 32;

    /// Room for all paths and messages together, in bytes; each takes one more than its text.
    pub const CAPACITY: usize = 104;

    /// Without the texts, room for the name of a field.
    const ROOM: usize = match cfg!(feature = "refusal-texts") {
        true => Self::CAPACITY,
        false => 16,
    };

    // No constant, which would be copied with its unused bytes: saves 1,100 instructions (the six
    // operations on thumbv7em, measured).
    pub(super) const fn new() -> Self {
        Self {
            text: String::new(),
            is_cut: false,
            has_more: false,
        }
    }

    /// The field of the webhook that is to blame, for [`Ensure::refused`](crate::Ensure::refused).
    pub fn webhook_field(&self) -> Option<Field> {
        let path = self.field()?;
        let mut fields = Field::ALL.iter().copied();
        fields.find(|field| {
            let rest = path.strip_prefix(field.name());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
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

    /// Whether the first message is that of `{"detail": "…"}`, as most refusals have it (B22).
    pub(crate) fn is_detail(&self) -> bool {
        self.text.as_bytes().first_chunk() == Some(b"detail\0")
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
#[derive(Clone)]
pub struct Faults<'p> {
    rest: &'p str,
}

impl<'p> Iterator for Faults<'p> {
    type Item = Fault<'p>;

    fn next(&mut self) -> Option<Fault<'p>> {
        // By bytes: a search for a character takes 100 bytes more (measured on thumbv7em).
        let split = |text: &'p str| {
            let end = text.bytes().position(|byte| byte == END)?;
            Some((text.get(..end)?, text.get(end.saturating_add(1)..)?))
        };
        let (path, rest) = split(self.rest)?;
        let (message, rest) = split(rest).unwrap_or((rest, ""));
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
/// or show characters in another order than they have: control characters, separators of lines and
/// those that change the direction of writing are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visible<'t>(pub &'t str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if c.is_control() || changes_layout(c) {
                write!(f, "{}", c.escape_default())?;
            } else {
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}

/// Bidi_Control of the Unicode Standard (UAX #9), and the separators of lines and paragraphs.
const fn changes_layout(c: char) -> bool {
    matches!(
        c,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem")
            .field("faults", &self.faults())
            .field("is_cut", &self.is_cut)
            .field("has_more", &self.has_more)
            .finish()
    }
}

impl fmt::Debug for Faults<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
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
