//! `ensure`

use gigapay_webhooks_std::{DesiredWebhook, Ensured};

use super::*;
use crate::args::Wanted;

/// Makes the API hold a webhook, whatever it holds now, and says what that took.
pub(super) fn run(
    session: &mut Session,
    wanted: &Wanted,
    output: &mut Output,
) -> Result<(), Failure> {
    let events = events(&wanted.target.events);
    let secret = secret(session, wanted.secret_key.as_ref())?;
    let mut desired = DesiredWebhook::new(&wanted.id, &wanted.target.url, events.as_slice());
    if let Some(secret) = &secret {
        desired = desired.secret_key(secret);
    }
    if let Some(metadata) = metadata(wanted.metadata.as_ref())? {
        desired = desired.metadata(metadata);
    }
    warn_of_scope(session, &events, output);
    let (outcome, webhook) = session.client.ensure(&desired)?;
    output.ensured(outcome, &webhook)?;
    output.say(match outcome {
        Ensured::Unchanged => "\nUnchanged: it was so already.",
        Ensured::Created => "\nCreated.",
        Ensured::Updated => "\nUpdated.",
        _ => "\nDone.",
    })?;
    Ok(())
}
