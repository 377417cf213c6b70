//! The comparison as the READMEs show it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::clients::{CLIENTS, OURS};
use crate::comparison::{Cost, find};
use crate::load::Load;

/// A page, the marks there, and what is written between them. The paths are from this folder.
struct Place {
    page: &'static str,
    begin: &'static str,
    text: fn(&[Cost]) -> String,
}

const END: &str = "<!-- end of host costs -->\n";
const PLACES: [Place; 3] = [
    Place {
        page: "README.md",
        begin: "<!-- host costs: written by ./run --write -->\n",
        text,
    },
    Place {
        page: "../../transport-std/README.md",
        begin: RATIOS,
        text: ratios,
    },
    Place {
        page: "../../README.md",
        begin: RATIOS,
        text: ratios,
    },
];
const RATIOS: &str = "<!-- host costs: written by tests/benches/run --write -->\n";

/// A table for each load. A cell is the cost, and in parentheses its ratio to ours.
pub fn text(costs: &[Cost]) -> String {
    let mut text = String::new();
    for load in Load::ALL {
        let _ = writeln!(
            text,
            "| {} | instructions | system calls | writes | reads | options set | {} |",
            title(load),
            unit(load)
        );
        text += "|---|---:|---:|---:|---:|---:|---:|\n";
        for cost in costs.iter().filter(|cost| cost.load == load) {
            if let Ok(ours) = find(costs, OURS, load) {
                row(&mut text, cost, ours);
            }
        }
        text += "\n";
    }
    text
}

fn row(text: &mut String, cost: &Cost, ours: &Cost) {
    let instructions = thousands(cost.instructions);
    let calls = cost.system_calls;
    let ratio = |of: Measure| match cost.client {
        OURS => String::new(),
        _ => format!(" ({:.2})", of(cost) / of(ours)),
    };
    let [a, b, c] = [INSTRUCTIONS, CALLS, speed].map(ratio);
    let name = match cost.client {
        OURS => format!("**{OURS}**"),
        other => other.to_owned(),
    };
    let _ = writeln!(
        text,
        "| {name} | {instructions}{a} | {:.1}{b} | {:.1} | {:.1} | {:.1} | {}{c} |",
        calls.total,
        calls.writes,
        calls.reads,
        calls.options,
        thousands(speed(cost)),
    );
}

/// One table of what others cost, as multiples of ours.
fn ratios(costs: &[Cost]) -> String {
    let mut text = "| | this client |".to_owned();
    let others = CLIENTS.iter().filter(|client| **client != OURS);
    for client in others.clone() {
        let _ = write!(text, " {client} |");
    }
    text += "\n|---|---:|";
    text += &"---:|".repeat(others.clone().count());
    text += "\n";
    for load in Load::ALL {
        let measures: [(&str, Measure); 3] = [
            ("instructions", INSTRUCTIONS),
            (unit(load), speed),
            ("system calls", CALLS),
        ];
        // Over TLS the system calls are nearly those in clear.
        let shown = if load.is_tls { 2 } else { measures.len() };
        for (name, of) in measures.into_iter().take(shown) {
            let Ok(ours) = find(costs, OURS, load).map(of) else {
                continue;
            };
            let _ = write!(text, "| {}: {name} | {} |", title(load), thousands(ours));
            for other in others.clone() {
                let _ = match find(costs, other, load) {
                    Ok(other) => write!(text, " × {:.2} |", of(other) / ours),
                    Err(_) => write!(text, " – |"),
                };
            }
            text += "\n";
        }
    }
    text
}

type Measure = fn(&Cost) -> f64;

const INSTRUCTIONS: Measure = |cost| cost.instructions;
const CALLS: Measure = |cost| cost.system_calls.total;

fn speed(cost: &Cost) -> f64 {
    match cost.load.is_retrieval() {
        true => cost.requests_per_second,
        false => cost.megabytes_per_second(),
    }
}

/// What [`speed`] is in.
const fn unit(load: Load) -> &'static str {
    match load.is_retrieval() {
        true => "requests/s",
        false => "MB/s",
    }
}

fn title(load: Load) -> String {
    let what = match load.is_retrieval() {
        true => "retrieving a webhook".to_owned(),
        false => format!("a list of {}", thousands(load.webhooks.into())),
    };
    match load.is_tls {
        true => format!("{what} over TLS"),
        false => what,
    }
}

/// Rounded, with commas.
pub fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Puts the tables into the READMEs.
pub fn write(costs: &[Cost]) -> Result<()> {
    print!("{}", text(costs));
    for Place { page, begin, text } in PLACES {
        put(page, begin, &text(costs))?;
    }
    Ok(())
}

/// Puts a text into a page, between a mark and the end of the costs there.
pub fn put(page: &str, begin: &str, text: &str) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let old = fs::read_to_string(&path).with_context(|| format!("{page} cannot be read"))?;
    let new = replaced(&old, begin, text);
    let new = new.with_context(|| format!("{page} has no place for it"))?;
    fs::write(&path, new).with_context(|| format!("{page} cannot be written"))
}

/// `page` with other tables.
fn replaced(page: &str, begin: &str, tables: &str) -> Option<String> {
    let (before, rest) = page.split_once(begin)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{begin}{tables}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::Calls;

    #[test]
    fn only_what_is_between_the_marks_is_replaced() {
        let page = format!("a\n{RATIOS}old\n{END}b\n");
        let expected = format!("a\n{RATIOS}new\n{END}b\n");
        assert_eq!(replaced(&page, RATIOS, "new\n"), Some(expected));
        assert_eq!(replaced("a\nb\n", RATIOS, "new\n"), None);
    }

    #[test]
    fn others_are_multiples_of_ours() {
        let cost = |client, instructions| Cost {
            client,
            load: Load::RETRIEVE,
            instructions,
            system_calls: Calls {
                total: 4.0,
                writes: 1.0,
                reads: 2.0,
                options: 0.0,
            },
            requests_per_second: instructions,
        };
        let costs: Vec<Cost> = (1_u8..)
            .zip(CLIENTS)
            .map(|(number, client)| cost(client, 1000.0 * f64::from(number)))
            .collect();
        let table = ratios(&costs);
        let row =
            "| retrieving a webhook: instructions | 1,000 | × 2.00 | × 3.00 | × 4.00 | × 5.00 |";
        assert!(table.lines().any(|line| line == row), "{table}");
        let columns = |line: &str| line.matches('|').count();
        assert!(
            table.lines().all(|line| columns(line) == columns(row)),
            "{table}"
        );
    }

    #[test]
    fn thousands_have_commas() {
        let numbers = [0.4, 999.0, 1000.0, 23_584.0, 1_234_567.0].map(thousands);
        assert_eq!(numbers, ["0", "999", "1,000", "23,584", "1,234,567"]);
    }
}
