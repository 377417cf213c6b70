//! A webhook for a person.

use std::io::{self, Write};

use gigapay_webhooks_std::gigapay_webhooks::Visible;

use super::Secrets;
use super::style::{HEADING, QUIET};
use crate::Webhook;

/// Writes a line for each field.
pub(crate) fn webhook(
    out: &mut dyn Write,
    indent: &str,
    webhook: &Webhook,
    secrets: Secrets,
) -> io::Result<()> {
    let events: Vec<_> = webhook.events.iter().map(|event| event.as_str()).collect();
    let id = format!("{HEADING}{}{HEADING:#}", Visible(&webhook.id));
    let secret = webhook.secret_key.expose();
    for (name, value) in [
        ("id", id),
        ("url", Visible(&webhook.url).to_string()),
        ("events", Visible(&events.join(", ")).to_string()),
        ("secret_key", Visible(&secrets.show(secret)).to_string()),
        ("metadata", Visible(webhook.metadata.as_str()).to_string()),
    ] {
        writeln!(out, "{indent}{QUIET}{name:<10}{QUIET:#}  {value}")?;
    }
    Ok(())
}
