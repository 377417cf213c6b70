//! `retrieve`

use super::*;

/// Shows one webhook.
pub(super) fn run(session: &mut Session, id: &str, output: &mut Output) -> Result<(), Failure> {
    let webhook = session.client.retrieve(id)?;
    output.webhook(&webhook)?;
    Ok(())
}
