//! `list`

use std::num::NonZeroU32;

use super::*;
use crate::report::Report;

/// Prints webhooks as they arrive. One that is too large is reported, and the list goes on. If the
/// list changed meanwhile, a warning says so.
pub(super) fn run(
    session: &mut Session,
    page_size: Option<NonZeroU32>,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut list = session.client.list();
    if let Some(size) = page_size {
        list = list.page_size(size.get());
    }
    let mut last = None;
    let mut are_all_shown = true;
    for webhook in list.by_ref() {
        match webhook {
            Ok(webhook) => {
                output.webhook(&webhook)?;
                last = Some(webhook.id);
            }
            Err(error) if is_too_large(&error) => {
                output.report(&too_large(&error, last.as_deref()));
                are_all_shown = false;
            }
            Err(error) => return Err(failed(error)),
        }
    }
    let report = list.report();
    if report.has_changed() {
        output.list_changed(report);
    }
    match output.shown() {
        _ if !are_all_shown => Err(Failure::Reported),
        _ if report.has_changed() => Err(Failure::ListChanged),
        0 => Ok(output.say("No webhooks.")?),
        1 => Ok(output.say("\n1 webhook.")?),
        shown => Ok(output.say(&format!("\n{shown} webhooks."))?),
    }
}

/// Returns why the list ended early. A 404 here means a missing list, not a missing webhook.
fn failed(error: Error) -> Failure {
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
