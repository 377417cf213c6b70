//! Prints notifications as they arrive, a line each, from several threads.

mod json;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::mpsc::Sender;

use gigapay_webhooks_std::gigapay_webhooks::Visible;
use gigapay_webhooks_std::listen::{FinalStatus, Notification, Outcome, Reply, Report};

use super::moment::{now, time_of_day};
use super::style::{BAD, GOOD, HINT, QUIET};
use super::wire;

/// Why a listener ends.
#[derive(Debug)]
pub(crate) enum End {
    /// It was stopped.
    Told,
    /// Its output can no longer be written.
    Output(io::Error),
}

/// What is printed besides a line for each notification that is refused or fails.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Detail {
    /// Accepted notifications, and what the listener itself does.
    pub(crate) accepted: bool,
    /// The object below the line.
    pub(crate) objects: bool,
    /// The address that sent a request, and the header fields of a notification.
    pub(crate) verbose: bool,
}

/// Writes lines. If one cannot be written, the notification is not accepted, and the listener is
/// stopped.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    is_json: bool,
    detail: Detail,
    end: Sender<End>,
}

impl Lines {
    /// Response to a notification that cannot be printed: the API is to send it again.
    const UNPRINTED: Reply = Reply::Unavailable;

    pub(crate) const fn new(is_json: bool, detail: Detail, end: Sender<End>) -> Self {
        Self {
            is_json,
            detail,
            end,
        }
    }

    /// Prints a text for a person; nothing for a machine.
    pub(crate) fn say(&self, text: &str) {
        if !self.is_json && self.detail.accepted {
            self.print(text);
        }
    }

    /// Prints a warning on standard error.
    pub(crate) fn warn(&self, text: &str) {
        if !self.is_json {
            let _ = writeln!(anstream::stderr().lock(), "{HINT}warning:{HINT:#} {text}");
        }
    }

    fn print(&self, text: &str) {
        let mut out = anstream::stdout().lock();
        let written = writeln!(out, "{text}").and_then(|()| out.flush());
        self.is_written(written);
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

    /// Shows the header fields of an authentic notification, if they are to be shown.
    pub(crate) fn received(&self, notification: &Notification<'_>) {
        if self.detail.verbose {
            wire::received(&notification.head());
        }
    }

    /// Prints an authentic notification and, if it was forwarded, the status that this led to, or
    /// why there is none. Returns its response.
    pub(crate) fn notification(
        &self,
        notification: &Notification<'_>,
        forwarded: Option<Result<u16, String>>,
    ) -> Reply {
        let (reply, failed) = match &forwarded {
            None => (Reply::Accepted, None),
            Some(Ok(status)) => (reply(*status), None),
            Some(Err(error)) => (reply(502), Some(format!("not forwarded: {error}"))),
        };
        if reply.is_acceptance() && !self.detail.accepted {
            return reply;
        }
        let written = match self.is_json {
            true => json::notification(notification, reply, failed),
            false => self.write_human(notification, reply, failed, forwarded.is_some()),
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
        let now = now();
        let age = i128::from(now) - i128::from(notification.timestamp);
        let (bytes, key) = (notification.body.len(), notification.secret + 1);
        let forwarded = match (is_forwarded, failed) {
            (_, Some(failed)) => format!("  {BAD}{}{BAD:#}", Visible(&failed)),
            (true, None) => "  forwarded".into(),
            (false, None) => String::new(),
        };
        let id = json::object_id(notification.body).map(|id| format!("  {}", Visible(&id)));
        let id = id.unwrap_or_default();
        let (time, peer) = (time_of_day(now), self.peer(notification.peer));
        let mut out = anstream::stdout().lock();
        let colour = if reply.is_acceptance() { GOOD } else { BAD };
        writeln!(
            out,
            "{QUIET}{time}{QUIET:#}  {colour}{}  authentic{colour:#}{id}  {bytes} bytes\
             {forwarded}  {QUIET}signed {age} s ago with secret key {key}{peer}{QUIET:#}",
            reply.status()
        )?;
        if self.detail.objects {
            let object = String::from_utf8_lossy(notification.body);
            writeln!(out, "{}", Visible(&object))?;
        }
        out.flush()
    }

    fn peer(&self, peer: SocketAddr) -> String {
        match self.detail.verbose {
            true => format!("  from {peer}"),
            false => String::new(),
        }
    }

    /// Prints what became of a request that was not delivered.
    pub(crate) fn report(&self, report: &Report) {
        let (verdict, colour) = match report.outcome {
            // Delivered ones have been printed.
            Outcome::Replied(_) => return,
            Outcome::Replayed if !self.detail.accepted => return,
            Outcome::Replayed => ("replayed", HINT),
            Outcome::Rejected(_) => ("refused", BAD),
            _ => ("cut", BAD),
        };
        if self.is_json {
            let written = json::report(report, verdict);
            self.is_written(written);
            return;
        }
        let status = match report.status() {
            Some(status) => status.to_string(),
            None => "---".into(),
        };
        let (time, peer) = (time_of_day(now()), self.peer(report.peer));
        self.print(&format!(
            "{QUIET}{time}{QUIET:#}  {colour}{status}  {verdict}{colour:#}  {report}\
             {QUIET}{peer}{QUIET:#}"
        ));
    }
}

/// The reply with the status of the server that a notification was forwarded to; a failure if that
/// is not the status of a final response.
fn reply(status: u16) -> Reply {
    FinalStatus::new(status).map_or(Reply::Failed, Reply::Status)
}
