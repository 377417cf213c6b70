//! A line that counts, on a terminal only.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Counts on standard error; the line is removed when this is dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    what: &'static str,
    is_shown: bool,
    /// When the line was written last, or when this was created: what is short needs no line.
    last: Instant,
    is_dirty: bool,
}

impl Progress {
    /// Writing more often would only slow the program down.
    const INTERVAL: Duration = Duration::from_millis(50);

    pub(super) fn new(what: &'static str, is_wanted: bool) -> Self {
        Self {
            what,
            is_shown: is_wanted && io::stderr().is_terminal(),
            last: Instant::now(),
            is_dirty: false,
        }
    }

    /// Shows how many are done, and of how many.
    pub(crate) fn show(&mut self, done: u64, total: Option<u64>) {
        if !self.is_shown || self.last.elapsed() < Self::INTERVAL {
            return;
        }
        self.last = Instant::now();
        self.is_dirty = true;
        let mut out = io::stderr().lock();
        let _ = match total {
            Some(total) => write!(out, "\r{} {done} of {total}…", self.what),
            None => write!(out, "\r{} {done}…", self.what),
        };
        let _ = out.flush();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_dirty {
            // Longer than the line; erasing by an escape sequence would be a colour code to some.
            let _ = write!(io::stderr().lock(), "\r{:40}\r", "");
        }
    }
}
