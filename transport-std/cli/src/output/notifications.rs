//! Prints notifications as they arrive, a line each, from several threads.

use std::io::{self, Write};
use std::sync::mpsc::Sender;
use std::time::{SystemTime, UNIX_EPOCH};

use gigapay_webhooks_std::listen::{FinalStatus, Notification, Outcome, Reply, Report};
use serde::Serialize;
use serde_json::value::RawValue;

use super::Printable;
use super::compact::compact;
use super::style::{BAD, GOOD, HINT, QUIET};
use crate::post::Response;

/// Why a listener ends.
#[derive(Debug)]
pub(crate) enum End {
    /// It was stopped.
    Told,
    /// Its output can no longer be written.
    Output(io::Error),
}

/// Writes lines. If one cannot be written, the notification is not accepted, and the listener is
/// stopped.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    is_json: bool,
    /// Whether objects are printed too.
    has_objects: bool,
    end: Sender<End>,
}

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

impl Lines {
    /// Response to a notification that cannot be printed: the API is to send it again.
    const UNPRINTED: Reply = Reply::Unavailable;

    pub(crate) const fn new(is_json: bool, has_objects: bool, end: Sender<End>) -> Self {
        Self {
            is_json,
            has_objects,
            end,
        }
    }

    /// Prints a text for a person; nothing for a machine.
    pub(crate) fn say(&self, text: &str) {
        if !self.is_json {
            let mut out = anstream::stdout().lock();
            let written = writeln!(out, "{text}").and_then(|()| out.flush());
            self.is_written(written);
        }
    }

    /// Prints a warning on standard error.
    pub(crate) fn warn(&self, text: &str) {
        if !self.is_json {
            let _ = writeln!(anstream::stderr().lock(), "{HINT}warning:{HINT:#} {text}");
        }
    }

    /// Returns `false` if it could not be written. The listener is then of no use; it may be
    /// stopping already.
    fn is_written(&self, written: io::Result<()>) -> bool {
        match written {
            Ok(()) => true,
            Err(error) => {
                let _ = self.end.send(End::Output(error));
                false
            }
        }
    }

    /// Prints an authentic notification and the result of forwarding it. Returns its response.
    pub(crate) fn notification(
        &self,
        notification: &Notification<'_>,
        response: Option<io::Result<Response>>,
    ) -> Reply {
        let (reply, failed) = match &response {
            None => (Reply::Accepted, None),
            Some(Ok(response)) => (reply(response.status), None),
            Some(Err(error)) => (reply(502), Some(format!("not forwarded: {error}"))),
        };
        let written = match self.is_json {
            true => write_json(notification, reply, failed),
            false => self.write_human(notification, reply, failed, response.is_some()),
        };
        match self.is_written(written) || !reply.is_acceptance() {
            true => reply,
            false => Self::UNPRINTED,
        }
    }

    fn write_human(
        &self,
        notification: &Notification<'_>,
        reply: Reply,
        failed: Option<String>,
        is_forwarded: bool,
    ) -> io::Result<()> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = since.unwrap_or_default().as_secs();
        let age = i128::from(now) - i128::from(notification.timestamp);
        let (bytes, key) = (notification.body.len(), notification.secret + 1);
        let forwarded = match (is_forwarded, failed) {
            (_, Some(failed)) => format!("  {BAD}{}{BAD:#}", Printable(&failed)),
            (true, None) => "  forwarded".into(),
            (false, None) => String::new(),
        };
        let mut out = anstream::stdout().lock();
        let colour = if reply.is_acceptance() { GOOD } else { BAD };
        writeln!(
            out,
            "{colour}{}  authentic{colour:#}  {bytes} bytes{forwarded}  {QUIET}signed {age} s ago with secret key {key}{QUIET:#}",
            reply.status()
        )?;
        if self.has_objects {
            let object = String::from_utf8_lossy(notification.body);
            writeln!(out, "{}", Printable(&object))?;
        }
        out.flush()
    }

    /// Prints what became of a request that was not delivered.
    pub(crate) fn report(&self, report: &Report) {
        let (verdict, colour) = match report.outcome {
            // Delivered ones have been printed.
            Outcome::Replied(_) => return,
            Outcome::Replayed => ("replayed", HINT),
            Outcome::Rejected(_) => ("refused", BAD),
            _ => ("cut", BAD),
        };
        if self.is_json {
            let written = line(&Line {
                status: report.status(),
                verdict,
                reason: Some(report.to_string()),
                timestamp: None,
                secret: None,
                object: None,
            });
            self.is_written(written);
            return;
        }
        let status = match report.status() {
            Some(status) => status.to_string(),
            None => "---".into(),
        };
        self.say(&format!("{colour}{status}  {verdict}{colour:#}  {report}"));
    }
}

fn write_json(
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

fn line(line: &impl Serialize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(line)?)?;
    out.flush()
}

/// The reply with a status of the server that a notification was forwarded to; a failure if it is not
/// the status of a final response.
fn reply(status: u16) -> Reply {
    FinalStatus::new(status).map_or(Reply::Failed, Reply::Status)
}
