//! `trigger`

use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

use gigapay_sandbox::{sample_object, signature};
use gigapay_webhooks_std::gigapay_webhooks::Visible;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::*;
use crate::args::Trigger;
use crate::keys;
use crate::output::style::{BAD, GOOD, HEADING, QUIET};
use crate::post::{Response, Target};
use crate::report::{Fault, Trouble};

/// The result of the first attempt to deliver a notification.
#[derive(Debug, Deserialize, Serialize)]
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
        None => to_subscribers(trigger, object, connection)?,
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

/// An event for the sandbox.
#[derive(Serialize)]
struct Happening<'a> {
    event: &'a str,
    integration: Option<&'a str>,
    object: Option<&'a RawValue>,
    wait_milliseconds: u64,
}

/// A notification in the sandbox's response.
#[derive(Deserialize)]
struct Delivery {
    webhook: String,
    url: String,
    attempts: Vec<Attempt>,
}

#[derive(Deserialize)]
struct Attempt {
    status: Option<u16>,
    error: Option<String>,
}

/// Has a sandbox notify every subscribed webhook, and waits for the first attempts.
fn to_subscribers(
    trigger: &Trigger,
    object: Option<&str>,
    connection: &Connection,
) -> Result<Vec<Told>, Failure> {
    let url = connection.base_url.as_deref().filter(|_| !connection.demo);
    let Some(url) = url else {
        return Err(Failure::usage(
            None,
            "only a sandbox can trigger an event: give --sandbox, or --base-url with its address; \
             or --to, to post to an address",
        ));
    };
    let name = connection.sources.name("base_url");
    let target = Target::new(&name, url, connection, trigger.insecure_tls)?;
    let target = target.with_path("/sandbox/notifications");
    let wait = connection.timeout / 2;
    let happening = Happening {
        event: &trigger.event,
        integration: connection.integration_id.as_deref(),
        object: object.and_then(|object| serde_json::from_str(object).ok()),
        wait_milliseconds: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
    };
    let happening = serde_json::to_vec(&happening).map_err(std::io::Error::from)?;
    let response = target.post(None, &happening).map_err(|error| {
        let text = format!("cannot get the response of the sandbox at {url}: {error}");
        let mut failure = Failure::own(None, text);
        if let Some(report) = failure.report_mut() {
            report.trouble = error.trouble();
            let is_refused = report.trouble == Some(Trouble::Refused);
            report.hint = is_refused.then(|| Trouble::no_sandbox(url));
        }
        failure
    })?;
    let deliveries: Vec<Delivery> = match serde_json::from_slice(&response.body) {
        Ok(deliveries) if response.status == 200 => deliveries,
        _ => return Err(refused(&response)),
    };
    let told = |delivery: Delivery| {
        let last = delivery.attempts.into_iter().next_back();
        let (status, error) = match last {
            Some(attempt) => (attempt.status, attempt.error),
            None => (None, Some("not attempted yet".into())),
        };
        Told {
            webhook: Some(delivery.webhook),
            url: delivery.url,
            status,
            error,
        }
    };
    Ok(deliveries.into_iter().map(told).collect())
}

/// Returns why the sandbox refuses, in its words, or that this is not a sandbox.
fn refused(response: &Response) -> Failure {
    #[derive(Deserialize)]
    struct Refusal {
        detail: String,
    }
    let words = serde_json::from_slice::<Refusal>(&response.body).ok();
    let mut failure = Failure::own(
        None,
        match &words {
            Some(_) => "the sandbox refuses",
            None => "there is no sandbox at this address",
        },
    );
    if let Some(report) = failure.report_mut() {
        report.status = Some(response.status);
        report.errors.extend(words.map(|words| Fault {
            field: None,
            message: words.detail,
        }));
    }
    failure
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
