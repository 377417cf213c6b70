//! The name of this program, for commands to paste.

use std::{env, fmt};

/// Returns the name by which the program was called.
pub(crate) fn name() -> String {
    match env::args().next() {
        Some(name) if !name.is_empty() => Quoted(&name).to_string(),
        _ => "gigapay-webhooks".into(),
    }
}

/// A word, quoted for a shell if needed.
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
