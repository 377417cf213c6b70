//! The chart: bars, in colours for light and dark pages.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use super::commas;
use crate::costs::Costs;

const BARS: [(&str, &str); 6] = [
    ("this client", "blocking/all"),
    ("by hand, complete", "peer/by-hand-complete/all"),
    ("by hand, borrowed", "peer/by-hand-borrowed/all"),
    ("by hand, owned", "peer/by-hand/all"),
    ("edge-http", "peer/edge-http/all"),
    ("reqwless", "peer/reqwless/all"),
];

const PANELS: [(&str, &str); 3] = [
    ("Flash, bytes (opt-level z above, s below)", "flash"),
    ("Stack, buffers included, bytes", "stack"),
    ("Instructions for all six operations", "instructions"),
];

/// A bar of each: the upper and the lower one of a client.
const OPTS: [&str; 2] = ["z", "s"];

const STYLE: &str = "\
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.name { text-anchor: end }
.ground { fill: #ffffff }
.bar { fill: #8c959f }
.ours { fill: #0969da }
.s { fill-opacity: 0.55 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.ground { fill: #0d1117 }
.bar { fill: #6e7681 }
.ours { fill: #58a6ff }
}
";

const WIDTH: u64 = 720;
const LEFT: u64 = 150;
/// Length of the longest bar; its number fits to the right of it.
const LONGEST: u64 = 490;
const PITCH: u64 = 36;
/// From one opt-level's bar to the next.
const STEP: u64 = 15;
const PANEL: u64 = 34 + PITCH * BARS.len() as u64;

pub(super) fn draw(costs: &Costs) -> Result<String> {
    let height = PANEL * PANELS.len() as u64 + 14;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\">\n\
         <title>What six operations cost on a Cortex-M4</title>\n\
         <style>\n{STYLE}</style>\n\
         <rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\" rx=\"6\"/>\n"
    );
    for (index, (title, measure)) in PANELS.iter().enumerate() {
        panel(&mut svg, costs, PANEL * index as u64, title, measure)?;
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}

fn panel(svg: &mut String, costs: &Costs, top: u64, title: &str, measure: &str) -> Result<()> {
    let mut most = 1;
    for (_, image) in BARS {
        for opt in OPTS {
            most = number(costs, opt, image, measure)?.max(most);
        }
    }
    writeln!(
        svg,
        "<text class=\"title\" x=\"{LEFT}\" y=\"{}\">{title}</text>",
        top + 22
    )?;
    for (row, (name, image)) in BARS.into_iter().enumerate() {
        let y = top + 32 + PITCH * row as u64;
        let class = if row == 0 { "ours" } else { "bar" };
        writeln!(
            svg,
            "<text class=\"name\" x=\"{}\" y=\"{}\">{name}</text>",
            LEFT - 8,
            y + 19
        )?;
        for (line, opt) in OPTS.into_iter().enumerate() {
            let number = number(costs, opt, image, measure)?;
            bar(svg, y + STEP * line as u64, (class, opt), (number, most))?;
        }
    }
    Ok(())
}

fn number(costs: &Costs, opt: &str, image: &str, measure: &str) -> Result<u64> {
    let number = costs.get(opt, image, measure);
    number.with_context(|| format!("no {measure} of {image} at opt-level {opt}"))
}

fn bar(
    svg: &mut String,
    y: u64,
    (class, opt): (&str, &str),
    (number, most): (u64, u64),
) -> Result<()> {
    let length = (number * LONGEST / most).max(1);
    writeln!(
        svg,
        "<rect class=\"{class} {opt}\" x=\"{LEFT}\" y=\"{y}\" width=\"{length}\" height=\"14\" \
         rx=\"2\"/><text x=\"{}\" y=\"{}\">{}</text>",
        LEFT + length + 6,
        y + 12,
        commas(number)
    )?;
    Ok(())
}
