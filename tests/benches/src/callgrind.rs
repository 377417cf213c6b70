//! Counting the instructions of this program with other arguments.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Runs it under callgrind, which must succeed; the instructions it executed.
pub fn count(arguments: &[&str]) -> Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(arguments)
        .output()
        .context("valgrind is missing; Debian has it in the package of that name")?;
    let text = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{arguments:?} failed: {text}");
    let number = text
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    let (_, number) = number.context("callgrind does not tell what it collected")?;
    Ok(number.trim().parse()?)
}
