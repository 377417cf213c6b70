//! Requests a second over time, a panel for each policy.

use std::fmt::Write as _;

use crate::Report;

const STYLE: &str = "\
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.end { text-anchor: end }
.ground { fill: #ffffff }
.load { fill: none; stroke: #0969da; stroke-width: 1.5 }
.axis { stroke: #8c959f; stroke-width: 1 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.ground { fill: #0d1117 }
.load { stroke: #58a6ff }
}
";

const WIDTH: u32 = 720;
const LEFT: u32 = 16;
const ACROSS: f64 = 688.0;
const PANEL: u32 = 92;
/// Height of a curve.
const UP: f64 = 56.0;

/// Draws the reports on axes that all share: linear seconds across, and a logarithm of the
/// requests a second up, as the peaks are two hundred times apart.
pub fn draw(reports: &[Report]) -> String {
    let seconds = reports.iter().map(|report| report.per_second.len());
    let seconds = seconds.max().unwrap_or(1).min(720) as f64;
    let most = reports.iter().map(|report| report.peak).max().unwrap_or(1);
    let height = PANEL * reports.len() as u32 + 24;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\">\n\
         <title>Requests a second after a power cut</title>\n<style>\n{STYLE}</style>\n\
         <rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\" rx=\"6\"/>\n"
    );
    for (number, report) in reports.iter().enumerate() {
        panel(&mut svg, PANEL * number as u32, report, seconds, most);
    }
    let _ = write!(
        svg,
        "<text x=\"{LEFT}\" y=\"{y}\">0 s</text><text class=\"end\" x=\"{x}\" y=\"{y}\">\
         {seconds} s; height: log of requests/s</text>\n</svg>\n",
        x = WIDTH - LEFT,
        y = height - 8,
    );
    svg
}

fn panel(svg: &mut String, top: u32, report: &Report, seconds: f64, most: u32) {
    let base = f64::from(top) + 28.0 + UP;
    let peak = report.peak;
    let _ = write!(
        svg,
        "<text class=\"title\" x=\"{LEFT}\" y=\"{y}\">{}</text>\
         <text class=\"end\" x=\"{x}\" y=\"{y}\">peak {peak}/s</text>\
         <path class=\"axis\" d=\"M{LEFT} {base}h{ACROSS}\"/><path class=\"load\" d=\"",
        report.policy,
        x = WIDTH - LEFT,
        y = top + 20,
    );
    let scale = UP / f64::from(most + 1).ln();
    let shown = report.per_second.iter().take(seconds as usize);
    for (second, requests) in shown.enumerate() {
        let x = f64::from(LEFT) + ACROSS * second as f64 / seconds;
        let y = base - scale * f64::from(requests + 1).ln();
        let _ = write!(svg, "{}{x:.1} {y:.1}", if second == 0 { 'M' } else { 'L' });
    }
    svg.push_str("\"/>\n");
}
