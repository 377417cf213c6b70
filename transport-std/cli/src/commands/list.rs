//! `list`

use super::*;
use crate::args::Listing;
use crate::output::Table;
use crate::report::Report;

/// Prints webhooks as they arrive, or on a terminal as a table at the end. One that is too large is
/// reported, and the list goes on. If the list changed meanwhile, a warning says so.
pub(super) fn run(
    session: &mut Session,
    listing: &Listing,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut table = (output.is_terminal() && !listing.long).then(Table::default);
    let mut list = session.client.list();
    if let Some(size) = listing.page_size {
        list = list.page_size(size);
    }
    let mut progress = table.as_ref().map(|_| output.progress("Reading"));
    let is_wanted = |webhook: &Webhook| match &listing.filter {
        Some(text) => select::matches(webhook, text),
        None => true,
    };
    let mut last = None;
    let mut are_all_shown = true;
    for number in 1.. {
        let Some(webhook) = list.next() else {
            break;
        };
        let count = list.report().count;
        if let Some(progress) = &mut progress {
            progress.show(number, count.map(Into::into));
        }
        match webhook {
            Ok(webhook) => {
                match &mut table {
                    _ if !is_wanted(&webhook) => {}
                    Some(table) => table.add(&webhook),
                    None => output.webhook(&webhook)?,
                }
                last = Some(webhook.id);
            }
            Err(error) if is_too_large(&error) => {
                too_large(&error, last.as_deref()).print(output.is_json());
                are_all_shown = false;
            }
            Err(error) => return Err(failed(error)),
        }
    }
    drop(progress);
    let report = list.report();
    let shown = show_table(table.as_ref(), output)?;
    if report.has_changed() {
        output.list_changed(report);
    }
    match shown {
        _ if !are_all_shown => Err(Failure::Reported),
        _ if report.has_changed() => Err(Failure::ListChanged),
        0 if listing.filter.is_some() => Ok(output.say("No webhooks match.")?),
        0 => Ok(output.say("No webhooks.")?),
        1 => Ok(output.say("\n1 webhook.")?),
        shown => Ok(output.say(&format!("\n{shown} webhooks."))?),
    }
}

/// Prints the table, if there is one. Returns how many webhooks are shown.
fn show_table(table: Option<&Table>, output: &Output) -> Result<u64, Failure> {
    let Some(table) = table else {
        return Ok(output.shown());
    };
    table.print()?;
    Ok(table.len() as u64)
}

/// Returns why the list ended early. A 404 here means a missing list, not a missing webhook.
pub(super) fn failed(error: Error) -> Failure {
    let is_absent = error.status() == Some(404);
    let mut failure = Failure::from(error);
    if let (Some(report), true) = (failure.report_mut(), is_absent) {
        report.explanation =
            "status 404: no list of webhooks at this address: check the base URL".into();
    }
    failure
}

/// Identifies the webhook by the one before it: its own id may not have arrived yet, or may not
/// fit.
fn too_large(error: &Error, last: Option<&str>) -> Report {
    let mut report = Report::from(error);
    let place = match last {
        Some(id) => format!("; it comes after {id}"),
        None => "; it comes first".into(),
    };
    report.explanation.push_str(&place);
    report
}
