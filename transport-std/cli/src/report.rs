//! A failure in words, for a person or for a machine.

use std::fmt::Display;
use std::io::{self, Write};

use gigapay_webhooks_std::{Error, core};
use serde::Serialize;

use crate::output::Printable;
use crate::output::style::{BAD, HINT};

/// A failure in words.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// The HTTP status, where a response came.
    pub(crate) status: Option<u16>,
    /// How many seconds the API asks to wait.
    pub(crate) retry_after: Option<u32>,
    /// The field to blame.
    pub(crate) field: Option<String>,
    /// The server's own words.
    pub(crate) message: Option<String>,
    /// Our words; the whole story where the server has none.
    pub(crate) explanation: String,
    /// What may help.
    pub(crate) hint: Option<String>,
}

impl From<&Error> for Report {
    fn from(error: &Error) -> Self {
        let problem = error.problem();
        let field = match error.exchange_error() {
            Some(core::Error::Capacity(field)) => Some(field.name()),
            _ => problem.and_then(|problem| problem.field()),
        };
        let message = problem.map(|problem| match problem.is_cut() {
            true => format!("{}…", problem.message()),
            false => problem.message().into(),
        });
        Self {
            status: error.status(),
            retry_after: error.retry_after(),
            field: field.map(Into::into),
            message: message.filter(|text| !text.is_empty()),
            explanation: explanation(error),
            hint: hint(error).map(Into::into),
        }
    }
}

/// Our words on it, without the server's: these get a line of their own.
fn explanation(error: &Error) -> String {
    match (error.exchange_error(), error.retry_after()) {
        (Some(core::Error::Api(refusal)), Some(seconds)) => {
            format!("{refusal}; it asks to wait {seconds} s")
        }
        (Some(core::Error::Api(refusal)), None) => refusal.to_string(),
        _ => error.to_string(),
    }
}

/// What this program can do about it.
fn hint(error: &Error) -> Option<&'static str> {
    match error {
        Error::Tls { .. } => Some("--ca-file trusts the root certificates in a file of yours"),
        Error::OutcomeUnknown(_) => Some("`list` shows what became of it"),
        _ => None,
    }
}

impl Report {
    pub(crate) fn new(field: Option<&'static str>, explanation: impl Display) -> Self {
        Self {
            field: field.map(Into::into),
            explanation: explanation.to_string(),
            ..Self::default()
        }
    }

    /// Says it on standard error, for a person or for a machine.
    pub(crate) fn print(&self, is_json: bool) {
        // Where standard error is closed, there is nobody left to tell.
        let _ = if is_json {
            self.print_json()
        } else {
            self.print_human()
        };
    }

    fn print_json(&self) -> io::Result<()> {
        #[derive(Serialize)]
        struct Line<'a> {
            status: Option<u16>,
            field: Option<&'a str>,
            message: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            retry_after: Option<u32>,
        }
        let line = serde_json::to_string(&Line {
            status: self.status,
            field: self.field.as_deref(),
            message: self.message.as_ref().unwrap_or(&self.explanation),
            retry_after: self.retry_after,
        })?;
        writeln!(io::stderr().lock(), "{line}")
    }

    fn print_human(&self) -> io::Result<()> {
        let mut out = anstream::stderr().lock();
        write!(out, "{BAD}error:{BAD:#} ")?;
        self.tell(&mut out, "")?;
        if let Some(hint) = &self.hint {
            writeln!(out, "{HINT}hint:{HINT:#} {}", Printable(hint))?;
        }
        Ok(())
    }

    /// Says what happened, in our words and then in the server's.
    pub(crate) fn tell(&self, out: &mut dyn Write, indent: &str) -> io::Result<()> {
        writeln!(out, "{indent}{}", Printable(&self.explanation))?;
        match (&self.field, &self.message) {
            (Some(field), Some(message)) => {
                writeln!(
                    out,
                    "{indent}  {}: {}",
                    Printable(field),
                    Printable(message)
                )
            }
            (None, Some(message)) => writeln!(out, "{indent}  {}", Printable(message)),
            (_, None) => Ok(()),
        }
    }
}
