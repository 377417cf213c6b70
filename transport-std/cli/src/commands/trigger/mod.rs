//! `trigger`

mod subscribers;

use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

use gigapay_sandbox::{sample_object, signature};
use gigapay_webhooks_std::gigapay_webhooks::Visible;
use serde::Serialize;

use super::*;
use crate::args::Trigger;
use crate::keys;
use crate::output::style::{BAD, GOOD, HEADING, QUIET};
use crate::post::Target;

/// The result of the first attempt to deliver a notification.
#[derive(Debug, Serialize)]
struct Told {
    webhook: Option<String>,
    url: String,
    status: Option<u16>,
    error: Option<String>,
}

/// Sends notifications, and prints the result of each.
pub(super) fn run(
    trigger: &Trigger,
    connection: &Connection,
    output: &mut Output,
) -> Result<(), Failure> {
    if !(trigger.force || known::is_known(&trigger.event)) {
        return Err(unknown(&trigger.event));
    }
    let data = trigger.data.as_deref().map(data).transpose()?;
    let object = match &data {
        Some(text) => {
            Json::new(text).map_err(|error| {
                // For other commands a JSON value is metadata.
                let text = error.to_string().replace("metadata", "--data");
                Failure::usage("data", text)
            })?;
            Some(text.as_ref())
        }
        None => None,
    };
    let told = match &trigger.to {
        Some(url) => vec![to_one(trigger, url, object, connection)?],
        None => subscribers::notify(trigger, object, connection)?,
    };
    if told.is_empty() {
        let event = &trigger.event;
        return Err(Failure::own(
            None,
            format!("no webhook is subscribed to {event} there"),
        ));
    }
    for one in &told {
        show(one, output)?;
    }
    let is_taken = |one: &Told| matches!(one.status, Some(200..=299));
    match told.iter().all(is_taken) {
        true => Ok(()),
        false => Err(Failure::Reported),
    }
}

/// Returns why an event is not triggered.
fn unknown(event: &str) -> Failure {
    let meant = match known::meant(event) {
        Some(meant) => format!("did you mean {meant}? "),
        None => String::new(),
    };
    let event = Visible(event);
    let what = format!("{event} is no known event: {meant}--force triggers it nevertheless");
    Failure::usage(None, what)
}

/// Returns the object that an argument gives, or names.
fn data(argument: &str) -> Result<Cow<'_, str>, Failure> {
    let read = match argument.strip_prefix('@') {
        Some(path) => std::fs::read_to_string(path),
        None if argument == "-" => std::io::read_to_string(std::io::stdin()),
        None => return Ok(argument.into()),
    };
    let name = argument.trim_start_matches('@');
    read.map(Into::into)
        .map_err(|error| Failure::usage("data", format!("--data: cannot read {name}: {error}")))
}

/// Signs and posts a notification itself.
fn to_one(
    trigger: &Trigger,
    url: &str,
    object: Option<&str>,
    connection: &Connection,
) -> Result<Told, Failure> {
    let target = Target::new("--to", url, connection, trigger.insecure_tls)?;
    let keys = keys::given(trigger.secret_key.as_slice(), None)?;
    // The last of several is the newest.
    let Some(key) = keys.last() else {
        return Err(Failure::usage(
            "secret_key",
            format!(
                "no secret key to sign with: give --secret-key, or set {}",
                keys::VARIABLE
            ),
        ));
    };
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let object = match object {
        Some(object) => Cow::from(object),
        None => sample_object(&trigger.event, now.as_secs()).into(),
    };
    let signature = signature(key, now.as_secs(), object.as_bytes());
    let (status, error) = match target.post(Some(&signature), object.as_bytes()) {
        Ok(response) => (Some(response.status), None),
        Err(error) => (None, Some(error.to_string())),
    };
    Ok(Told {
        webhook: None,
        url: target.url(),
        status,
        error,
    })
}

fn show(told: &Told, output: &mut Output) -> Result<(), Failure> {
    if output.is_json() {
        return Ok(output.line(told)?);
    }
    let (colour, status) = match told.status {
        Some(status @ 200..=299) => (GOOD, status.to_string()),
        Some(status) => (BAD, status.to_string()),
        None => (BAD, "---".into()),
    };
    let webhook = told.webhook.as_deref().map(Visible);
    let webhook = webhook
        .map(|id| format!("{HEADING}{id}{HEADING:#}  "))
        .unwrap_or_default();
    let error = match &told.error {
        Some(error) => format!("  {QUIET}{}{QUIET:#}", Visible(error)),
        None => String::new(),
    };
    let url = Visible(&told.url);
    Ok(output.say(&format!(
        "{colour}{status}{colour:#}  {webhook}{url}{error}"
    ))?)
}
