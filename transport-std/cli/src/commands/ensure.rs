//! `ensure`

use gigapay_webhooks_std::{DesiredWebhook, Ensured};

use super::*;
use crate::args::Wanted;

/// Creates or updates a webhook to match, and prints what that took.
pub(super) fn run(
    session: &mut Session,
    wanted: &Wanted,
    output: &mut Output,
) -> Result<(), Failure> {
    let events = events("--event", &wanted.target.events)?;
    warn_of_events(&wanted.target.events, output);
    room::id("--id", &wanted.id)?;
    room::url("--url", &wanted.target.url)?;
    let secret = secret(session, wanted.secret_key.as_ref())?;
    let mut desired = DesiredWebhook::new(&wanted.id, &wanted.target.url, events.as_slice());
    if let Some(secret) = &secret {
        desired = desired.secret_key(secret);
    }
    if let Some(metadata) = metadata(wanted.metadata.as_ref())? {
        desired = desired.metadata(metadata);
    }
    warn_of_scope(session, &events, output);
    // An error of the API may quote the secret key that it has.
    let mut learnt = Vec::new();
    let response = session.client.ensure_seeing(&desired, |webhook| {
        learnt.push(webhook.secret_key.expose().to_owned());
    });
    learnt.iter().for_each(|key| session.conceal(key));
    let (outcome, webhook) = response?;
    output.ensured(outcome, &webhook)?;
    output.say(match outcome {
        Ensured::Unchanged => "\nUnchanged: it already matched.",
        Ensured::Created => "\nCreated.",
        Ensured::Updated => "\nUpdated.",
        _ => "\nDone.",
    })?;
    Ok(())
}
