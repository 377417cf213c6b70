//! A webhook as one line of JSON.

use std::io;

use gigapay_webhooks_std::Ensured;
use serde::Serialize;
use serde_json::value::RawValue;

use super::compact::compact;
use crate::Webhook;

/// The API's names, in the API's order.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    url: &'a str,
    events: Vec<&'a str>,
    /// `null` if the API did not send it.
    secret_key: Option<&'a str>,
    metadata: &'a RawValue,
    /// The outcome, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
}

/// Returns the line, without its newline.
pub(super) fn line(webhook: &Webhook, outcome: Option<Ensured>) -> io::Result<String> {
    let metadata = compact(webhook.metadata.as_str());
    let line = Line {
        id: &webhook.id,
        url: &webhook.url,
        events: webhook.events.iter().map(|event| event.as_str()).collect(),
        secret_key: Some(webhook.secret_key.expose()).filter(|key| !key.is_empty()),
        metadata: serde_json::from_str(&metadata)?,
        outcome: outcome.map(|outcome| outcome.to_string()),
    };
    Ok(serde_json::to_string(&line)?)
}
