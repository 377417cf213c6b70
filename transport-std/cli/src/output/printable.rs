//! Foreign text, made safe for a terminal.

use std::fmt::{self, Write};

/// Shows a text with control characters and direction marks escaped: a server's text must not move
/// the cursor or disguise a URL.
#[derive(Debug)]
pub(crate) struct Printable<'a>(pub(crate) &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if is_treacherous(c) {
                write!(f, "{}", c.escape_unicode())?;
            } else {
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}

fn is_treacherous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::Printable;

    #[test]
    fn a_terminal_gets_no_orders() {
        assert_eq!(
            Printable("Luleå\u{1b}[2J\n\u{202e}x").to_string(),
            r"Luleå\u{1b}[2J\u{a}\u{202e}x"
        );
    }
}
