//! Prints what each policy does to the API; writes it down, or checks what is written down.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use gigapay_webhooks_fleet::policy::POLICIES;
use gigapay_webhooks_fleet::{Conditions, Report, chart, run, table};

const USAGE: &str = "\
usage: gigapay-webhooks-fleet [--write | --check | DEVICES]

without arguments   100,000 devices: prints the table
DEVICES             the same with another number, at least 1000
--write             100,000 devices: prints the table, writes it to core/docs/exactly-once.md, and
                    draws tests/fleet/fleet.svg
--check             fails unless these two are what --write would write";

const SEED: u64 = 1;
const DEVICES: u32 = 100_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let written = match arguments[..] {
        [] => simulate(DEVICES).map(drop),
        ["--write"] => simulate(DEVICES).and_then(|reports| {
            files(&reports)?
                .iter()
                .try_for_each(|(path, _, new)| fs::write(path, new).map_err(|e| e.to_string()))
        }),
        ["--check"] => simulate(DEVICES).and_then(|reports| check(&reports)),
        [number] => match number.parse() {
            Ok(devices @ 1_000..) => simulate(devices).map(drop),
            _ => Err(USAGE.into()),
        },
        _ => Err(USAGE.into()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the fleet by each policy.
fn simulate(devices: u32) -> Result<Vec<Report>, String> {
    let conditions = Conditions::of(devices, SEED);
    let (capacity, per_minute) = (conditions.capacity, conditions.per_minute);
    println!(
        "{devices} devices; the API carries out {capacity} requests a second and allows \
         {per_minute} a minute\n"
    );
    let reports: Vec<Report> = POLICIES
        .iter()
        .map(|policy| run(conditions, policy))
        .collect();
    print!("{}", table::of(&reports, devices));
    match reports
        .iter()
        .find(|report| !report.is_exactly_one(devices))
    {
        Some(report) => Err(format!(
            "FAILED: not every device has exactly one webhook: {}",
            report.policy
        )),
        None => Ok(reports),
    }
}

/// Path, present text and new text of each file that is written.
fn files(reports: &[Report]) -> Result<[(String, String, String); 2], String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |path: &str| {
        let path = root.join(path).to_string_lossy().into_owned();
        match fs::read_to_string(&path) {
            Ok(text) => Ok((path, text)),
            Err(error) => Err(format!("{path}: {error}")),
        }
    };
    let (page, text) = read("core/docs/exactly-once.md")?;
    let new = table::replace(&text, &table::of(reports, DEVICES))?;
    let (svg, drawn) = read("tests/fleet/fleet.svg")?;
    Ok([(page, text, new), (svg, drawn, chart::draw(reports))])
}

fn check(reports: &[Report]) -> Result<(), String> {
    for (path, present, new) in files(reports)? {
        if present != new {
            return Err(format!(
                "FAILED: {path} is not what `cargo run --release -p gigapay-webhooks-fleet -- \
                 --write` writes"
            ));
        }
    }
    Ok(())
}
