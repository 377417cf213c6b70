//! Notifications for a machine, and what is read of their objects.

use std::io::{self, Write};

use gigapay_webhooks_std::listen::{Notification, Reply, Report};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::output::compact::compact;

/// A notification for a machine.
#[derive(Serialize)]
struct Line<'a> {
    status: Option<u16>,
    verdict: &'static str,
    /// Why it was refused or could not be forwarded.
    reason: Option<String>,
    timestamp: Option<u64>,
    /// Position of the secret key among those accepted, from 1.
    secret: Option<usize>,
    object: Option<&'a RawValue>,
}

/// Prints an authentic notification.
pub(super) fn notification(
    notification: &Notification<'_>,
    reply: Reply,
    failed: Option<String>,
) -> io::Result<()> {
    let text = String::from_utf8_lossy(notification.body);
    let is_valid = serde_json::from_str::<&RawValue>(&text).is_ok();
    let object = if is_valid {
        compact(&text)
    } else {
        "null".into()
    };
    line(&Line {
        status: Some(reply.status()),
        verdict: "authentic",
        reason: failed,
        timestamp: Some(notification.timestamp),
        secret: Some(notification.secret + 1),
        object: serde_json::from_str(&object).ok(),
    })
}

/// Prints what became of a request that was not delivered.
pub(super) fn report(report: &Report, verdict: &'static str) -> io::Result<()> {
    line(&Line {
        status: report.status(),
        verdict,
        reason: Some(report.to_string()),
        timestamp: None,
        secret: None,
        object: None,
    })
}

fn line(line: &impl Serialize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(line)?)?;
    out.flush()
}

/// Returns the id of a notification's object, if it has one.
pub(super) fn object_id(body: &[u8]) -> Option<String> {
    if !body.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    #[derive(Deserialize)]
    struct Object<'a> {
        #[serde(borrow)]
        id: &'a RawValue,
    }
    let id = serde_json::from_slice::<Object<'_>>(body).ok()?.id;
    match id.get().as_bytes() {
        [b'"', ..] => serde_json::from_str(id.get()).ok(),
        // A number, of any size.
        [b'-' | b'0'..=b'9', ..] => Some(id.get().into()),
        _ => None,
    }
}
