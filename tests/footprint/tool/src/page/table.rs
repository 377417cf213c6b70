//! The README's table.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use super::{OPT, commas};
use crate::costs::Costs;

const BEGIN: &str = "<!-- costs: written by tests/footprint/measure --write -->\n";
const END: &str = "<!-- end of costs -->\n";

/// The text of the first column, and the image.
const ROWS: [(&str, &str); 14] = [
    ("**this client**, all six, blocking", "blocking/all"),
    ("the same, async", "nonblocking/all"),
    ("all six, blocking, on a RISC-V (RV32IMC)", "riscv32imc/all"),
    ("all six, blocking, on a Cortex-M0+", "cortex-m0/all"),
    ("`register` alone", "blocking/register"),
    ("`list` alone", "blocking/list"),
    ("`delete` alone", "blocking/delete"),
    (
        "all six, and receiving notifications",
        "blocking/all+receive",
    ),
    ("receiving notifications alone", "notify/receive"),
    ("verifying a notification of 4 kB", "notify/verify"),
    ("reqwless 0.14, serde-json-core", "peer/reqwless/all"),
    ("edge-http 0.8, serde-json-core", "peer/edge-http/all"),
    ("by hand: httparse, serde-json-core", "peer/by-hand/all"),
    ("the same, borrowing", "peer/by-hand-borrowed/all"),
];

const COLUMNS: [(&str, &str); 4] = [
    ("Flash", "flash"),
    ("Stack, buffers included", "stack"),
    ("Instructions", "instructions"),
    ("Calls that panic", "panicking-calls"),
];

/// Returns the text with the table between the marks replaced by one of these numbers.
pub(super) fn replace(text: &str, costs: &Costs) -> Result<String> {
    let (before, rest) = text
        .split_once(BEGIN)
        .context("README.md has no mark for the costs")?;
    let (_, after) = rest
        .split_once(END)
        .context("README.md has no mark for the end of the costs")?;
    Ok(format!("{before}{BEGIN}{}{END}{after}", table(costs)?))
}

fn table(costs: &Costs) -> Result<String> {
    let mut text = String::from("|");
    let titles = COLUMNS.map(|(title, _)| format!(" {title} |"));
    writeln!(text, " |{}", titles.concat())?;
    writeln!(text, "|---|{}", "---:|".repeat(COLUMNS.len()))?;
    for (title, image) in ROWS {
        write!(text, "| {title} |")?;
        for (_, measure) in COLUMNS {
            let number = costs.get(OPT, image, measure);
            let number = number.with_context(|| format!("no {measure} of {image}"))?;
            write!(text, " {} |", commas(number))?;
        }
        writeln!(text)?;
    }
    Ok(text)
}
