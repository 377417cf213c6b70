//! `rotate`
//!
//! The API has one key at a time: as soon as it stores another, it signs with that (B16, B17). So
//! every receiver must know the new key before the API gets it. Having the API generate it, as
//! replacing does, would be too late. Each step first asks the API for its key, and so can be
//! repeated after any interruption.
//!
//! However often this runs, the file contains two keys, the new one last. Keys before the present
//! one are removed: a receiver accepts only a few, and identifies a notification by the last.

use std::io;
use std::path::Path;

use gigapay_webhooks_std::WebhookUpdate;
use gigapay_webhooks_std::gigapay_webhooks::Visible;
use serde::Serialize;

use super::*;
use crate::args::Rotate;
use crate::keys;

/// How far the rotation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// The API signs with the former key.
    Prepared,
    /// The API signs with the new key.
    Applied,
}

/// Prepares a new secret key, or has the API use it.
pub(super) fn run(
    session: &mut Session,
    rotate: &Rotate,
    output: &mut Output,
) -> Result<(), Failure> {
    let id = &rotate.id;
    let given = rotate.source.secret_key.as_ref();
    // Values that cannot be sent or stored are rejected before anything is sent.
    secret(session, given)?;
    if let Some(path) = &rotate.source.key_file {
        read(path)?;
    }
    let present = present_secret(session, id)?;
    let present = present.expose();
    let new = match (&rotate.source.key_file, given) {
        (Some(path), _) => kept(path, present, rotate.apply)?,
        (None, key) => key.cloned().unwrap_or_default(),
    };
    let is_in_use = new == present;
    if rotate.apply && !is_in_use {
        apply(session, id, &new)?;
    }
    let state = match rotate.apply || is_in_use {
        true => State::Applied,
        false => State::Prepared,
    };
    tell(rotate, state, is_in_use, &new, output)
}

/// Returns the last key of the file, the new one; generates and stores it if it is not there yet.
fn kept(path: &Path, present: &str, is_applied: bool) -> Result<String, Failure> {
    let file = path.display();
    // Two processes that generate a key at the same time would announce two, and one would be lost.
    let _alone = keys::alone(path);
    let before = read(path)?;
    let mut keys = since(present, &before).ok_or_else(|| {
        Failure::own(
            "secret_key",
            format!(
                "{file} does not contain the secret key that the API signs with, so it may be the \
                 file of another webhook; nothing was changed"
            ),
        )
    })?;
    let new = match keys.last() {
        // The former keys stay until the next one is prepared: notifications signed with them may
        // be in transit.
        Some(last) if is_applied => return Ok(last.clone()),
        None if is_applied => {
            return Err(Failure::own(
                "secret_key",
                format!(
                    "{file} contains no new key yet: run this without --apply first, and have \
                     every receiver accept both keys; nothing was changed"
                ),
            ));
        }
        Some(last) if last != present => last.clone(),
        Some(_) => keys::draw()?,
        None if keys::lines(present) == [present] => {
            keys.push(present.into());
            keys::draw()?
        }
        None => {
            return Err(Failure::own(
                "secret_key",
                "the present secret key has more than one line, so a file cannot contain it: use \
                 --secret-key",
            ));
        }
    };
    keys.push(new.clone());
    let keys = keys::distinct(keys);
    if keys != before {
        keys::write(path, &keys).map_err(|error| {
            let text = format!("cannot write {file}: {error}; nothing was changed");
            Failure::own(None, text)
        })?;
    }
    Ok(new)
}

/// Returns the keys of the file; none if it does not exist.
fn read(path: &Path) -> Result<Vec<String>, Failure> {
    match keys::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        keys => keys.map_err(|error| keys::unreadable(path, &error)),
    }
}

/// Returns the present key and those after it, each once. `None` if it is not among them, unless
/// there are none.
fn since(present: &str, keys: &[String]) -> Option<Vec<String>> {
    let keys = keys::distinct(keys.to_vec());
    if keys.is_empty() {
        return Some(keys);
    }
    let place = keys.iter().position(|key| key == present)?;
    Some(keys.into_iter().skip(place).collect())
}

fn apply(session: &mut Session, id: &str, new: &str) -> Result<(), Failure> {
    let Some(key) = secret(session, Some(&new.to_owned()))? else {
        return Ok(());
    };
    let response = session
        .client
        .update(id, WebhookUpdate::new().secret_key(&key));
    let is_refused = matches!(&response, Err(error) if error.status().is_some());
    let webhook = written(response).map_err(|mut failure| {
        if let (Some(report), false) = (failure.report_mut(), is_refused) {
            report.hint =
                Some("run the same command again: it checks which key the API has".into());
        }
        failure
    })?;
    match webhook.secret_key.expose() == new {
        true => Ok(()),
        false => Err(Failure::own(
            "secret_key",
            "the API's response has another secret key than it was sent; `retrieve` shows which",
        )),
    }
}

fn tell(
    rotate: &Rotate,
    state: State,
    was_in_use: bool,
    new: &str,
    output: &mut Output,
) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Line<'a> {
        id: &'a str,
        state: State,
        secret_key: &'a str,
    }
    if output.is_json() {
        return Ok(output.line(&Line {
            id: &rotate.id,
            state,
            secret_key: new,
        })?);
    }
    let (id, key) = (Visible(&rotate.id), output.masked(new));
    let key = Visible(&key);
    let text = match (state, &rotate.source.key_file) {
        (State::Prepared, Some(path)) => {
            let file = path.display().to_string();
            let file = Visible(&file);
            format!(
                "The new secret key of {id} is {key}, the last in {file}. The API still signs with \
                 the former one.\n\
                 Now have every receiver accept both: `listen --key-file {file}` does so by \
                 itself.\n\
                 Then run this again with --apply."
            )
        }
        (State::Prepared, None) => format!(
            "The API still signs with the former secret key of {id}.\n\
             Now have every receiver accept the new one too: `listen` takes --secret-key several \
             times.\n\
             Then run this again with --apply."
        ),
        (State::Applied, _) if was_in_use => {
            format!("The API signs for {id} with {key} already. Nothing was changed.")
        }
        (State::Applied, _) => format!(
            "From now on, the API signs for {id} with {key}.\n\
             Have the receivers accept the former key until no notification signed with it can be \
             on its way any more: the API tries up to ten times. Preparing the next key takes it \
             out of the file."
        ),
    };
    Ok(output.say(&text)?)
}
