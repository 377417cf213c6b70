//! Secret keys of webhooks, from arguments, the environment, and a file with a key a line.

mod file;

use std::env::{self, VarError};
use std::io;
use std::path::Path;

use ring::rand::{SecureRandom, SystemRandom};

use crate::failure::Failure;
pub(crate) use file::{alone, read, write};

/// The variable that holds secret keys, a key a line.
pub(crate) const VARIABLE: &str = "GIGAPAY_SECRET_KEY";

/// The keys in a text with a key a line. A key is all of its line (B10); empty lines are none.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.is_empty())
        .map(Into::into)
        .collect()
}

/// The keys to use, those of the file last: those given, or else those of the environment.
pub(crate) fn given(keys: &[String], file: Option<&Path>) -> Result<Vec<String>, Failure> {
    let (mut all, of_file) = apart(keys, file, file::read_once)?;
    all.extend(of_file);
    Ok(all)
}

/// The same, apart: those that were given or are in the environment, and those of the file.
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

/// Each key once, where it stands last: the newest stay last.
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

/// Why a file is of no use.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(None, format!("cannot read {}: {error}", path.display()))
}

/// A new key, as the API draws them (B10).
pub(crate) fn draw() -> Result<String, Failure> {
    hexadecimal().ok_or_else(|| Failure::own(None, "this computer has no source of random numbers"))
}

/// 32 random hexadecimal digits. `None` if there are no random numbers.
fn hexadecimal() -> Option<String> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What to say where there is none.
pub(crate) fn none() -> String {
    format!("no secret key: give --secret-key or --key-file, or set {VARIABLE}")
}

/// Says what is odd about a key: it may have been copied with more than belongs to it.
pub(crate) fn oddity(key: &str) -> Option<&'static str> {
    if key.trim() != key {
        return Some("the secret key has white space around it, which counts");
    }
    let quotes = |quote: char| key.len() > 1 && key.starts_with(quote) && key.ends_with(quote);
    if quotes('"') || quotes('\'') {
        return Some("the secret key has quotes around it, which count");
    }
    None
}
