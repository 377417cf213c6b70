//! `delete`

use super::*;
use crate::output::Printable;

/// Deletes a webhook.
pub(super) fn run(session: &mut Session, id: &str, output: &mut Output) -> Result<(), Failure> {
    session.client.delete(id)?;
    output.say(&format!("Deleted {}.", Printable(id)))?;
    Ok(())
}
