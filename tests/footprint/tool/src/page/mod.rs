//! What is published of the costs: the numbers, the README's table, a chart. All of it is generated
//! from the same numbers, so it can be checked against them.

mod chart;
mod table;
pub(crate) mod table_of_boards;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::costs::Costs;

/// Percentage by which a measured number may differ from the published one: another release of the
/// compiler or of a dependency changes it a little.
const TOLERANCE: u64 = 3;

/// The same for the other clients: their code moves with the folder it is built in.
const TOLERANCE_OF_OTHERS: u64 = 10;

/// Difference that is allowed in any case: a percentage of a small number is nothing.
const SLACK: u64 = 64;

const OPT: &str = "z";

fn published() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../costs.tsv")
}

/// Returns the files generated from the numbers, and their expected contents.
fn files(costs: &Costs) -> Result<[(PathBuf, String); 2]> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let readme = root.join("README.md");
    let text = fs::read_to_string(&readme).context("no README.md")?;
    let text = table::replace(&text, costs)?;
    let chart = root.join("tests/footprint/costs.svg");
    Ok([(readme, text), (chart, chart::draw(costs)?)])
}

/// Publishes the numbers.
pub(crate) fn write(costs: &Costs) -> Result<()> {
    costs.write(&published())?;
    rewrite()
}

/// Generates the README's table and the chart from the published numbers.
pub(crate) fn rewrite() -> Result<()> {
    for (path, body) in files(&Costs::read(&published())?)? {
        fs::write(path, body)?;
    }
    Ok(())
}

/// Compares the README and the chart with the published numbers. Returns the differences.
pub(crate) fn check() -> Result<Vec<String>> {
    let mut failures = Vec::new();
    for (path, body) in files(&Costs::read(&published())?)? {
        if fs::read_to_string(&path).is_ok_and(|present| present == body) {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        failures.push(format!(
            "{name} does not have the published numbers: run tests/footprint/measure --write"
        ));
    }
    Ok(failures)
}

/// Compares measured numbers with the published ones. Returns those that differ too much.
pub(crate) fn compare(costs: &Costs) -> Result<Vec<String>> {
    Ok(differences(
        &Costs::read(&published())?,
        costs,
        OPT,
        "--write",
    ))
}

/// Compares measured numbers of an opt-level with the published ones. `measure` with these
/// `arguments` writes them anew.
pub(crate) fn differences(
    published: &Costs,
    measured: &Costs,
    opt: &str,
    arguments: &str,
) -> Vec<String> {
    let mut failures = Vec::new();
    for cost in measured.0.iter().filter(|cost| cost.opt == opt) {
        let was = published.get(&cost.opt, &cost.image, &cost.measure);
        let percent = match cost.image.starts_with("peer/") {
            true => TOLERANCE_OF_OTHERS,
            false => TOLERANCE,
        };
        let is_close =
            was.is_some_and(|was| cost.number.abs_diff(was) <= (was * percent / 100).max(SLACK));
        if !is_close {
            let was = was.map_or("nothing".to_owned(), |was| was.to_string());
            failures.push(format!(
                "{}: {} is {}, published is {was}: run tests/footprint/measure {arguments}",
                cost.image, cost.measure, cost.number
            ));
        }
    }
    failures
}

/// Returns `text` with what is between two lines replaced.
fn between(text: &str, begin: &str, end: &str, new: &str) -> Result<String> {
    let split = text.split_once(begin);
    let (before, rest) = split.with_context(|| format!("there is no line {begin}"))?;
    let split = rest.split_once(end);
    let (_, after) = split.with_context(|| format!("there is no line {end}"))?;
    Ok(format!("{before}{begin}{new}{end}{after}"))
}

/// Formats a number with commas between thousands.
fn commas(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Costs, OPT, commas};

    fn differences(published: &Costs, measured: &Costs) -> Vec<String> {
        super::differences(published, measured, OPT, "--write")
    }

    #[test]
    fn separates_thousands() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(commas),
            ["0", "999", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn tells_what_is_no_longer_true() {
        let costs = |number| {
            let mut costs = Costs::default();
            costs.push("z", "blocking/all", "flash", number);
            costs
        };
        assert!(differences(&costs(10_000), &costs(10_300)).is_empty());
        assert!(differences(&costs(10_000), &costs(9_700)).is_empty());
        assert_eq!(differences(&costs(10_000), &costs(10_301)).len(), 1);
        assert_eq!(differences(&costs(10_000), &costs(9_699)).len(), 1);
        assert_eq!(differences(&Costs::default(), &costs(1)).len(), 1);
    }
}
