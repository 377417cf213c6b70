//! Which webhooks of the list a command is about.

use super::*;

/// As many webhooks a page as the API gives.
const PAGE_SIZE: u32 = 100;

/// Whether the id, the URL or an event contains the text.
pub(super) fn matches(webhook: &Webhook, text: &str) -> bool {
    webhook.id.contains(text)
        || webhook.url.contains(text)
        || webhook
            .events
            .iter()
            .any(|event| event.as_str().contains(text))
}

/// Reads the whole list, shows each webhook to `see`, and fails if the list changed meanwhile, so
/// that nothing is decided from a part of it.
pub(super) fn whole_list(
    session: &mut Session,
    output: &Output,
    mut see: impl FnMut(&Webhook),
) -> Result<(), Failure> {
    let mut progress = output.progress("Reading");
    let mut list = session.client.list().page_size(PAGE_SIZE);
    for (number, webhook) in (1..).zip(list.by_ref()) {
        let webhook = webhook.map_err(list::failed)?;
        see(&webhook);
        progress.show(number, None);
    }
    let report = list.report();
    drop(progress);
    if report.has_changed() {
        output.list_changed(report);
        return Err(Failure::ListChanged);
    }
    Ok(())
}
