//! A folder that lives as long as a run.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result};

/// The folder; gone with the value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Makes a folder that nobody else uses.
    pub(crate) fn new() -> Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("gigapay-firmware-{}-{number}", process::id()));
        fs::create_dir(&path).with_context(|| format!("no folder at {}", path.display()))?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind is a small file in the system's folder for such.
        let _ = fs::remove_dir_all(&self.0);
    }
}
