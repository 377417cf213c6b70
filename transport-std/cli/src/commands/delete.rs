//! `delete`

use super::*;

/// Deletes a webhook.
pub(super) fn run(session: &mut Session, id: &str, output: &mut Output) -> Result<(), Failure> {
    session.client.delete(id)?;
    output.say(&format!("Deleted {id}."))?;
    Ok(())
}
