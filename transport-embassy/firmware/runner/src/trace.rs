//! Counts instructions in QEMU's trace, which has a line for each.

use std::io::{BufRead, BufReader, Read};

/// The mark of a line whose instruction QEMU has not executed after all and will report again:
/// because of an interrupt, or because the instruction accesses a device and needs the exact time.
const TAKEN_BACK: [&str; 2] = ["cpu_io_recompile: rewound", "Stopped execution of TB chain"];

/// Reads QEMU's standard error to its end: trace lines are counted, others are forwarded. Returns
/// the number of instructions between the marks of each step, in the order in which steps end.
pub(crate) fn read(stream: impl Read, marks: (u32, u32), mut other: impl FnMut(&str)) -> Vec<u64> {
    let mut counter = Counter {
        marks,
        total: 0,
        last: None,
        open: Vec::new(),
        closed: Vec::new(),
    };
    let mut stream = BufReader::with_capacity(1 << 16, stream);
    let mut line = Vec::new();
    while stream
        .read_until(b'\n', &mut line)
        .is_ok_and(|length| length > 0)
    {
        let text = String::from_utf8_lossy(&line);
        if !counter.take(&text) {
            other(text.trim_end());
        }
        line.clear();
    }
    counter.count();
    counter.closed
}

struct Counter {
    marks: (u32, u32),
    total: u64,
    /// The instruction of the last line, which is not counted yet.
    last: Option<u32>,
    /// The totals at the start of the steps in progress.
    open: Vec<u64>,
    closed: Vec<u64>,
}

impl Counter {
    /// Parses the line if it belongs to the trace.
    fn take(&mut self, line: &str) -> bool {
        if TAKEN_BACK.iter().any(|start| line.starts_with(start)) {
            self.last = None;
            return true;
        }
        let Some(address) = line.strip_prefix("Trace ").and_then(address) else {
            return false;
        };
        self.count();
        self.last = Some(address);
        true
    }

    fn count(&mut self) {
        let Some(address) = self.last.take() else {
            return;
        };
        if address == self.marks.1 {
            let begun = self.open.pop().unwrap_or(self.total);
            self.closed.push(self.total - begun);
        }
        self.total += 1;
        if address == self.marks.0 {
            self.open.push(self.total);
        }
    }
}

/// `0: HOST [CS-BASE/PC/FLAGS/CFLAGS] NAME`, all in hexadecimal.
fn address(line: &str) -> Option<u32> {
    let (_, fields) = line.split_once('[')?;
    let address = fields.split('/').nth(1)?;
    u64::from_str_radix(address, 16)
        .ok()
        .and_then(|address| u32::try_from(address).ok())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn counts_what_was_carried_out_between_the_marks() {
        let text = "\
            Trace 0: 0x7f00 [00000400/0000000000000010/00000110/ff021001] step_begins\n\
            Trace 0: 0x7f00 [00000400/0000000000000012/00000110/ff021001] work\n\
            cpu_io_recompile: rewound execution of TB to 00000012\n\
            Trace 0: 0x7f00 [00000400/0000000000000012/00000110/ff021001] work\n\
            Trace 0: 0x7f00 [00000400/0000000000000020/00000110/ff021001] step_ends\n\
            Stopped execution of TB chain before 0x7f00 [00000020] step_ends\n\
            something else\n\
            Trace 0: 0x7f00 [00000400/0000000000000020/00000110/ff021001] step_ends\n";
        let mut others = Vec::new();
        let counts = read(text.as_bytes(), (0x10, 0x20), |line| {
            others.push(line.to_owned())
        });
        assert_eq!(counts, [1]);
        assert_eq!(others, ["something else"]);
    }
}
