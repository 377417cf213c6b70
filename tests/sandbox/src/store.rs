//! What the server remembers: webhooks, and the first responses to idempotency keys (B21).

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::data_file::{self, Claim};
use crate::error::StartError;
use crate::http::response::ApiResponse;
use crate::webhook::Webhook;

/// The whole state, as it is in the data file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    /// In the order of their creation.
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) replies: Vec<StoredReply>,
}

/// The first response to an idempotency key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredReply {
    /// A digest of the token, for keys of different tokens are different keys.
    pub(crate) caller: String,
    pub(crate) key: String,
    /// When it is forgotten, in seconds since 1970.
    pub(crate) until: u64,
    pub(crate) response: ApiResponse,
}

impl State {
    /// The position of a webhook that this caller sees.
    pub(crate) fn find(&self, id: &str, integration: Option<&str>) -> Option<usize> {
        self.webhooks
            .iter()
            .position(|hook| hook.id == id && hook.visible_to(integration))
    }

    /// The stored response to a key, unless its time is over.
    pub(crate) fn reply(&self, caller: &str, key: &str, now: u64) -> Option<&ApiResponse> {
        let same = |reply: &&StoredReply| reply.caller == caller && reply.key == key;
        self.replies
            .iter()
            .filter(|reply| now < reply.until)
            .find(same)
            .map(|reply| &reply.response)
    }
}

/// The state, and the file that holds it if there is one.
#[derive(Debug)]
pub(crate) struct Store {
    state: State,
    file: Option<DataFile>,
}

/// The file, and the right to write it.
#[derive(Debug)]
struct DataFile {
    path: PathBuf,
    _claim: Claim,
}

impl Store {
    /// An empty store, or the one that the file holds. The file is made if it does not exist, and no other
    /// store can be opened with it as long as this one is there.
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

    /// An empty store without a file.
    pub(crate) fn in_memory() -> Self {
        Self {
            state: State::default(),
            file: None,
        }
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// Changes the state. When it is kept in a file, the change happens only if it is safe there.
    ///
    /// `change` changes nothing when it returns an error of its own.
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
