//! Counting instructions from QEMU's trace, where it writes a line for each.

use std::io::{BufRead, BufReader, Read};

/// Reads QEMU's standard error to its end: trace lines are counted, others handed on. The result
/// is how many instructions lay between the marks of each step, in the order in which steps end.
pub(crate) fn read(stream: impl Read, marks: (u32, u32), mut other: impl FnMut(&str)) -> Vec<u64> {
    let mut counter = Counter {
        marks,
        total: 0,
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
    counter.closed
}

struct Counter {
    marks: (u32, u32),
    total: u64,
    /// The totals at which the steps under way began.
    open: Vec<u64>,
    closed: Vec<u64>,
}

impl Counter {
    /// Counts the line if it is one of the trace.
    fn take(&mut self, line: &str) -> bool {
        // QEMU found that the instruction it has reported touches a device, went back before it,
        // and will report it again.
        if line.starts_with("cpu_io_recompile: rewound") {
            self.total = self.total.saturating_sub(1);
            return true;
        }
        let Some(address) = line.strip_prefix("Trace ").and_then(address) else {
            return false;
        };
        if address == self.marks.1 {
            let begun = self.open.pop().unwrap_or(self.total);
            self.closed.push(self.total - begun);
        }
        self.total += 1;
        if address == self.marks.0 {
            self.open.push(self.total);
        }
        true
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
