//! Notifications that a sandbox sends, to every webhook subscribed to an event.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::*;
use crate::post::Response;
use crate::report::{Fault, Trouble};

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
pub(super) fn notify(
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
