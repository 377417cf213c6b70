//! The state in a file: a journal that only grows, until it is written anew.
//!
//! After a line that names the format, each line is a change, or several that belong together, as a
//! JSON array. A line is appended and synced to disk before the change happens, so it costs the
//! same at any size of the state. What a server that is killed leaves of a line has no newline and
//! is dropped: that change was never confirmed.
//!
//! A journal that is mostly out of date is written anew to a file beside it, synced, and renamed to
//! the data file, so the file is complete at any moment.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::state::{Change, State};

/// The first line.
const FORMAT: &str = "{\"gigapay-sandbox-journal\":1}\n";

/// Changes may take so many times the space of the state, and this much more, before the journal is
/// written anew: rarely enough that the cost of a change does not depend on the state's size.
const GROWTH: u64 = 2;
const GROWTH_MIN: u64 = 1024 * 1024;

/// A lock that gives the right to write the file; released when dropped.
///
/// It locks a file beside the data file, because the data file itself is replaced now and then. The
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

/// Loads the state. It is empty if there is no file, or an empty one, which no server writes:
/// it was created to reserve the name. A file with anything else in it is an error.
pub(crate) fn load(path: &Path) -> io::Result<State> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(State::default()),
        Err(error) => return Err(error),
    };
    if bytes.is_empty() {
        return Ok(State::default());
    }
    let state = match bytes.strip_prefix(FORMAT.as_bytes()) {
        Some(lines) => replay(lines),
        // The former format: one JSON object.
        None => serde_json::from_slice(&bytes).map_err(io::Error::from),
    };
    state.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Repeats the changes of all complete lines.
fn replay(lines: &[u8]) -> io::Result<State> {
    let mut state = State::default();
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        if !line.ends_with(b"\n") {
            break;
        }
        for change in serde_json::from_slice::<Vec<Change>>(line)? {
            if !state.apply(change) {
                return Err(io::Error::other("a change to a webhook that is not there"));
            }
        }
        state.keep();
    }
    Ok(state)
}

/// The open data file.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    /// Length of the file in bytes, without what a failed change may have left.
    length: u64,
    /// Length at which it is written anew.
    limit: u64,
}

impl Journal {
    /// Writes the state to a new file, which replaces the present one.
    pub(crate) fn create(path: &Path, state: &State) -> io::Result<Self> {
        let beside = beside(path, ".new");
        let mut out = BufWriter::new(File::create(&beside)?);
        out.write_all(FORMAT.as_bytes())?;
        for change in state.history() {
            serde_json::to_writer(&mut out, &[change])?;
            out.write_all(b"\n")?;
        }
        let mut file = out.into_inner().map_err(io::Error::from)?;
        file.sync_all()?;
        let length = file.stream_position()?;
        fs::rename(&beside, path)?;
        sync_folder(path);
        Ok(Self {
            path: path.into(),
            file,
            length,
            limit: length * GROWTH + GROWTH_MIN,
        })
    }

    /// Appends the state's changes, synced to disk.
    pub(crate) fn append(&mut self, state: &State) -> io::Result<()> {
        if state.changes().is_empty() {
            return Ok(());
        }
        let mut line = serde_json::to_vec(state.changes())?;
        line.push(b'\n');
        // A file that was deleted could still be written to, and would be lost.
        fs::metadata(&self.path)?;
        self.file.seek(SeekFrom::Start(self.length))?;
        let written = self.file.write_all(&line);
        if let Err(error) = written.and_then(|()| self.file.sync_data()) {
            // The change must not come back after a restart.
            self.file.set_len(self.length)?;
            return Err(error);
        }
        self.length += line.len() as u64;
        if self.length > self.limit {
            self.compact(state);
        }
        Ok(())
    }

    /// Writes the journal anew. If that fails, the present one still holds everything.
    fn compact(&mut self, state: &State) {
        match Self::create(&self.path, state) {
            Ok(journal) => *self = journal,
            Err(_) => self.limit = self.length * GROWTH,
        }
    }
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
