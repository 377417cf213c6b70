//! A failure in words, for a person or for a machine.

use std::fmt::Display;
use std::io::{self, Write};

use gigapay_webhooks_std::gigapay_webhooks::OperationOutcome;
use gigapay_webhooks_std::gigapay_webhooks::Visible;
use gigapay_webhooks_std::{Cause, Error, gigapay_webhooks as protocol};
use serde::Serialize;

use crate::output::style::{BAD, HINT};
pub(crate) use crate::trouble::Trouble;

/// A failure in words.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// What is wrong with the connection, if anything.
    pub(crate) trouble: Option<Trouble>,
    /// The HTTP status, if there was a response.
    pub(crate) status: Option<u16>,
    /// Seconds that the API asks to wait.
    pub(crate) retry_after: Option<u32>,
    /// The id of the webhook concerned.
    pub(crate) id: Option<String>,
    /// The outcome of the operation, if one was tried.
    pub(crate) outcome: Option<OperationOutcome>,
    /// The field at fault, if the server names none.
    pub(crate) field: Option<String>,
    /// All messages of the server.
    pub(crate) errors: Vec<Fault>,
    /// This program's explanation; everything there is if the server says nothing.
    pub(crate) explanation: String,
    /// A hint that may help.
    pub(crate) hint: Option<String>,
}

/// A message of the server, and the field it names.
#[derive(Debug, Serialize)]
pub(crate) struct Fault {
    pub(crate) field: Option<String>,
    pub(crate) message: String,
}

impl From<&Error> for Report {
    fn from(error: &Error) -> Self {
        let field = match error.exchange_error() {
            Some(protocol::Error::Capacity(field)) => Some(field.name()),
            _ => None,
        };
        let errors = error.faults().map(|fault| Fault {
            field: fault.field.map(Into::into),
            message: fault.message.into(),
        });
        Self {
            trouble: Trouble::of(error),
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

/// Returns this program's explanation, without the server's messages, which get lines of their own.
fn explanation(error: &Error) -> String {
    let Some(refusal) = error.refusal() else {
        return error.to_string();
    };
    let mut text = match error.is_outcome_unknown() {
        true => format!("{}: {refusal}", protocol::UNKNOWN_OUTCOME),
        false => refusal.to_string(),
    };
    if let Some(seconds) = error.retry_after() {
        text += &format!("; it asks to wait {seconds} s");
    }
    text + error.advice()
}

/// Returns what this program can do about it.
fn hint(error: &Error) -> Option<&'static str> {
    match error.cause() {
        _ if error.is_outcome_unknown() => Some("`list` shows what became of it"),
        Cause::Tls { .. } if Trouble::of(error) == Some(Trouble::PlainServer) => {
            Some("the server does not speak TLS at this port: try http://, or another port")
        }
        Cause::Tls { .. } => Some("--ca-file FILE trusts the root certificates in that file"),
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

    /// Whether nothing was changed although no status says so: for example, there was no
    /// connection.
    pub(crate) fn is_known_to_have_changed_nothing(&self) -> bool {
        self.status.is_none() && self.outcome == Some(OperationOutcome::NotCarriedOut)
    }

    /// Whether the API has no webhook with the id. A list that is not there has no id.
    pub(crate) fn is_no_such_webhook(&self) -> bool {
        self.status == Some(404) && self.id.is_some()
    }

    /// Prints it on standard error, for a person or for a machine.
    pub(crate) fn print(&self, is_json: bool) {
        // If standard error is closed, it cannot be told.
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
            write!(out, "{}: ", Visible(id))?;
        }
        self.tell(&mut out, "")?;
        if let Some(hint) = &self.hint {
            writeln!(out, "{HINT}hint:{HINT:#} {}", Visible(hint))?;
        }
        Ok(())
    }

    /// Prints the explanation, then the server's messages.
    pub(crate) fn tell(&self, out: &mut dyn Write, indent: &str) -> io::Result<()> {
        writeln!(out, "{indent}{}", Visible(&self.explanation))?;
        for Fault { field, message } in &self.errors {
            let message = Visible(message);
            match field {
                Some(field) => writeln!(out, "{indent}  {}: {message}", Visible(field))?,
                None => writeln!(out, "{indent}  {message}")?,
            }
        }
        Ok(())
    }
}
