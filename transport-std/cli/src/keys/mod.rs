//! Secret keys of webhooks, from arguments, the environment, and a file with one key per line.

mod file;

use std::env::{self, VarError};
use std::io;
use std::path::Path;

use ring::rand::{SecureRandom, SystemRandom};

use crate::failure::Failure;
pub(crate) use file::{alone, read, write};

/// The variable with secret keys, one per line.
pub(crate) const VARIABLE: &str = "GIGAPAY_SECRET_KEY";

/// Returns the keys of a text with one key per line. A key is its whole line (B10); empty lines are
/// ignored.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.is_empty())
        .map(Into::into)
        .collect()
}

/// Returns the keys to use: those given, or else those of the environment; then those of the file.
pub(crate) fn given(keys: &[String], file: Option<&Path>) -> Result<Vec<String>, Failure> {
    let (mut all, of_file) = apart(keys, file, file::read_once)?;
    all.extend(of_file);
    Ok(all)
}

/// Returns the same keys apart: those given or of the environment, and those of the file.
pub(crate) fn apart(
    keys: &[String],
    file: Option<&Path>,
    read: impl Fn(&Path) -> io::Result<Vec<String>>,
) -> Result<(Vec<String>, Vec<String>), Failure> {
    let mut named = keys.to_vec();
    let mut of_file = Vec::new();
    if let Some(path) = file {
        of_file = read(path).map_err(|error| unreadable(path, &error))?;
    }
    if keys.is_empty() && file.is_none() {
        match env::var(VARIABLE) {
            Ok(variable) => named.extend(lines(&variable)),
            Err(VarError::NotPresent) => {}
            Err(error) => return Err(Failure::usage(None, format!("{VARIABLE}: {error}"))),
        }
    }
    if named.iter().any(String::is_empty) {
        return Err(Failure::usage(
            "secret_key",
            "--secret-key: the key is empty",
        ));
    }
    Ok((named, of_file))
}

/// Returns each key once, at its last position: the newest stay last.
pub(crate) fn distinct(mut keys: Vec<String>) -> Vec<String> {
    let mut index = 0;
    while let Some((key, later)) = keys.get(index..).and_then(<[_]>::split_first) {
        if later.contains(key) {
            keys.remove(index);
        } else {
            index += 1;
        }
    }
    keys
}

/// Returns the error for a file that cannot be used.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(None, format!("cannot read {}: {error}", path.display()))
}

/// Generates a new key, like the API's (B10).
pub(crate) fn draw() -> Result<String, Failure> {
    hexadecimal().ok_or_else(|| Failure::own(None, "this computer has no source of random numbers"))
}

/// Returns 32 random hexadecimal digits. `None` if there are no random numbers.
fn hexadecimal() -> Option<String> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Returns the error for no key. The file that was given has none in it.
pub(crate) fn none(file: Option<&Path>) -> String {
    if let Some(file) = file {
        return format!("{} is empty: it has no secret key", file.display());
    }
    format!("no secret key: give --secret-key or --key-file, or set {VARIABLE}")
}

/// Returns what looks wrong with a key that may have been copied with surrounding characters.
pub(crate) fn oddity(key: &str) -> Option<&'static str> {
    if key.trim() != key {
        return Some("the secret key has white space around it, which is part of it");
    }
    let quotes = |quote: char| key.len() > 1 && key.starts_with(quote) && key.ends_with(quote);
    if quotes('"') || quotes('\'') {
        return Some("the secret key has quotes around it, which are part of it");
    }
    None
}
