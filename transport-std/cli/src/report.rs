//! A failure in words, for a person or for a machine.

use std::fmt::Display;
use std::io::{self, Write};

use gigapay_webhooks_std::core::OperationOutcome;
use gigapay_webhooks_std::{Cause, Error, core};
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
    /// The id of the webhook that it is about.
    pub(crate) id: Option<String>,
    /// What became of the operation, where one was tried.
    pub(crate) outcome: Option<OperationOutcome>,
    /// The field to blame, where the server blames none.
    pub(crate) field: Option<String>,
    /// All that the server says.
    pub(crate) errors: Vec<Fault>,
    /// Our words; the whole story where the server has none.
    pub(crate) explanation: String,
    /// What may help.
    pub(crate) hint: Option<String>,
}

/// A message of the server, and the field that it blames.
#[derive(Debug, Serialize)]
pub(crate) struct Fault {
    pub(crate) field: Option<String>,
    pub(crate) message: String,
}

impl From<&Error> for Report {
    fn from(error: &Error) -> Self {
        let field = match error.exchange_error() {
            Some(core::Error::Capacity(field)) => Some(field.name()),
            _ => None,
        };
        let errors = error.faults().map(|fault| Fault {
            field: fault.field.map(Into::into),
            message: fault.message.into(),
        });
        Self {
            status: error.status(),
            retry_after: error.retry_after(),
            id: None,
            outcome: Some(error.outcome()),
            field: field.map(Into::into),
            errors: errors.collect(),
            explanation: explanation(error),
            hint: hint(error).map(Into::into),
        }
    }
}

/// Our words on it, without the server's: these get a line of their own.
fn explanation(error: &Error) -> String {
    let Some(refusal) = error.refusal() else {
        return error.to_string();
    };
    let mut text = match error.is_outcome_unknown() {
        true => format!("{}: {refusal}", core::UNKNOWN_OUTCOME),
        false => refusal.to_string(),
    };
    if let Some(seconds) = error.retry_after() {
        text += &format!("; it asks to wait {seconds} s");
    }
    text + error.advice()
}

/// What this program can do about it.
fn hint(error: &Error) -> Option<&'static str> {
    match error.cause() {
        _ if error.is_outcome_unknown() => Some("`list` shows what became of it"),
        Cause::Tls { .. } => Some("--ca-file trusts the root certificates in a file of yours"),
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

    /// Whether nothing was changed though no status says so: there was no connection, for example.
    pub(crate) fn is_known_to_have_changed_nothing(&self) -> bool {
        self.status.is_none() && self.outcome == Some(OperationOutcome::NotCarriedOut)
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
            #[serde(skip_serializing_if = "Option::is_none")]
            id: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            outcome: Option<&'a str>,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            errors: &'a [Fault],
        }
        let first = self.errors.first();
        let field = first.and_then(|first| first.field.as_ref());
        let line = serde_json::to_string(&Line {
            status: self.status,
            field: self.field.as_ref().or(field).map(String::as_str),
            message: first.map_or(&self.explanation, |first| &first.message),
            retry_after: self.retry_after,
            id: self.id.as_deref(),
            outcome: self.outcome.map(OperationOutcome::name),
            errors: &self.errors,
        })?;
        writeln!(io::stderr().lock(), "{line}")
    }

    fn print_human(&self) -> io::Result<()> {
        let mut out = anstream::stderr().lock();
        write!(out, "{BAD}error:{BAD:#} ")?;
        if let Some(id) = &self.id {
            write!(out, "{}: ", Printable(id))?;
        }
        self.tell(&mut out, "")?;
        if let Some(hint) = &self.hint {
            writeln!(out, "{HINT}hint:{HINT:#} {}", Printable(hint))?;
        }
        Ok(())
    }

    /// Says what happened, in our words and then in the server's.
    pub(crate) fn tell(&self, out: &mut dyn Write, indent: &str) -> io::Result<()> {
        writeln!(out, "{indent}{}", Printable(&self.explanation))?;
        for Fault { field, message } in &self.errors {
            let message = Printable(message);
            match field {
                Some(field) => writeln!(out, "{indent}  {}: {message}", Printable(field))?,
                None => writeln!(out, "{indent}  {message}")?,
            }
        }
        Ok(())
    }
}
