//! Standard output.

mod compact;
pub(crate) mod human;
mod json;
mod mask;
mod moment;
pub(crate) mod notifications;
mod progress;
pub(crate) mod style;
mod table;
pub(crate) mod wire;

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

pub(crate) use mask::Secrets;
pub(crate) use progress::Progress;
pub(crate) use table::Table;

use gigapay_webhooks_std::{Ensured, ListReport};
use serde::Serialize;

use crate::Webhook;
use crate::args::Presentation;
use style::HINT;

/// Standard output, for a person or for a machine.
pub(crate) struct Output {
    is_json: bool,
    secrets: Secrets,
    shown: u64,
}

impl Output {
    pub(crate) const fn new(presentation: Presentation) -> Self {
        Self {
            is_json: presentation.json,
            secrets: Secrets::new(presentation.show_secrets),
            shown: 0,
        }
    }

    /// Whether the output is for a machine.
    pub(crate) const fn is_json(&self) -> bool {
        self.is_json
    }

    /// Whether a person reads it on a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        !self.is_json && io::stdout().is_terminal()
    }

    /// Returns a secret key, masked unless secrets are shown.
    pub(crate) fn masked<'a>(&self, key: &'a str) -> Cow<'a, str> {
        self.secrets.show(key)
    }

    /// Prints a line of JSON, for a machine.
    pub(crate) fn line(&self, value: &impl Serialize) -> io::Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "{}", serde_json::to_string(value)?)?;
        out.flush()
    }

    /// Number of webhooks shown.
    pub(crate) const fn shown(&self) -> u64 {
        self.shown
    }

    /// Prints a webhook at once, also to a pipe.
    pub(crate) fn webhook(&mut self, webhook: &Webhook) -> io::Result<()> {
        self.show(webhook, None)
    }

    /// Prints a webhook that was ensured; for a machine with the outcome.
    pub(crate) fn ensured(&mut self, outcome: Ensured, webhook: &Webhook) -> io::Result<()> {
        self.show(webhook, Some(outcome))
    }

    fn show(&mut self, webhook: &Webhook, outcome: Option<Ensured>) -> io::Result<()> {
        self.shown += 1;
        if self.is_json {
            // Not through `anstream`, which would remove what looks like a colour from the data.
            let mut out = io::stdout().lock();
            writeln!(out, "{}", json::line(webhook, outcome)?)?;
            return out.flush();
        }
        let mut out = anstream::stdout().lock();
        if self.shown > 1 {
            writeln!(out)?;
        }
        human::webhook(&mut out, "", webhook, self.secrets)?;
        out.flush()
    }

    /// Returns a line that counts what is done, for a person at a terminal.
    pub(crate) fn progress(&self, what: &'static str) -> Progress {
        Progress::new(what, !self.is_json)
    }

    /// Prints a warning for a person; for a machine, standard error is for errors only.
    pub(crate) fn warn(&self, text: &str) {
        if !self.is_json {
            let _ = writeln!(anstream::stderr().lock(), "{HINT}warning:{HINT:#} {text}");
        }
    }

    /// Warns on standard error that a list changed while it was read: a person in words, a machine
    /// in a line of JSON.
    pub(crate) fn list_changed(&self, report: ListReport) {
        #[derive(Serialize)]
        struct Warning {
            warning: &'static str,
            message: String,
            count: Option<u32>,
            count_changed: bool,
            repeated: bool,
            page_gone: bool,
        }
        let message = report.to_string();
        if !self.is_json {
            return self.warn(&message);
        }
        let warning = Warning {
            warning: "list_changed",
            message,
            count: report.count,
            count_changed: report.count_changed,
            repeated: report.repeated,
            page_gone: report.page_gone,
        };
        if let Ok(line) = serde_json::to_string(&warning) {
            let _ = writeln!(io::stderr().lock(), "{line}");
        }
    }

    /// Prints a text for a person, in which foreign text must be `Visible`; nothing for a machine.
    pub(crate) fn say(&self, text: &str) -> io::Result<()> {
        if self.is_json {
            return Ok(());
        }
        let mut out = anstream::stdout().lock();
        writeln!(out, "{text}")?;
        out.flush()
    }
}
