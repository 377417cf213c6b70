//! The comparison as the READMEs show it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::clients::OURS;
use crate::comparison::{Cost, find};
use crate::load::Load;

const BEGIN: &str = "<!-- host costs: written by tests/benches/run --write -->\n";
const END: &str = "<!-- end of host costs -->\n";
/// From this folder.
const PAGES: [&str; 2] = ["README.md", "../../transport-std/README.md"];

/// A table for each load. A cell is the cost, and in parentheses its ratio to ours.
pub fn text(costs: &[Cost]) -> String {
    let mut text = String::new();
    for load in Load::ALL {
        let _ = match load {
            Load::Retrieve => writeln!(
                text,
                "| retrieving a webhook | instructions | system calls | requests/s |"
            ),
            Load::List(count) => writeln!(
                text,
                "| a list of {count} | instructions | system calls | MB/s |"
            ),
        };
        text += "|---|---:|---:|---:|\n";
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
    let (speed, own_speed) = match cost.load {
        Load::Retrieve => (cost.requests_per_second, ours.requests_per_second),
        Load::List(_) => (cost.megabytes_per_second(), ours.megabytes_per_second()),
    };
    let speed_text = thousands(speed);
    let ratios = [
        cost.instructions / ours.instructions,
        calls / ours.system_calls,
        speed / own_speed,
    ];
    let [a, b, c] = ratios.map(|ratio| match cost.client {
        OURS => String::new(),
        _ => format!(" ({ratio:.2})"),
    });
    let name = match cost.client {
        OURS => format!("**{OURS}**"),
        other => other.to_owned(),
    };
    let _ = writeln!(
        text,
        "| {name} | {instructions}{a} | {calls:.1}{b} | {speed_text}{c} |"
    );
}

/// Rounded, with commas.
fn thousands(number: f64) -> String {
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
    let tables = text(costs);
    print!("{tables}");
    for page in PAGES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
        let old = fs::read_to_string(&path).with_context(|| format!("{page} cannot be read"))?;
        let new = replaced(&old, &tables).with_context(|| format!("{page} has no place for it"))?;
        fs::write(&path, new).with_context(|| format!("{page} cannot be written"))?;
    }
    Ok(())
}

/// `page` with other tables.
fn replaced(page: &str, tables: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{tables}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_replaced() {
        let page = format!("a\n{BEGIN}old\n{END}b\n");
        let expected = format!("a\n{BEGIN}new\n{END}b\n");
        assert_eq!(replaced(&page, "new\n"), Some(expected));
        assert_eq!(replaced("a\nb\n", "new\n"), None);
    }

    #[test]
    fn thousands_have_commas() {
        let numbers = [0.4, 999.0, 1000.0, 23_584.0, 1_234_567.0].map(thousands);
        assert_eq!(numbers, ["0", "999", "1,000", "23,584", "1,234,567"]);
    }
}
