//! The file with profiles, in the platform's configuration folder.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::Deserialize;

use crate::failure::Failure;

/// The profile that is used where none is named.
const DEFAULT: &str = "default";

/// Settings of a profile. It has no `Debug`, which would show the token.
#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table of settings, such as [default]"
)]
pub(super) struct Profile {
    pub(super) base_url: Option<String>,
    pub(super) token: Option<String>,
    pub(super) integration_id: Option<String>,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) proxy: Option<String>,
    /// In seconds.
    pub(super) timeout: Option<f64>,
}

/// The name of a profile, and the argument or variable that it is from.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) by: &'static str,
}

/// A profile that was found.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) profile: Profile,
}

/// Returns the path of the file, whether it exists or not. `None` if there is no home.
pub(crate) fn path() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("gigapay-webhooks/profiles.toml"))
}

/// Returns the profile with this name, or the default one if there is one.
pub(super) fn find(named: Option<Named<'_>>) -> Result<Option<Found>, Failure> {
    let Some(path) = path() else {
        return match named {
            Some(named) => Err(absent(named, "there is no configuration folder")),
            None => Ok(None),
        };
    };
    let mut file = match (File::open(&path), named) {
        (Ok(file), _) => file,
        // A service may have a home that it cannot enter.
        (Err(error), None) if is_absence(error.kind()) => return Ok(None),
        (Err(error), Some(named)) if error.kind() == ErrorKind::NotFound => {
            return Err(absent(named, format!("{} does not exist", path.display())));
        }
        (Err(error), _) => return Err(unusable(&path, error)),
    };
    let mut text = String::new();
    file.read_to_string(&mut text)
        .map_err(|error| unusable(&path, error))?;
    let mut profiles = parse(&text).map_err(|error| unusable(&path, error))?;
    if profiles.values().any(|profile| profile.token.is_some()) {
        refuse_if_readable(&path, &file)?;
    }
    let name = named.map_or(DEFAULT, |named| named.name);
    match (profiles.remove(name), named) {
        (Some(mut profile), _) => {
            let folder = path.parent().unwrap_or(Path::new("."));
            profile.ca_file = profile.ca_file.map(|file| folder.join(file));
            let name = name.into();
            Ok(Some(Found { name, profile }))
        }
        (None, None) => Ok(None),
        (None, Some(named)) => {
            let names: Vec<_> = profiles.into_keys().collect();
            let names = names.join(", ");
            let why = format!("{} has the profiles: {names}", path.display());
            Err(absent(named, why))
        }
    }
}

fn is_absence(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::PermissionDenied
    )
}

fn absent(Named { name, by }: Named<'_>, why: impl Display) -> Failure {
    Failure::usage(None, format!("{by}: there is no profile {name}: {why}"))
}

fn unusable(path: &Path, why: impl Display) -> Failure {
    Failure::usage(None, format!("cannot use {}: {why}", path.display()))
}

/// Parses the profiles. The error quotes no value, which may be a token.
fn parse(text: &str) -> Result<BTreeMap<String, Profile>, String> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let message = error.message();
        let what = match message.split_once(", expected ") {
            Some((_, expected)) if message.starts_with("invalid") => format!("expected {expected}"),
            _ => message.into(),
        };
        format!("line {line}: {what}")
    })
}

/// A file with a token is for its owner's eyes only.
#[cfg(unix)]
fn refuse_if_readable(path: &Path, file: &File) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;

    let metadata = file.metadata().map_err(|error| unusable(path, error))?;
    let mode = metadata.permissions().mode() & 0o777;
    match mode & 0o077 {
        0 => Ok(()),
        _ => {
            let why = format!(
                "it holds a token, but its permissions are {mode:o}, so that others may read it"
            );
            let mut failure = unusable(path, why);
            if let Some(report) = failure.report_mut() {
                report.hint = Some(format!("chmod 600 {}", path.display()));
            }
            Err(failure)
        }
    }
}

/// Other systems keep the folder itself from other users.
#[cfg(not(unix))]
fn refuse_if_readable(_: &Path, _: &File) -> Result<(), Failure> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_error_names_the_line_and_no_value() {
        for (text, expected) in [
            ("[a]\ntoken = 12345678", "line 2: expected a string"),
            ("[a]\ntoken = [\"s3cret\"]", "line 2: expected a string"),
            (
                "token = \"s3cret\"",
                "line 1: expected a table of settings, such as [default]",
            ),
            ("[a]\n\ntokn = \"s3cret\"", "line 3: unknown field `tokn`"),
            ("[a]\ntoken = s3cret", "line 2: "),
            ("[a]\ntoken = \"s3cret", "line 2: "),
        ] {
            let error = parse(text).err().unwrap();
            assert!(error.starts_with(expected), "{text}: {error}");
            assert!(
                !error.contains("s3cret") && !error.contains("1234"),
                "{error}"
            );
        }
        assert_eq!(parse("[a]\ntimeout = 5").unwrap()["a"].timeout, Some(5.0));
    }
}
