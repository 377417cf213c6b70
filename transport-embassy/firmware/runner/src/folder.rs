//! A temporary folder for one run.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result};

/// The folder, deleted when dropped.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Creates a folder of its own.
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
        // If deletion fails, small files stay in the system's folder for temporary ones.
        let _ = fs::remove_dir_all(&self.0);
    }
}
