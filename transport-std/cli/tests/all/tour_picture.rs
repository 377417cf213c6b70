//! The picture of the tour, `tour.svg`: made from the tour's real output, and up to date.
//!
//! `UPDATE_PICTURE=1 cargo test -p gigapay-webhooks-cli --test all tour_picture` makes it anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::common::*;

/// The steps in the picture. All of them would be three screens high.
const STEPS: [&str; 5] = [" 1.", " 2.", " 8.", "11.", "12."];
/// A line that is longer is cut, and ends in an ellipsis.
const COLUMNS: usize = 92;
const LINE_HEIGHT: usize = 18;
const MARGIN: usize = 16;
const WIDTH: usize = 760;

/// GitHub's colours for light and dark pages; a class for each style that the program uses.
const STYLE: &str = "\
text { font: 13px ui-monospace, 'SF Mono', Menlo, Consolas, monospace; fill: #1f2328 }
.page { fill: #f6f8fa }
.bold { font-weight: 600 }
.dim { fill: #59636e }
.green { fill: #1a7f37 }
.yellow { fill: #9a6700 }
.cyan { fill: #0969da }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.page { fill: #161b22 }
.dim { fill: #8d96a0 }
.green { fill: #3fb950 }
.yellow { fill: #d29922 }
.cyan { fill: #58a6ff }
}
";

#[test]
fn tour_picture_shows_the_tour_as_it_is() {
    let output = program().env("CLICOLOR_FORCE", "1").output().unwrap();
    let tour = String::from_utf8(output.stdout).unwrap();
    let drawn = draw(&excerpt(&tour));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tour.svg");
    if std::env::var_os("UPDATE_PICTURE").is_some() {
        fs::write(&path, &drawn).unwrap();
    }
    let published = without_numbers(&fs::read_to_string(path).unwrap());
    let drawn = without_numbers(&drawn);
    let mut lines = published.lines().zip(drawn.lines());
    let difference = lines.find(|(published, drawn)| published != drawn);
    assert_eq!(difference, None, "make tour.svg anew with UPDATE_PICTURE=1");
    assert_eq!(published.lines().count(), drawn.lines().count());
}

#[test]
fn tour_picture_is_readable_in_light_and_dark_and_shows_no_secret() {
    let output = program().env("CLICOLOR_FORCE", "1").output().unwrap();
    let drawn = draw(&excerpt(&String::from_utf8(output.stdout).unwrap()));
    assert!(drawn.contains("prefers-color-scheme: dark"), "{drawn}");
    assert!(!drawn.contains('\u{1b}'), "{drawn}");
    assert!(!drawn.contains(gigapay_sandbox::DEFAULT_TOKEN), "{drawn}");
    for class in ["bold", "dim", "green", "yellow", "cyan bold"] {
        assert!(drawn.contains(&format!("class=\"{class}\"")), "{class}");
    }
}

/// The heading, the steps in [`STEPS`] and the last line, with a mark where steps were left out.
fn excerpt(tour: &str) -> Vec<&str> {
    let (body, _) = tour.split_once(" What to try next").expect("the end");
    let mut lines = Vec::new();
    let mut was_left_out = false;
    for paragraph in body.split("\n\n") {
        let title = paragraph.trim_start_matches("\u{1b}[1m");
        let is_step = title.as_bytes().get(2) == Some(&b'.');
        if is_step && !STEPS.iter().any(|step| title.starts_with(step)) {
            was_left_out = true;
            continue;
        }
        if !lines.is_empty() {
            lines.push("");
        }
        if std::mem::take(&mut was_left_out) {
            lines.extend(["    ⋮", ""]);
        }
        lines.extend(paragraph.lines());
    }
    lines
}

fn draw(lines: &[&str]) -> String {
    let height = lines.len() * LINE_HEIGHT + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\" xml:space=\"preserve\">\n\
         <title>A tour of the Gigapay Webhooks API in a terminal</title>\n\
         <style>\n{STYLE}</style>\n\
         <rect class=\"page\" width=\"{WIDTH}\" height=\"{height}\" rx=\"6\"/>\n"
    );
    for (number, line) in lines.iter().enumerate() {
        if !line.is_empty() {
            let y = MARGIN + LINE_HEIGHT * number + 13;
            let spans = spans(line);
            writeln!(svg, "<text x=\"{MARGIN}\" y=\"{y}\">{spans}</text>").unwrap();
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// A line with `tspan`s in place of escape sequences.
fn spans(line: &str) -> String {
    let mut svg = String::new();
    let mut classes: Vec<&str> = Vec::new();
    let mut room = COLUMNS;
    for piece in line.split("\u{1b}[") {
        let text = match piece.split_once('m') {
            // Whatever stands before the first escape sequence has none of its own.
            Some((code, text)) if !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit()) => {
                match code {
                    "0" => classes.clear(),
                    "1" => classes.push("bold"),
                    "2" => classes.push("dim"),
                    "32" => classes.push("green"),
                    "33" => classes.push("yellow"),
                    "36" => classes.push("cyan"),
                    code => panic!("no class for escape sequence {code}"),
                }
                text
            }
            _ => piece,
        };
        let text = shortened(text, &mut room);
        if text.is_empty() {
            continue;
        }
        classes.sort_unstable_by_key(|class| *class == "bold");
        match classes.join(" ") {
            class if class.is_empty() => svg.push_str(&text),
            class => write!(svg, "<tspan class=\"{class}\">{text}</tspan>").unwrap(),
        }
    }
    svg
}

/// What of a text still fits into the line, as XML.
fn shortened(text: &str, room: &mut usize) -> String {
    let length = text.chars().count();
    let fitting: String = match length <= *room {
        true => text.into(),
        false if *room == 0 => String::new(),
        false => text.chars().take(*room - 1).chain(['…']).collect(),
    };
    *room = room.saturating_sub(length);
    fitting
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A text with `#` for each number, port, time and key, which differ from run to run.
fn without_numbers(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_part = |c: char| c == '.' || c.is_ascii_hexdigit();
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(length.max(first.len_utf8()));
        // A masked key or a cut signature may happen to have letters only.
        let is_cut = after.starts_with(['*', '…']);
        let is_number = run.contains(|c: char| c.is_ascii_digit()) || (length > 0 && is_cut);
        result.push_str(if is_number { "#" } else { run });
        rest = after;
    }
    result
}
