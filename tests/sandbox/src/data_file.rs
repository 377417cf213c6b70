//! The state in a file that is whole at any moment.
//!
//! A new state goes to a file beside it, is forced to the disk, and takes the old one's name in one step. Whoever kills
//! the server finds the old state or the new one.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::store::State;

/// The right to write the file, held until this is dropped.
///
/// It is a lock on a file beside it, for the file itself is another after every change. That file stays when the
/// server ends: whoever removed it might take it from under a server that has just opened it.
#[derive(Debug)]
pub(crate) struct Claim(File);

impl Claim {
    /// Takes the right. `None` when another server has it.
    pub(crate) fn take(path: &Path) -> io::Result<Option<Self>> {
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(beside(path, ".lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Drop for Claim {
    /// Closing alone would leave the lock to a process that is just being started and still has a copy of the file.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// Reads the state. `None` when there is no file yet, or an empty one, which no server writes: somebody made it to name
/// the place. A file that holds something else is an error.
pub(crate) fn load(path: &Path) -> io::Result<Option<State>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if bytes.is_empty() {
        return Ok(None);
    }
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Writes the state.
pub(crate) fn save(path: &Path, state: &State) -> io::Result<()> {
    let text = serde_json::to_vec_pretty(state)?;
    let beside = beside(path, ".new");
    let mut file = File::create(&beside)?;
    file.write_all(&text)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&beside, path)?;
    sync_folder(path);
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(suffix);
    path.with_file_name(name)
}

/// Makes the new name durable where folders can be synchronised; elsewhere the file system sees to it.
fn sync_folder(path: &Path) {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}
