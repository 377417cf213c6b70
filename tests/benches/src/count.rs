//! Counts what this program does when run with other arguments.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Runs the program under callgrind, which must succeed. Returns the instructions executed.
pub fn instructions(arguments: &[&str]) -> Result<u64> {
    // Not /dev/null: callgrind replaces the file, and root may do that.
    let file = Temporary::new("callgrind");
    let mut command = Command::new("valgrind");
    command.arg("--tool=callgrind");
    command.arg(format!("--callgrind-out-file={}", file.0.display()));
    let text = run(command, arguments)?;
    let number = text
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    let (_, number) = number.context("callgrind does not tell what it collected")?;
    Ok(number.trim().parse()?)
}

/// Runs the program under strace, which must succeed. Returns the system calls of all threads.
pub fn system_calls(arguments: &[&str]) -> Result<u64> {
    let file = Temporary::new("strace");
    let mut command = Command::new("strace");
    command.args(["-f", "-c", "-o"]).arg(&file.0);
    run(command, arguments)?;
    let text = std::fs::read_to_string(&file.0)?;
    total(&text).context("strace does not tell the number of calls")
}

/// The number of calls in strace's summary. Its columns: % time, seconds, usecs/call, calls, errors
/// (empty if there are none), syscall.
fn total(summary: &str) -> Option<u64> {
    let line = summary.lines().find(|line| line.ends_with(" total"))?;
    line.split_whitespace().nth(3)?.parse().ok()
}

fn run(mut tool: Command, arguments: &[&str]) -> Result<String> {
    let name = tool.get_program().to_string_lossy().into_owned();
    let output = tool
        .arg(std::env::current_exe()?)
        .args(arguments)
        .output()
        .with_context(|| format!("{name} is missing; Debian has a package of that name"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{arguments:?} failed: {text}");
    Ok(text.into_owned())
}

/// A file that is removed afterwards.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Self {
        let name = format!("{name}-{}", std::process::id());
        Self(Path::join(&std::env::temp_dir(), name))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // The run may have failed before the file was written.
        let _ = std::fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::total;

    #[test]
    fn the_total_of_a_summary() {
        let head = "% time     seconds  usecs/call     calls    errors syscall\n";
        let with = format!("{head}100.00    0.015253           3      5063      1001 total\n");
        assert_eq!(total(&with), Some(5063));
        let without = format!("{head}100.00    0.015253           3        63           total\n");
        assert_eq!(total(&without), Some(63));
        assert_eq!(total(head), None);
    }
}
