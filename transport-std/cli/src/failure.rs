//! Failures of the program, and their exit status.

use std::fmt::Display;
use std::io;
use std::process::ExitCode;

use gigapay_webhooks_std::{Cause, Error};

use crate::report::{Report, Trouble};

/// Why the program failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Wrong usage; nothing was sent.
    Usage(Box<Report>),
    /// The API refused, or something failed on the way.
    Failed(Box<Report>),
    /// The output was closed.
    Output(io::Error),
    /// It has been reported already.
    Reported,
    /// A notification is authentic, but too old or from the future. This has been printed.
    Untimely,
    /// A list changed while it was read; that has been said.
    ListChanged,
    /// Webhooks were not there; that has been said.
    NotFound,
    /// `reconcile --dry-run` has shown something to do.
    ChangesNeeded,
}

impl Failure {
    /// A value of the command line is wrong.
    pub(crate) fn usage(field: impl Into<Option<&'static str>>, explanation: impl Display) -> Self {
        Self::Usage(Report::new(field.into(), explanation).into())
    }

    /// Something failed without a response from the API.
    pub(crate) fn own(field: impl Into<Option<&'static str>>, explanation: impl Display) -> Self {
        Self::Failed(Report::new(field.into(), explanation).into())
    }

    /// Returns the report, if there is one.
    pub(crate) fn report_mut(&mut self) -> Option<&mut Report> {
        match self {
            Self::Usage(report) | Self::Failed(report) => Some(report.as_mut()),
            _ => None,
        }
    }

    /// Prints the failure on standard error. Returns the exit status.
    pub(crate) fn conclude(self, is_json: bool) -> ExitCode {
        match self {
            Self::Usage(report) => {
                report.print(is_json);
                ExitCode::from(2)
            }
            Self::Failed(report) => {
                report.print(is_json);
                match () {
                    () if report.trouble.is_some_and(Trouble::is_no_connection) => {
                        ExitCode::from(6)
                    }
                    () if report.is_no_such_webhook() => ExitCode::from(5),
                    () => ExitCode::FAILURE,
                }
            }
            // The reader has seen enough.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Self::Output(error) => {
                Report::new(None, format_args!("cannot write the output: {error}")).print(is_json);
                ExitCode::FAILURE
            }
            Self::Reported => ExitCode::FAILURE,
            Self::Untimely => ExitCode::from(3),
            Self::ListChanged => ExitCode::from(4),
            Self::NotFound => ExitCode::from(5),
            Self::ChangesNeeded => ExitCode::from(7),
        }
    }
}

impl From<io::Error> for Failure {
    /// `?` is used for writing output only; the client has errors of its own.
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<Error> for Failure {
    /// A request that cannot be sent is wrong usage.
    fn from(error: Error) -> Self {
        let report = Box::new(Report::from(&error));
        match error.cause() {
            Cause::Config(_) => Self::Usage(report),
            _ => Self::Failed(report),
        }
    }
}
