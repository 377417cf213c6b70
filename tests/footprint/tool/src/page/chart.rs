//! The chart: bars, in colours for light and dark pages.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use super::{OPT, commas};
use crate::costs::Costs;

const BARS: [(&str, &str); 5] = [
    ("this client", "blocking/all"),
    ("by hand, borrowed", "peer/by-hand-borrowed/all"),
    ("by hand, owned", "peer/by-hand/all"),
    ("edge-http", "peer/edge-http/all"),
    ("reqwless", "peer/reqwless/all"),
];

const PANELS: [(&str, &str); 3] = [
    ("Flash, bytes", "flash"),
    ("Stack, buffers included, bytes", "stack"),
    ("Instructions for all six operations", "instructions"),
];

const STYLE: &str = "\
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.name { text-anchor: end }
.ground { fill: #ffffff }
.bar { fill: #8c959f }
.ours { fill: #0969da }
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
const PITCH: u64 = 22;
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
    let mut numbers = Vec::new();
    for (name, image) in BARS {
        let number = costs.get(OPT, image, measure);
        numbers.push((
            name,
            number.with_context(|| format!("no {measure} of {image}"))?,
        ));
    }
    let most = numbers
        .iter()
        .map(|(_, number)| *number)
        .max()
        .unwrap_or(0)
        .max(1);
    writeln!(
        svg,
        "<text class=\"title\" x=\"{LEFT}\" y=\"{}\">{title}</text>",
        top + 22
    )?;
    for (index, (name, number)) in numbers.into_iter().enumerate() {
        let y = top + 32 + PITCH * index as u64;
        let length = (number * LONGEST / most).max(1);
        let class = if index == 0 { "ours" } else { "bar" };
        writeln!(
            svg,
            "<text class=\"name\" x=\"{}\" y=\"{}\">{name}</text>\
             <rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{length}\" height=\"16\" rx=\"2\"/>\
             <text x=\"{}\" y=\"{}\">{}</text>",
            LEFT - 8,
            y + 13,
            LEFT + length + 6,
            y + 13,
            commas(number)
        )?;
    }
    Ok(())
}
