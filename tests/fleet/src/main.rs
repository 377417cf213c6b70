//! Prints what each policy does to the API, and draws it.
//!
//! `cargo run --release -p gigapay-webhooks-fleet -- [DEVICES [FILE.svg]]`; by default 100,000
//! devices, and no file.

use std::process::ExitCode;

use gigapay_webhooks_fleet::policy::POLICIES;
use gigapay_webhooks_fleet::{Conditions, Report, chart, run};

const SEED: u64 = 1;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let devices = arguments
        .next()
        .map_or(Ok(100_000), |number| number.parse());
    let Ok(devices @ 1_000..) = devices else {
        eprintln!("usage: gigapay-webhooks-fleet [DEVICES [FILE.svg]], at least 1000 devices");
        return ExitCode::from(2);
    };
    let conditions = Conditions::of(devices, SEED);
    let Conditions {
        capacity,
        per_minute,
        ..
    } = conditions;
    println!(
        "{devices} devices; the API carries out {capacity} requests a second and allows \
         {per_minute} a minute\n"
    );
    println!("| Policy | Peak, requests/s | 99.9 % as desired, s | Requests a device | Refused |");
    println!("|---|---:|---:|---:|---:|");
    let reports = POLICIES.map(|policy| {
        let report = run(conditions, &policy);
        print(&report, devices);
        report
    });
    if let Some(path) = arguments.next()
        && let Err(error) = std::fs::write(&path, chart::draw(&reports))
    {
        eprintln!("{path}: {error}");
        return ExitCode::FAILURE;
    }
    let broken = reports
        .iter()
        .filter(|report| !report.is_exactly_one(devices));
    for report in broken.clone() {
        eprintln!(
            "FAILED: not every device has exactly one webhook: {}",
            report.policy
        );
    }
    match broken.count() {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn print(report: &Report, devices: u32) {
    let a_device = |number: u64| number as f64 / f64::from(devices);
    println!(
        "| {} | {} | {} | {:.2} | {:.2} |",
        report.policy,
        report.peak,
        report
            .nearly_all
            .map_or("never".into(), |ms| (ms / 1000).to_string()),
        a_device(report.requests),
        a_device(report.refused),
    );
}
