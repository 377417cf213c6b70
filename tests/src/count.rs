//! How many cases are tried, and telling so.

use std::io::Write;

/// How many cases a property test tries: what the variable `PROPTEST_CASES` says, for long runs, or
/// else so many.
///
/// # Panics
/// When the variable is no number.
pub fn cases(usual: u32) -> u32 {
    match std::env::var("PROPTEST_CASES") {
        Ok(cases) => cases.parse().expect("PROPTEST_CASES is a number"),
        Err(_) => usual,
    }
}

/// Says how much was tried, also when all went well: what tests print with `println!` is only
/// shown when they fail.
pub fn tell(what: &str) {
    // Standard error may be closed.
    let _ = writeln!(std::io::stdout(), "tried: {what}");
}
