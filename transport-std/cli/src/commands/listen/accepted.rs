//! The secret keys that `listen` accepts, and the file that some of them come from.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use gigapay_webhooks_std::gigapay_webhooks::Visible;
use gigapay_webhooks_std::listen::Listening;

use crate::failure::Failure;
use crate::keys;
use crate::output::Output;
use crate::output::notifications::{End, Lines};
use crate::report::Report;

/// How often a file with keys is checked.
const LOOK: Duration = Duration::from_secs(1);

/// The accepted secret keys, by their source.
pub(super) struct Accepted<'a> {
    path: Option<&'a Path>,
    /// Keys of the file that are in use.
    of_file: Vec<String>,
    /// Keys that do not change.
    others: Vec<String>,
    /// Result of the last check of the file.
    seen: Result<Vec<String>, String>,
}

impl<'a> Accepted<'a> {
    /// Collects the keys given, those of the file, and the listener's own if it has one.
    pub(super) fn new(
        named: &[String],
        path: Option<&'a Path>,
        own: Option<&String>,
    ) -> Result<Self, Failure> {
        let (mut others, of_file) = keys::apart(named, path, keys::read)?;
        others.extend(own.cloned());
        Ok(Self {
            path,
            seen: Ok(of_file.clone()),
            of_file,
            others,
        })
    }

    /// Returns all keys, each once. The last one identifies a notification in the replay guard, so
    /// keys that do not change come last.
    pub(super) fn all(&self) -> Vec<String> {
        self.with(&self.of_file)
    }

    fn with(&self, of_file: &[String]) -> Vec<String> {
        keys::distinct([of_file, &self.others].concat())
    }

    /// Waits for the end, and uses new keys as soon as the file has them. Returns why it ends.
    pub(super) fn follow(
        mut self,
        stop: &Receiver<End>,
        listening: &Listening,
        output: &Output,
        lines: &Lines,
    ) -> End {
        let Some(path) = self.path else {
            return stop.recv().unwrap_or(End::Told);
        };
        loop {
            match stop.recv_timeout(LOOK) {
                Ok(end) => return end,
                Err(RecvTimeoutError::Disconnected) => return End::Told,
                Err(RecvTimeoutError::Timeout) => {}
            }
            match self.look(path, listening) {
                None => {}
                Some(Ok(text)) => lines.say(&text),
                Some(Err(text)) => Report::new(Some("secret_key"), text).print(output.is_json()),
            }
        }
    }

    /// Uses the keys of the file if they changed. Returns what there is to report about that.
    fn look(&mut self, path: &Path, listening: &Listening) -> Option<Result<String, String>> {
        let now = keys::read(path).map_err(|error| error.to_string());
        if now == self.seen {
            return None;
        }
        self.seen = now.clone();
        let file = path.display();
        let stay = "its former secret keys stay in use";
        let keys = match now {
            Err(error) => return Some(Err(format!("cannot read {file}: {error}; {stay}"))),
            // Another process may be writing it right now.
            Ok(keys) if keys.is_empty() && !self.of_file.is_empty() => {
                return Some(Err(format!("{file} contains no secret key; {stay}")));
            }
            Ok(keys) => keys,
        };
        let all = self.with(&keys);
        if let Err(error) = listening.set_secrets(&all) {
            return Some(Err(format!("{file}: {error}; {stay}")));
        }
        self.of_file = keys;
        let file = file.to_string();
        let count = all.len();
        Some(Ok(format!("Read {}: {count} secret keys", Visible(&file))))
    }
}
