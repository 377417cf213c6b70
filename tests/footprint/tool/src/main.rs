//! Builds images for a Cortex-M4, runs them in QEMU, and reports what they cost.

mod budgets;
mod costs;
mod elf;
mod image;
mod measure;
mod report;
mod symbols;
mod trace;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::costs::Costs;
use crate::measure::{OURS, PEERS, ours, peer};

const HELP: &str = "\
measure                       measures everything, holds it to `budgets`, writes target/costs.tsv
measure --quick               the same of opt-level z and the images with all operations only
measure --symbols FEATURES OPT
                              every function of an image with its bytes and instructions:
                              FEATURES as in Cargo.toml, say `all` or `nonblocking,register`; OPT z or s";

fn main() -> Result<ExitCode> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        [] => all(false),
        ["--quick"] => all(true),
        ["--symbols", features, opt @ ("z" | "s")] => profile(features, opt),
        ["--help"] => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        _ => bail!("not understood:\n{HELP}"),
    }
}

fn profile(features: &str, opt: &str) -> Result<ExitCode> {
    let mut features = features.to_owned();
    let work = ["blocking", "polled", "verify", "receive"];
    if !work.iter().any(|word| features.contains(word)) {
        features.push_str(",blocking");
    }
    let built = ours(opt, &features).build()?;
    let run = trace::run(&built.path, &built.elf)?;
    symbols::print(&built.elf, &run);
    for (name, cost) in &run.costs {
        println!(
            "{name}: {} instructions, {} bytes of stack",
            cost.instructions, cost.stack
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn all(quick: bool) -> Result<ExitCode> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let budgets = std::fs::read_to_string(folder.join("budgets")).context("no budgets")?;
    let mut budgets = budgets::parse(&budgets)?;
    let mut costs = Costs::default();
    for opt in if quick { &["z"][..] } else { &["z", "s"] } {
        let (none, notification) = (ours(opt, "").build()?, ours(opt, "notification").build()?);
        for (name, features, empty) in OURS {
            if quick && !name.ends_with("/all") {
                continue;
            }
            let empty = if empty.is_empty() {
                &none
            } else {
                &notification
            };
            measure::measure(&mut costs, name, &ours(opt, features), empty)?;
        }
        measure::ratio(&mut costs, opt);
        for (name, package, features) in PEERS {
            if !quick {
                measure::measure(&mut costs, name, &peer(opt, package, features), &none)?;
            }
        }
    }
    report::print(&costs);
    costs.write(&folder.join("target/costs.tsv"))?;
    if quick {
        budgets.retain(|budget| budget.is_about(&costs));
    }
    let mut failures = budgets::check(&budgets, &costs);
    failures.extend(planted(&budgets)?);
    for failure in &failures {
        eprintln!("FAILED: {failure}");
    }
    if failures.is_empty() {
        println!("Everything is within its budget, and what was planted to exceed it was found.");
    }
    Ok(if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A check that cannot fail checks nothing: an image with too much of everything in it must be
/// found to exceed each kind of budget. The result is what was not found.
fn planted(budgets: &[budgets::Budget]) -> Result<Vec<String>> {
    let name = "blocking/all";
    let empty = ours("z", "").build()?;
    let mut costs = Costs::default();
    measure::measure(&mut costs, name, &ours("z", "blocking,all,planted"), &empty)?;
    let found = budgets::check(budgets, &costs);
    let kinds = ["flash", "ram", "stack", "instructions", "panicking-calls"];
    let missed = kinds.iter().filter(|kind| {
        let found_as = format!("opt-level z, {name}: {kind} is ");
        !found.iter().any(|failure| failure.starts_with(&found_as))
    });
    Ok(missed
        .map(|kind| format!("an image planted to exceed its {kind} was not found out"))
        .collect())
}
