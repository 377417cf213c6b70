//! A webhook for a person.

use std::io::{self, Write};

use super::style::{HEADING, QUIET};
use super::{Printable, Secrets};
use crate::Webhook;

/// Writes a line for each field.
pub(crate) fn webhook(
    out: &mut dyn Write,
    indent: &str,
    webhook: &Webhook,
    secrets: Secrets,
) -> io::Result<()> {
    let events: Vec<_> = webhook.events.iter().map(|event| event.as_str()).collect();
    let id = format!("{HEADING}{}{HEADING:#}", Printable(&webhook.id));
    let secret = webhook.secret_key.expose();
    for (name, value) in [
        ("id", id),
        ("url", Printable(&webhook.url).to_string()),
        ("events", Printable(&events.join(", ")).to_string()),
        ("secret_key", Printable(&secrets.show(secret)).to_string()),
        ("metadata", Printable(webhook.metadata.as_str()).to_string()),
    ] {
        writeln!(out, "{indent}{QUIET}{name:<10}{QUIET:#}  {value}")?;
    }
    Ok(())
}
