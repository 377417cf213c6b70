//! The state in a file that is complete at any moment.
//!
//! A new state is written to a file beside it, synced to disk, and renamed to the data file. A
//! server that is killed at any moment leaves the old state or the new one.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::store::State;

/// A lock that gives the right to write the file; released when dropped.
///
/// It locks a file beside the data file, because every change replaces the data file itself. The
/// lock file stays when the server ends: deleting it could take it from a server that has just
/// opened it.
#[derive(Debug)]
pub(crate) struct Claim(File);

impl Claim {
    /// Takes the lock. `None` if another server holds it.
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
    /// Unlocks explicitly: closing alone would leave the lock with a process that is being started
    /// and still has a copy of the file descriptor.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// Loads the state. `None` if there is no file, or an empty one, which no server writes: somebody
/// created it to reserve the name. A file with anything else in it is an error.
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

/// Saves the state.
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

/// Makes the rename durable where directories can be synced; elsewhere the file system does.
fn sync_folder(path: &Path) {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}
