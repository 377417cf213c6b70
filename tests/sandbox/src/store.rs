//! What the server stores: webhooks, and the first responses to idempotency keys (B21).

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::data_file::{self, Claim};
use crate::error::StartError;
use crate::http::response::ApiResponse;
use crate::webhook::Webhook;

/// The whole state, as in the data file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    /// In the order of their creation.
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) replies: Vec<StoredReply>,
}

/// The first response to an idempotency key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredReply {
    /// A digest of the token: keys of different tokens are different keys.
    pub(crate) caller: String,
    pub(crate) key: String,
    /// When it expires, in seconds since 1970.
    pub(crate) until: u64,
    pub(crate) response: ApiResponse,
}

impl State {
    /// Returns the position of a webhook that this caller can see.
    pub(crate) fn find(&self, id: &str, integration: Option<&str>) -> Option<usize> {
        self.webhooks
            .iter()
            .position(|hook| hook.id == id && hook.visible_to(integration))
    }

    /// Returns the stored response to a key, unless it has expired.
    pub(crate) fn reply(&self, caller: &str, key: &str, now: u64) -> Option<&ApiResponse> {
        let same = |reply: &&StoredReply| reply.caller == caller && reply.key == key;
        self.replies
            .iter()
            .filter(|reply| now < reply.until)
            .find(same)
            .map(|reply| &reply.response)
    }
}

/// The state, and the file that holds it, if any.
#[derive(Debug)]
pub(crate) struct Store {
    state: State,
    file: Option<DataFile>,
}

/// The file and its lock.
#[derive(Debug)]
struct DataFile {
    path: PathBuf,
    _claim: Claim,
}

impl Store {
    /// Opens the store in a file, or an empty one in memory. The file is created if it does not
    /// exist, and no other store can open it as long as this one exists.
    pub(crate) fn open(file: Option<PathBuf>) -> Result<Self, StartError> {
        let Some(path) = file else {
            return Ok(Self::in_memory());
        };
        let failed = |source| StartError::DataFile {
            path: path.clone(),
            source,
        };
        let Some(claim) = Claim::take(&path).map_err(failed)? else {
            return Err(StartError::DataFileInUse { path });
        };
        let state = match data_file::load(&path).map_err(failed)? {
            Some(state) => state,
            None => {
                let state = State::default();
                data_file::save(&path, &state).map_err(failed)?;
                state
            }
        };
        Ok(Self {
            state,
            file: Some(DataFile {
                path,
                _claim: claim,
            }),
        })
    }

    /// Creates an empty store without a file.
    pub(crate) fn in_memory() -> Self {
        Self {
            state: State::default(),
            file: None,
        }
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// Changes the state. With a file, the change happens only once it is safely there.
    ///
    /// `change` must change nothing if it returns an error of its own.
    pub(crate) fn change<R, E>(
        &mut self,
        change: impl FnOnce(&mut State) -> Result<R, E>,
    ) -> io::Result<Result<R, E>> {
        let Some(DataFile { path, .. }) = &self.file else {
            return Ok(change(&mut self.state));
        };
        let mut next = self.state.clone();
        let result = change(&mut next);
        if result.is_ok() {
            data_file::save(path, &next)?;
            self.state = next;
        }
        Ok(result)
    }
}
