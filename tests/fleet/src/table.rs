//! The table of policies.

use std::fmt::Write as _;

use crate::Report;

const BEGIN: &str = "<!-- fleet: written by gigapay-webhooks-fleet --write -->\n";
const END: &str = "<!-- end of fleet -->\n";

/// The table of these reports as Markdown.
pub fn of(reports: &[Report], devices: u32) -> String {
    let mut text = String::from(
        "| Policy | Peak, requests/s | 99.9 % as desired, s | Requests a device | Refused |\n\
         |---|---:|---:|---:|---:|\n",
    );
    let a_device = |number: u64| number as f64 / f64::from(devices);
    for report in reports {
        let at = report.nearly_all.map(|ms| (ms / 1000).to_string());
        let _ = writeln!(
            text,
            "| {} | {} | {} | {:.2} | {:.2} |",
            report.policy,
            report.peak,
            at.as_deref().unwrap_or("never"),
            a_device(report.requests),
            a_device(report.refused),
        );
    }
    text
}

/// Returns a page with what is between the marks replaced.
pub fn replace(page: &str, table: &str) -> Result<String, &'static str> {
    let marked = page.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let (before, after) = marked.ok_or("the page has no marks for the table")?;
    Ok(format!("{before}{BEGIN}{table}{END}{after}"))
}
