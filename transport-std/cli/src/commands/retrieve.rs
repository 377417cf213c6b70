//! `retrieve`

use super::*;

/// Shows one webhook.
pub(super) fn run(session: &mut Session, id: &str, output: &mut Output) -> Result<(), Failure> {
    output.webhook(&session.client.retrieve(id)?)?;
    Ok(())
}
