//! The emulator: whether it is installed, and the options of this version.

use std::process::Command;

use anyhow::{Context as _, Result};

const EMULATOR: &str = "qemu-system-arm";

/// The emulator.
pub(crate) struct Qemu {
    /// Its version.
    pub(crate) version: String,
}

impl Qemu {
    /// Finds it.
    pub(crate) fn find() -> Result<Self> {
        let output = Command::new(EMULATOR)
            .arg("--version")
            .output()
            .with_context(|| {
                format!(
                    "{EMULATOR} cannot be started; Debian has it in the package qemu-system-arm"
                )
            })?;
        let text = String::from_utf8_lossy(&output.stdout);
        let version = text.lines().next().unwrap_or_default().to_owned();
        Ok(Self { version })
    }

    /// The command, without arguments.
    pub(crate) fn command(&self) -> Command {
        Command::new(EMULATOR)
    }

    /// Returns the arguments that make it run and report one instruction at a time.
    pub(crate) fn single_step(&self) -> &'static [&'static str] {
        if number(&self.version) >= Some((8, 1)) {
            &["-accel", "tcg,one-insn-per-tb=on", "-d", "exec,nochain"]
        } else {
            &["-singlestep", "-d", "exec,nochain"]
        }
    }
}

/// Major and minor number of `... version 7.2.22 ...`.
fn number(version: &str) -> Option<(u32, u32)> {
    let (_, number) = version.split_once(" version ")?;
    let mut parts = number.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn reads_the_version() {
        assert_eq!(
            number("QEMU emulator version 7.2.22 (Debian 1:7.2)"),
            Some((7, 2))
        );
        assert_eq!(number("QEMU emulator version 10.0.2"), Some((10, 0)));
        assert_eq!(number("something else"), None);
    }
}
