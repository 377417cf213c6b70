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
pub fn system_calls(arguments: &[&str]) -> Result<Calls> {
    let file = Temporary::new("strace");
    let mut command = Command::new("strace");
    command.args(["-f", "-c", "-o"]).arg(&file.0);
    run(command, arguments)?;
    let text = std::fs::read_to_string(&file.0)?;
    Calls::parse(&text).context("strace does not tell the number of calls")
}

/// Numbers of system calls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calls {
    pub total: f64,
    /// Those that send bytes, or write to files and pipes.
    pub writes: f64,
    /// Those that receive bytes, or read from files and pipes.
    pub reads: f64,
    /// Those that set a socket's time-outs and other options.
    pub options: f64,
}

impl Calls {
    /// Parses strace's summary. Its columns: % time, seconds, usecs/call, calls, errors (empty if
    /// there are none), syscall.
    fn parse(summary: &str) -> Option<Self> {
        let count = |name: &str| -> Option<f64> {
            let mut lines = summary.lines();
            let line = lines.find(|line| line.split_whitespace().last() == Some(name))?;
            line.split_whitespace().nth(3)?.parse().ok()
        };
        let sum = |names: [&str; 4]| names.into_iter().filter_map(count).sum();
        Some(Self {
            total: count("total")?,
            writes: sum(["sendto", "sendmsg", "write", "writev"]),
            reads: sum(["recvfrom", "recvmsg", "read", "readv"]),
            options: count("setsockopt").unwrap_or(0.0),
        })
    }

    /// The calls of each request, when `requests` more of them make the difference to `fewer`.
    pub fn each(self, fewer: Self, requests: f64) -> Self {
        let each = |of: fn(Self) -> f64| (of(self) - of(fewer)) / requests;
        Self {
            total: each(|calls| calls.total),
            writes: each(|calls| calls.writes),
            reads: each(|calls| calls.reads),
            options: each(|calls| calls.options),
        }
    }
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
    use super::Calls;

    #[test]
    fn summary_is_parsed_by_kind() {
        let head = "% time     seconds  usecs/call     calls    errors syscall\n";
        let lines = "\
            66.90    0.000681           1       374        24 recvfrom\n\
             6.88    0.000070           2        25           sendto\n\
             4.13    0.000042           8         5           read\n\
             4.52    0.000046           0        50           ioctl\n\
             1.08    0.000011           3         3           setsockopt\n";
        let total = "100.00    0.015253           3      5063      1001 total\n";
        let calls = Calls {
            total: 5063.0,
            writes: 25.0,
            reads: 379.0,
            options: 3.0,
        };
        assert_eq!(Calls::parse(&format!("{head}{lines}{total}")), Some(calls));
        assert_eq!(Calls::parse(&format!("{head}{lines}")), None);
        let without = format!("{head}100.00    0.015253           3        63           total\n");
        let few = Calls::parse(&without).unwrap();
        assert_eq!(few.total, 63.0);
        let each = calls.each(few, 10.0);
        let expected = [500.0, 2.5, 37.9, 0.3];
        assert_eq!(
            [each.total, each.writes, each.reads, each.options],
            expected
        );
    }
}
