//! Builds images for microcontrollers, runs them in QEMU, and reports what they cost.

mod board_images;
mod boards;
mod branches;
mod budgets;
mod costs;
mod elf;
mod image;
mod machine;
mod measure;
mod page;
mod registers;
mod report;
mod symbols;
mod trace;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::costs::Costs;
use crate::measure::{ELSEWHERE, OURS, PEERS, elsewhere, ours, peer};

const HELP: &str = "\
measure            measures this client and the others, writes target/costs.tsv, and fails if a
                   limit in `budgets` is exceeded, or if a published number (costs.tsv, costs.svg,
                   the README) is no longer true
measure --write    measures, and publishes the numbers
measure --page     only checks the README and the chart against the published numbers
measure --page --write
                   generates them from these numbers
measure --quick    only opt-level z, and our images with all operations
measure --boards   lints and links the boards of transport-embassy/examples as they are by default,
                   and fails if an image lacks what it is for, or if the README's table is no longer
                   true
measure --boards --write [OPT]
                   links them with and without TLS at both opt-levels, or at one (z or s), and
                   writes the table
measure --symbols FEATURES OPT
                   every function of an image with its bytes and instructions: FEATURES as in
                   Cargo.toml, say `all` or `nonblocking,register`; OPT is z or s";

fn main() -> Result<ExitCode> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        [] => all(Extent::Whole),
        ["--write"] => all(Extent::Published),
        ["--quick"] => all(Extent::Quick),
        ["--page", "--write"] => {
            page::rewrite()?;
            Ok(ExitCode::SUCCESS)
        }
        ["--page"] => Ok(verdict(&page::check()?)),
        ["--boards"] => Ok(verdict(&board_images::check()?)),
        ["--boards", "--write"] => {
            board_images::write(&["s", "z"])?;
            Ok(ExitCode::SUCCESS)
        }
        ["--boards", "--write", opt @ ("z" | "s")] => {
            board_images::write(&[opt])?;
            Ok(ExitCode::SUCCESS)
        }
        ["--symbols", features, opt @ ("z" | "s")] => profile(features, opt),
        ["--help"] => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        _ => bail!("unknown arguments:\n{HELP}"),
    }
}

fn profile(features: &str, opt: &str) -> Result<ExitCode> {
    let mut features = features.to_owned();
    let work = ["blocking", "polled", "verify", "receive"];
    if !work.iter().any(|word| features.contains(word)) {
        features.push_str(",blocking");
    }
    let built = ours(opt, &features).build()?;
    let run = trace::run(&built)?;
    symbols::print(&built.elf, &run);
    for (name, cost) in &run.costs {
        println!(
            "{name}: {} instructions, {} bytes of stack",
            cost.instructions, cost.stack
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// How much to measure, and for what purpose.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Quick,
    Whole,
    /// Everything, to publish it instead of comparing it with what is published.
    Published,
}

fn all(extent: Extent) -> Result<ExitCode> {
    let quick = extent == Extent::Quick;
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
        for (name, machine) in ELSEWHERE {
            let none = elsewhere(opt, "", machine).build()?;
            measure::measure(
                &mut costs,
                name,
                &elsewhere(opt, "blocking,all", machine),
                &none,
            )?;
        }
        measure::ratio(&mut costs, opt);
        for (name, package, features) in PEERS {
            if !quick {
                measure::measure(&mut costs, name, &peer(opt, package, features), &none)?;
            }
        }
    }
    measure::sizes(&mut costs)?;
    report::print(&costs);
    costs.write(&folder.join("target/costs.tsv"))?;
    if quick {
        budgets.retain(|budget| budget.is_about(&costs));
    }
    let mut failures = budgets::check(&budgets, &costs);
    failures.extend(planted(&budgets)?);
    match extent {
        Extent::Quick => {}
        Extent::Whole => failures.extend(page::compare(&costs)?),
        Extent::Published => page::write(&costs)?,
    }
    failures.extend(page::check()?);
    Ok(verdict(&failures))
}

fn verdict(failures: &[String]) -> ExitCode {
    for failure in failures {
        eprintln!("FAILED: {failure}");
    }
    if failures.is_empty() {
        println!("Everything is within its limits.");
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// A check that cannot fail checks nothing: an image with too much of everything must be found to
/// exceed each kind of budget. Returns what was not found.
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
        .map(|kind| format!("an image made to exceed its {kind} was not detected"))
        .collect())
}
