//! What ends the program other than well, and its exit status.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use gigapay_webhooks_std::{Error, core};
use serde::Serialize;

use crate::output::Printable;
use crate::output::style::{BAD, HINT};

/// Why the program did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It was asked wrongly; nothing was sent.
    Usage(Report),
    /// The API refused, or something failed on the way.
    Failed(Report),
    /// Nobody takes the output.
    Output(io::Error),
    /// It has been reported already.
    Reported,
}

/// A failure in words.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// The HTTP status, where an answer came.
    pub(crate) status: Option<u16>,
    /// The field to blame.
    pub(crate) field: Option<String>,
    /// The server's own words.
    pub(crate) message: Option<String>,
    /// The whole story in one line.
    pub(crate) explanation: String,
    /// What may help.
    pub(crate) hint: Option<String>,
}

impl Failure {
    /// A value of the command line is wrong.
    pub(crate) fn usage(field: impl Into<Option<&'static str>>, explanation: impl Display) -> Self {
        Self::Usage(Report::new(field.into(), explanation))
    }

    /// Something failed without an answer of the API.
    pub(crate) fn own(field: impl Into<Option<&'static str>>, explanation: impl Display) -> Self {
        Self::Failed(Report::new(field.into(), explanation))
    }

    /// The report, where there is one.
    pub(crate) fn report_mut(&mut self) -> Option<&mut Report> {
        match self {
            Self::Usage(report) | Self::Failed(report) => Some(report),
            Self::Output(_) | Self::Reported => None,
        }
    }

    /// Says on standard error what happened; the exit status.
    pub(crate) fn conclude(self, is_json: bool) -> ExitCode {
        match self {
            Self::Usage(report) => {
                report.print(is_json);
                ExitCode::from(2)
            }
            Self::Failed(report) => {
                report.print(is_json);
                ExitCode::FAILURE
            }
            // Whoever read has seen enough.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Self::Output(error) => {
                Report::new(None, format_args!("cannot write the output: {error}")).print(is_json);
                ExitCode::FAILURE
            }
            Self::Reported => ExitCode::FAILURE,
        }
    }
}

impl From<io::Error> for Failure {
    /// Only the output is written and read by way of `?`; the client has errors of its own.
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<Error> for Failure {
    /// A request that cannot be sent as it is was asked for wrongly.
    fn from(error: Error) -> Self {
        let report = Report::from(&error);
        match error {
            Error::Config(_) => Self::Usage(report),
            _ => Self::Failed(report),
        }
    }
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
            field: field.map(Into::into),
            message: message.filter(|text| !text.is_empty()),
            explanation: error.to_string(),
            hint: hint(error).map(Into::into),
        }
    }
}

/// What this program can do about it.
fn hint(error: &Error) -> Option<&'static str> {
    match error {
        Error::Tls { .. } => Some("--ca-file trusts the root certificates in a file of yours"),
        Error::OutcomeUnknown(_) => Some(
            "`list` shows what became of it; with --idempotency-key, registering is safe to repeat",
        ),
        _ => None,
    }
}

impl Report {
    fn new(field: Option<&'static str>, explanation: impl Display) -> Self {
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
        }
        let line = serde_json::to_string(&Line {
            status: self.status,
            field: self.field.as_deref(),
            message: self.message.as_ref().unwrap_or(&self.explanation),
        })?;
        writeln!(io::stderr().lock(), "{line}")
    }

    fn print_human(&self) -> io::Result<()> {
        let mut out = anstream::stderr().lock();
        let explanation = Printable(&self.explanation);
        writeln!(out, "{BAD}error:{BAD:#} {explanation}")?;
        if let Some(hint) = &self.hint {
            writeln!(out, "{HINT}hint:{HINT:#} {}", Printable(hint))?;
        }
        Ok(())
    }
}
