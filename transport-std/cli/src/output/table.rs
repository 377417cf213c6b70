//! A table of webhooks for a terminal, no wider than it.

use std::io::{self, Write};

use gigapay_webhooks_std::gigapay_webhooks::Visible;
use terminal_size::{Width, terminal_size_of};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::style::{HEADING, QUIET};
use crate::Webhook;

/// Number of columns of text.
const COLUMNS: usize = 3;

/// Columns between two columns of text.
const GAP: usize = 2;

/// No column is made narrower than this.
const NARROWEST: usize = 8;

/// The rows: they are printed together, because all of them say how wide a column is.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<[String; COLUMNS]>,
}

impl Table {
    pub(crate) fn add(&mut self, webhook: &Webhook) {
        let events: Vec<_> = webhook.events.iter().map(|event| event.as_str()).collect();
        let events = events.join(", ");
        let cells = [webhook.id.as_str(), &events, &webhook.url];
        self.rows.push(cells.map(|cell| Visible(cell).to_string()));
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Prints the table in the width of the terminal.
    pub(crate) fn print(&self) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let width = terminal_size_of(io::stdout()).map_or(80, |(Width(width), _)| width.into());
        let heading = ["ID", "EVENTS", "URL"].map(String::from);
        let widths = fitting(self.natural_widths(&heading), width);
        let mut out = anstream::stdout().lock();
        writeln!(out, "{HEADING}{}{HEADING:#}", line(&heading, widths))?;
        for row in &self.rows {
            let cells = line(row, widths);
            // The id stands out.
            let (id, rest) = cells.split_at(cells.find("  ").unwrap_or(cells.len()));
            writeln!(out, "{id}{QUIET}{rest}{QUIET:#}")?;
        }
        out.flush()
    }

    fn natural_widths(&self, heading: &[String; COLUMNS]) -> [usize; COLUMNS] {
        let mut widths = [0; COLUMNS];
        for row in self.rows.iter().chain([heading]) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width().max(*width);
            }
        }
        widths
    }
}

/// Narrows the widest column until all fit.
fn fitting(mut widths: [usize; COLUMNS], width: usize) -> [usize; COLUMNS] {
    let room = width.saturating_sub(GAP * (COLUMNS - 1));
    while widths.iter().sum::<usize>() > room {
        match widths.iter_mut().max() {
            Some(widest) if *widest > NARROWEST => *widest -= 1,
            _ => break,
        }
    }
    widths
}

fn line(cells: &[String; COLUMNS], widths: [usize; COLUMNS]) -> String {
    let cells = cells.iter().zip(widths);
    let padded = cells.map(|(cell, width)| {
        let cell = cut(cell, width);
        let space = width.saturating_sub(cell.width());
        cell + &" ".repeat(space)
    });
    let line: Vec<_> = padded.collect();
    line.join(&" ".repeat(GAP)).trim_end().into()
}

/// Returns the text, cut to a display width.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.into();
    }
    let mut left = width.saturating_sub(1);
    let fits = |c: &char| {
        let needed = c.width().unwrap_or_default();
        let is_left = needed <= left;
        left = left.saturating_sub(needed);
        is_left
    };
    let kept: String = text.chars().take_while(fits).collect();
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::{cut, fitting};

    #[test]
    fn a_cell_is_cut_by_display_width() {
        assert_eq!(cut("Luleå-7", 7), "Luleå-7");
        assert_eq!(cut("Luleå-77", 7), "Luleå-…");
        assert_eq!(cut("支付支付", 6), "支付…");
    }

    #[test]
    fn the_widest_column_is_narrowed_first() {
        assert_eq!(fitting([6, 30, 40], 60), [6, 25, 25]);
        assert_eq!(fitting([6, 14, 20], 80), [6, 14, 20]);
        assert_eq!(fitting([50, 50, 50], 10), [8, 8, 8]);
    }
}
