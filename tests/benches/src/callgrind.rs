//! Counts the instructions of this program when run with other arguments.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Runs the program under callgrind, which must succeed. Returns the instructions executed.
pub fn count(arguments: &[&str]) -> Result<u64> {
    // Not /dev/null: callgrind replaces the file, and root may do that.
    let file = std::env::temp_dir().join(format!("callgrind-{}", std::process::id()));
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(std::env::current_exe()?)
        .args(arguments)
        .output()
        .context("valgrind is missing; Debian has it in the package of that name")?;
    // The run may have failed before the file was written.
    let _ = std::fs::remove_file(&file);
    let text = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{arguments:?} failed: {text}");
    let number = text
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    let (_, number) = number.context("callgrind does not tell what it collected")?;
    Ok(number.trim().parse()?)
}
