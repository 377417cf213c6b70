//! `replace`

use gigapay_webhooks_std::{Replacement, ReplacementSecret};

use super::*;
use crate::args::Replacing;

/// Replaces a webhook. To keep the secret key it is retrieved first, because the API has no way to
/// say so.
pub(super) fn run(
    session: &mut Session,
    replacing: &Replacing,
    output: &mut Output,
) -> Result<(), Failure> {
    let id = &replacing.present_id;
    let events = events("--event", &replacing.target.events)?;
    warn_of_events(&replacing.target.events, output);
    room::id("the id", id)?;
    room::url("--url", &replacing.target.url)?;
    let metadata = metadata(replacing.metadata.as_ref())?;
    let mut secret = secret(session, replacing.secret.secret_key.as_ref())?;
    if replacing.secret.keep_secret {
        secret = Some(present_secret(session, id)?);
    }
    let fate = match &secret {
        Some(secret) => ReplacementSecret::set(secret),
        None => ReplacementSecret::REGENERATE,
    };
    let mut replacement = Replacement::new(&replacing.target.url, events.as_slice(), fate);
    if let Some(metadata) = metadata {
        replacement = replacement.metadata(metadata);
    }
    let webhook = written(session.client.replace(id, replacement))?;
    output.webhook(&webhook)?;
    Ok(())
}
