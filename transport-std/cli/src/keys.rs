//! Secret keys of webhooks, from arguments, the environment, and a file with a key a line.

use std::env::{self, VarError};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ring::rand::{SecureRandom, SystemRandom};

use crate::failure::Failure;

/// The variable that holds secret keys, a key a line.
pub(crate) const VARIABLE: &str = "GIGAPAY_SECRET_KEY";

/// The keys in a text with a key a line. A key is all of its line (B10); empty lines are none.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.is_empty())
        .map(Into::into)
        .collect()
}

/// The keys of a file.
pub(crate) fn read(path: &Path) -> io::Result<Vec<String>> {
    Ok(lines(&fs::read_to_string(path)?))
}

/// Writes the keys: whoever reads the file meets the old ones or the new ones, whole. Nobody but its owner may read it.
pub(crate) fn write(path: &Path, keys: &[String]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // Whatever was left there by somebody else would keep its permissions.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = options.open(&beside)?;
    for key in keys {
        writeln!(file, "{key}")?;
    }
    file.sync_all()?;
    drop(file);
    fs::rename(&beside, path)
}

/// The keys to use, those of the file last: those given, or else those of the environment.
pub(crate) fn given(keys: &[String], file: Option<&Path>) -> Result<Vec<String>, Failure> {
    let (mut all, of_file) = apart(keys, file)?;
    all.extend(of_file);
    Ok(all)
}

/// The same, apart: those that were given or are in the environment, and those of the file.
pub(crate) fn apart(
    keys: &[String],
    file: Option<&Path>,
) -> Result<(Vec<String>, Vec<String>), Failure> {
    let mut named = keys.to_vec();
    let mut of_file = Vec::new();
    if let Some(path) = file {
        let unusable = |error: io::Error| {
            Failure::usage(None, format!("cannot read {}: {error}", path.display()))
        };
        of_file = read(path).map_err(unusable)?;
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

/// A new key: 32 hexadecimal digits, as the API draws them (B10).
pub(crate) fn draw() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Failure::own(None, "this computer has no source of random numbers"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
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
