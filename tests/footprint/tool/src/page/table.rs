//! The README's table.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use super::commas;
use crate::costs::Costs;

const BEGIN: &str = "<!-- costs: written by tests/footprint/measure --write -->\n";
const END: &str = "<!-- end of costs -->\n";

/// The text of the first column, the opt-level, and the image.
const ROWS: [(&str, &str, &str); 19] = [
    ("**this client**, all six, blocking", "z", "blocking/all"),
    ("the same, opt-level s", "s", "blocking/all"),
    ("all six, async", "z", "nonblocking/all"),
    (
        "all six, blocking, on a RISC-V (RV32IMC)",
        "z",
        "riscv32imc/all",
    ),
    ("the same, opt-level s", "s", "riscv32imc/all"),
    ("all six, blocking, on a Cortex-M0+", "z", "cortex-m0/all"),
    ("the same, opt-level s", "s", "cortex-m0/all"),
    ("`register` alone", "z", "blocking/register"),
    ("`list` alone", "z", "blocking/list"),
    ("`delete` alone", "z", "blocking/delete"),
    (
        "all six, and receiving notifications",
        "z",
        "blocking/all+receive",
    ),
    ("receiving notifications alone", "z", "notify/receive"),
    ("verifying a notification of 4 kB", "z", "notify/verify"),
    ("reqwless 0.14, serde-json-core", "z", "peer/reqwless/all"),
    ("edge-http 0.8, serde-json-core", "z", "peer/edge-http/all"),
    (
        "by hand: httparse, serde-json-core",
        "z",
        "peer/by-hand/all",
    ),
    ("the same, borrowing", "z", "peer/by-hand-borrowed/all"),
    (
        "by hand, with what this client has: httparse",
        "z",
        "peer/by-hand-complete/all",
    ),
    ("the same, opt-level s", "s", "peer/by-hand-complete/all"),
];

/// What others have published: the text of the first column, and a number for each other one. The
/// sum of both tables for GCC at -Os.
const CITED: [(&str, [&str; COLUMNS.len()]); 1] = [(
    "[coreHTTP](https://github.com/FreeRTOS/coreHTTP/blob/main/docs/doxygen/include/size_table.md), \
     [coreJSON](https://github.com/FreeRTOS/coreJSON/blob/main/docs/doxygen/include/size_table.md): \
     the libraries alone, as published",
    ["34.4K", "–", "–", "–"],
)];

const COLUMNS: [(&str, &str); 4] = [
    ("Flash", "flash"),
    ("Stack, buffers included", "stack"),
    ("Instructions", "instructions"),
    ("Calls that panic", "panicking-calls"),
];

/// Returns the text with the table between the marks replaced by one of these numbers.
pub(super) fn replace(text: &str, costs: &Costs) -> Result<String> {
    super::between(text, BEGIN, END, &table(costs)?)
}

fn table(costs: &Costs) -> Result<String> {
    let mut text = String::from("|");
    let titles = COLUMNS.map(|(title, _)| format!(" {title} |"));
    writeln!(text, " |{}", titles.concat())?;
    writeln!(text, "|---|{}", "---:|".repeat(COLUMNS.len()))?;
    for (title, opt, image) in ROWS {
        write!(text, "| {title} |")?;
        for (_, measure) in COLUMNS {
            let number = costs.get(opt, image, measure);
            let number = number.with_context(|| format!("no {measure} of {image}"))?;
            write!(text, " {} |", commas(number))?;
        }
        writeln!(text)?;
    }
    for (title, numbers) in CITED {
        writeln!(text, "| {title} | {} |", numbers.join(" | "))?;
    }
    Ok(text)
}
