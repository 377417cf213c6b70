//! `delete`

use std::io::{self, BufRead, IsTerminal, Write};

use gigapay_webhooks_std::gigapay_webhooks::Visible;
use serde::Serialize;

use super::*;
use crate::args::{Deletion, Selection};

/// What became of several webhooks.
#[derive(Debug, Default, Serialize)]
struct Summary {
    deleted: usize,
    missing: usize,
}

/// Deletes one webhook, or all that are selected.
pub(super) fn run(
    session: &mut Session,
    deletion: &Deletion,
    output: &mut Output,
) -> Result<(), Failure> {
    let (ids, is_named) = match &deletion.selection {
        Selection { ids, .. } if !ids.is_empty() => (ids.clone(), true),
        selection => (selected(session, selection, output)?, false),
    };
    if !is_named {
        confirm(ids.len(), deletion.yes)?;
    }
    let mut summary = Summary::default();
    let result = delete_all(session, &ids, deletion, output, &mut summary);
    if !(is_named && ids.len() == 1) {
        summarise(&summary, ids.len(), output)?;
    }
    result?;
    match summary.missing > 0 && !deletion.ignore_missing {
        true => Err(Failure::NotFound),
        false => Ok(()),
    }
}

/// Reads the ids of all selected webhooks, before the first is deleted: deleting moves later ones
/// to earlier pages (B20).
fn selected(
    session: &mut Session,
    selection: &Selection,
    output: &Output,
) -> Result<Vec<String>, Failure> {
    let mut ids = Vec::new();
    let filter = selection.filter.as_deref().unwrap_or_default();
    select::whole_list(session, output, |webhook| {
        if select::matches(webhook, filter) {
            ids.push(webhook.id.to_string());
        }
    })?;
    Ok(ids)
}

/// Asks on a terminal; elsewhere `--yes` is needed.
fn confirm(count: usize, yes: bool) -> Result<(), Failure> {
    if yes || count == 0 {
        return Ok(());
    }
    let webhooks = counted(count);
    if !io::stdin().is_terminal() {
        let what = format!("{webhooks} would be deleted: add --yes to do so; nothing was deleted");
        return Err(Failure::usage(None, what));
    }
    let _ = write!(io::stderr().lock(), "Delete {webhooks}? [y/N] ");
    let mut reply = String::new();
    let _ = io::stdin().lock().read_line(&mut reply);
    match reply.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::own(None, "nothing was deleted")),
    }
}

/// Deletes them one after another. A missing one does not keep the others from being deleted.
fn delete_all(
    session: &mut Session,
    ids: &[String],
    deletion: &Deletion,
    output: &Output,
    summary: &mut Summary,
) -> Result<(), Failure> {
    let mut progress = output.progress("Deleting");
    for (number, id) in (1..).zip(ids) {
        match session.client.delete(id) {
            Ok(()) => {
                summary.deleted += 1;
                if !deletion.selection.ids.is_empty() {
                    output.say(&format!("Deleted {}.", Visible(id)))?;
                }
            }
            // Of those that a list showed, another program has deleted it since.
            Err(error) if error.status() == Some(404) => {
                summary.missing += 1;
                if !deletion.ignore_missing {
                    report_missing(session, id, error, output);
                }
            }
            Err(error) => return Err(session.explain(error.into(), changing(Some(id)))),
        }
        progress.show(number, Some(ids.len() as u64));
    }
    Ok(())
}

fn report_missing(session: &Session, id: &str, error: Error, output: &Output) {
    let mut failure = session.explain(error.into(), changing(Some(id)));
    if let Some(report) = failure.report_mut() {
        report.print(output.is_json());
    }
}

fn summarise(summary: &Summary, selected: usize, output: &Output) -> Result<(), Failure> {
    if output.is_json() {
        return Ok(output.line(summary)?);
    }
    let mut text = format!("Deleted {}", counted(summary.deleted));
    if summary.missing > 0 {
        text += &format!("; {} did not exist", summary.missing);
    }
    let left = selected - summary.deleted - summary.missing;
    if left > 0 {
        text += &format!("; {left} not tried or not deleted");
    }
    Ok(output.say(&(text + "."))?)
}

/// A number of webhooks, in words.
fn counted(count: usize) -> String {
    match count {
        1 => "1 webhook".into(),
        count => format!("{count} webhooks"),
    }
}
