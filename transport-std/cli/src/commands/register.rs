//! `register`

use gigapay_webhooks_std::NewWebhook;

use super::*;
use crate::args::New;

/// Registers a webhook. Only the response shows a generated secret key.
pub(super) fn run(session: &mut Session, new: &New, output: &mut Output) -> Result<(), Failure> {
    let events = events("--event", &new.target.events)?;
    warn_of_events(&new.target.events, output);
    room::url("--url", &new.target.url)?;
    let secret = secret(session, new.secret_key.as_ref())?;
    let mut webhook = NewWebhook::new(&new.target.url, events.as_slice());
    if let Some(id) = &new.id {
        room::id("--id", id)?;
        webhook = webhook.id(id);
    }
    if let Some(secret) = &secret {
        webhook = webhook.secret_key(secret);
    }
    if let Some(metadata) = metadata(new.metadata.as_ref())? {
        webhook = webhook.metadata(metadata);
    }
    if let Some(key) = &new.idempotency_key {
        webhook = webhook.idempotency_key(key);
    }
    warn_of_scope(session, &events, output);
    let response = session.client.register(webhook);
    let is_unknown = matches!(&response, Err(error) if error.is_outcome_unknown());
    let registered = written(response).map_err(|mut failure| {
        if let (Some(report), true) = (failure.report_mut(), is_unknown) {
            report.hint = Some(
                "`list` shows what became of it; with --idempotency-key, registering is safe to \
                 repeat"
                    .into(),
            );
        }
        failure
    })?;
    output.webhook(&registered)?;
    Ok(())
}
