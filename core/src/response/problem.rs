//! The messages of a refusal and the fields at fault (B22).
//!
//! The body of a refusal may be an object, an array, nested by index, HTML, or empty. If it cannot
//! be parsed, there are no messages; the status is always known.

use core::fmt::{self, Write as _};

use heapless::String;

use crate::Field;

/// The messages of a refusal, each with the field at fault.
///
/// It holds as many as fit into [`CAPACITY`](Self::CAPACITY) bytes, in the server's order, and
/// knows [whether there were more](Self::has_more). The messages are for people: their language
/// follows `Accept-Language`, and their wording changes ([B6](crate::behaviour#b6)).
///
/// **A server may quote the request in its messages, including the token or a secret key.**
/// `Display`, `Debug` and defmt show them. Keep them out of logs that others read; log the status
/// and [`webhook_field`](Self::webhook_field) instead.
///
/// Without the feature `refusal-texts`, it holds only the first fault, with an empty message, and
/// with a field only if it is a field of the webhook.
#[derive(Clone, PartialEq, Eq)]
pub struct Problem {
    /// For each fault: the path, a NUL, the message, and a NUL if the message is complete.
    pub(super) text: String<{ Problem::ROOM }>,
    pub(super) is_cut: bool,
    pub(super) has_more: bool,
}

/// A message of a refusal and the field at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault<'p> {
    /// Path of the field at fault: `url`, or `events.1` for the second event. `None` for `detail`
    /// and `non_field_errors`.
    pub field: Option<&'p str>,
    /// The server's message. It may quote the request, including a secret key.
    pub message: &'p str,
}

impl<'p> Fault<'p> {
    /// Makes a fault from a message and its path in the response's JSON.
    pub fn new(path: &'p str, message: &'p str) -> Self {
        let field = match path {
            "" | "detail" | "non_field_errors" => None,
            path => Some(path),
        };
        Self { field, message }
    }
}

/// Shows `field: message`, each as [`Visible`].
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

/// Ends each path and each message; neither contains it.
pub(super) const END: u8 = 0;

impl Problem {
    /// Capacity for a path, in bytes.
    pub const FIELD_CAPACITY: usize = 32;

    /// Capacity for all paths and messages together, in bytes; each takes its length and one byte
    /// more.
    pub const CAPACITY: usize = 104;

    /// Without the messages, one field name is enough.
    const ROOM: usize = match cfg!(feature = "refusal-texts") {
        true => Self::CAPACITY,
        false => 16,
    };

    // A function, because a constant is copied with its unused bytes: saves 1,100 instructions (the
    // six operations on thumbv7em, measured).
    pub(super) const fn new() -> Self {
        Self {
            text: String::new(),
            is_cut: false,
            has_more: false,
        }
    }

    /// Returns the webhook's field that the first message is about, for
    /// [`Ensure::refused`](crate::Ensure::refused).
    pub fn webhook_field(&self) -> Option<Field> {
        let path = self.field()?;
        let mut fields = Field::ALL.iter().copied();
        fields.find(|field| {
            let rest = path.strip_prefix(field.name());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// Iterates over the messages that fit, in the server's order.
    pub fn faults(&self) -> Faults<'_> {
        Faults { rest: &self.text }
    }

    /// Returns the path of the field that the first message is about: see [`Fault::field`].
    pub fn field(&self) -> Option<&str> {
        self.faults().next()?.field
    }

    /// Returns the first message; empty if there is none.
    pub fn message(&self) -> &str {
        self.faults().next().map_or("", |fault| fault.message)
    }

    /// Whether the first message comes from `{"detail": "…"}`, the form of most refusals (B22).
    pub(crate) fn is_detail(&self) -> bool {
        self.text.as_bytes().first_chunk() == Some(b"detail\0")
    }

    /// Whether a message or path was truncated.
    pub const fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Whether the response had more messages than [`faults`](Self::faults) returns.
    pub const fn has_more(&self) -> bool {
        self.has_more
    }
}

/// Iterator over the messages of a refusal, from [`Problem::faults`].
#[derive(Clone)]
pub struct Faults<'p> {
    rest: &'p str,
}

impl<'p> Iterator for Faults<'p> {
    type Item = Fault<'p>;

    fn next(&mut self) -> Option<Fault<'p>> {
        // Searches bytes: searching for a `char` takes 100 bytes more (measured on thumbv7em).
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

/// Text from the network whose `Display` is safe for terminals and logs: control characters, line
/// and paragraph separators, and characters that change the writing direction are escaped.
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

/// Whether `c` has the Unicode property Bidi_Control (UAX #9) or separates lines or paragraphs.
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
