//! `list`

use std::num::NonZeroU32;

use super::*;

/// Shows webhooks as they arrive. One that is too large is reported, and the list goes on.
pub(super) fn run(
    session: &mut Session,
    page_size: Option<NonZeroU32>,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut list = session.client.list();
    if let Some(size) = page_size {
        list = list.page_size(size.get());
    }
    let mut are_all_shown = true;
    for webhook in list {
        match webhook {
            Ok(webhook) => output.webhook(&webhook)?,
            Err(error) if error.is_capacity() => todo!(),
            Err(error) => return Err(error.into()),
        }
    }
    match output.shown() {
        _ if !are_all_shown => Err(Failure::Reported),
        0 => Ok(output.say("No webhooks.")?),
        1 => Ok(output.say("\n1 webhook.")?),
        shown => Ok(output.say(&format!("\n{shown} webhooks."))?),
    }
}
