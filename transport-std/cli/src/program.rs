//! How this program is called, for commands to paste.

use std::{env, fmt};

/// The name that the program was called by.
pub(crate) fn name() -> String {
    match env::args().next() {
        Some(name) if !name.is_empty() => Quoted(&name).to_string(),
        _ => "gigapay-webhooks".into(),
    }
}

/// A word as a shell reads it back.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain = |c: char| c.is_alphanumeric() || "_./:@%+=,-".contains(c);
        if !self.0.is_empty() && self.0.chars().all(is_plain) {
            return f.write_str(self.0);
        }
        write!(f, "'{}'", self.0.replace('\'', r"'\''"))
    }
}
