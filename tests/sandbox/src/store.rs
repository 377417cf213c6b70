//! What the server stores, and the file that holds it.

use std::io;
use std::path::PathBuf;

use crate::data_file::{Claim, Journal, load};
use crate::error::StartError;
use crate::state::State;

/// The state, and the file that holds it, if any.
#[derive(Debug)]
pub(crate) struct Store {
    state: State,
    file: Option<DataFile>,
}

/// The file and its lock.
#[derive(Debug)]
struct DataFile {
    journal: Journal,
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
        let state = load(&path).map_err(failed)?;
        // Also takes over a file of the former format, and drops what a killed server left.
        let journal = Journal::create(&path, &state).map_err(failed)?;
        Ok(Self {
            state,
            file: Some(DataFile {
                journal,
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
        let result = change(&mut self.state);
        if result.is_ok()
            && let Some(DataFile { journal, .. }) = &mut self.file
            && let Err(error) = journal.append(&self.state)
        {
            self.state.undo();
            return Err(error);
        }
        self.state.keep();
        Ok(result)
    }
}
