//! Notifications as they arrive, a line each, from several threads.

use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use gigapay_webhooks_std::listen::{Notification, Outcome, Reply, Report};
use serde::Serialize;
use serde_json::value::RawValue;

use super::Printable;
use super::compact::compact;
use super::style::{BAD, GOOD, HINT, QUIET};
use crate::post::Answer;

/// Writes lines. Nobody may be reading; that is no reason to stop receiving.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lines {
    is_json: bool,
    /// Objects are printed too.
    has_objects: bool,
}

/// A notification as a machine reads it.
#[derive(Serialize)]
struct Line<'a> {
    status: Option<u16>,
    verdict: &'static str,
    /// Why it was refused, or could not be forwarded.
    reason: Option<String>,
    timestamp: Option<u64>,
    secret: Option<usize>,
    object: Option<&'a RawValue>,
}

impl Lines {
    pub(crate) const fn new(is_json: bool, has_objects: bool) -> Self {
        Self {
            is_json,
            has_objects,
        }
    }

    /// Says something to a person; a machine hears nothing.
    pub(crate) fn say(self, text: &str) {
        if !self.is_json {
            let mut out = anstream::stdout().lock();
            let _ = writeln!(out, "{text}");
            let _ = out.flush();
        }
    }

    /// An authentic notification, and what came of forwarding it. What it is to be answered.
    pub(crate) fn notification(
        self,
        notification: &Notification<'_>,
        answer: Option<io::Result<Answer>>,
    ) -> Reply {
        let (reply, failed) = match &answer {
            None => (Reply::Accepted, None),
            Some(Ok(answer)) => (Reply::Status(answer.status), None),
            Some(Err(error)) => (Reply::Status(502), Some(format!("not forwarded: {error}"))),
        };
        if self.is_json {
            let text = String::from_utf8_lossy(notification.body);
            let is_valid = serde_json::from_str::<&RawValue>(&text).is_ok();
            let object = if is_valid {
                compact(&text)
            } else {
                "null".into()
            };
            self.line(&Line {
                status: Some(reply.status()),
                verdict: "authentic",
                reason: failed,
                timestamp: Some(notification.timestamp),
                secret: Some(notification.secret),
                object: serde_json::from_str(&object).ok(),
            });
            return reply;
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = since.unwrap_or_default().as_secs();
        let age = i128::from(now) - i128::from(notification.timestamp);
        let (bytes, key) = (notification.body.len(), notification.secret + 1);
        let forwarded = match (&answer, failed) {
            (_, Some(failed)) => format!("  {BAD}{}{BAD:#}", Printable(&failed)),
            (Some(_), None) => "  forwarded".into(),
            (None, None) => String::new(),
        };
        let mut out = anstream::stdout().lock();
        let colour = if reply.is_acceptance() { GOOD } else { BAD };
        let _ = writeln!(
            out,
            "{colour}{}  authentic{colour:#}  {bytes} bytes{forwarded}  {QUIET}signed {age} s ago with secret key {key}{QUIET:#}",
            reply.status()
        );
        if self.has_objects {
            let _ = writeln!(
                out,
                "{}",
                Printable(&String::from_utf8_lossy(notification.body))
            );
        }
        let _ = out.flush();
        reply
    }

    /// What became of a request that did not come so far.
    pub(crate) fn report(self, report: &Report) {
        let (verdict, colour) = match report.outcome {
            // Those have their line.
            Outcome::Replied(_) => return,
            Outcome::Replayed => ("replayed", HINT),
            Outcome::Rejected(_) => ("refused", BAD),
            _ => ("cut", BAD),
        };
        if self.is_json {
            return self.line(&Line {
                status: report.status(),
                verdict,
                reason: Some(report.to_string()),
                timestamp: None,
                secret: None,
                object: None,
            });
        }
        let status = match report.status() {
            Some(status) => status.to_string(),
            None => "---".into(),
        };
        self.say(&format!("{colour}{status}  {verdict}{colour:#}  {report}"));
    }

    fn line(self, line: &impl Serialize) {
        let mut out = io::stdout().lock();
        if let Ok(text) = serde_json::to_string(line) {
            let _ = writeln!(out, "{text}");
            let _ = out.flush();
        }
    }
}
