//! `update`

use gigapay_webhooks_std::WebhookUpdate;

use super::*;
use crate::args::Changes;

/// Sends the changes, and prints the webhook as it then is.
pub(super) fn run(
    session: &mut Session,
    changes: &Changes,
    output: &mut Output,
) -> Result<(), Failure> {
    let values = &changes.values;
    warn_of_events(&values.events, output);
    let events = events("--event", &values.events)?;
    let secret = secret(session, values.secret_key.as_ref())?;
    let mut update = WebhookUpdate::new();
    match &values.new_id {
        Some(id) => {
            room::id("--new-id", id)?;
            update = update.id(id);
        }
        None => room::id("the id", &changes.present_id)?,
    }
    if let Some(url) = &values.url {
        room::url("--url", url)?;
        update = update.url(url);
    }
    if !events.is_empty() {
        update = update.events(events.as_slice());
    }
    if let Some(secret) = &secret {
        update = update.secret_key(secret);
    }
    if let Some(metadata) = metadata(values.metadata.as_ref())? {
        update = update.metadata(metadata);
    }
    let webhook = written(session.client.update(&changes.present_id, update))?;
    output.webhook(&webhook)?;
    Ok(())
}
