//! Performs, shows and checks a step.

use std::io::Write;
use std::sync::mpsc::{Receiver, Sender, channel};

use gigapay_sandbox::Sandbox;
use gigapay_webhooks_std::{Error, ExchangeReport};

use super::show::{self, Measured};
use crate::Webhook;
use crate::failure::Failure;
use crate::output::style::{BAD, GOOD, HEADING};
use crate::output::{Secrets, human};
use crate::report::Report;

/// Shows steps, with the requests as the server saw them.
pub(super) struct Stage<'a> {
    pub(super) sandbox: &'a Sandbox,
    secrets: Secrets,
    step: u32,
    /// Number of the server's requests that were shown.
    seen: usize,
    shown: show::Shown,
    /// Measurements of the clients.
    measured: Receiver<Measured>,
    measure: Sender<Measured>,
}

impl<'a> Stage<'a> {
    pub(super) fn new(sandbox: &'a Sandbox, are_secrets_shown: bool) -> Self {
        let (measure, measured) = channel();
        Self {
            sandbox,
            secrets: Secrets::new(are_secrets_shown),
            step: 0,
            seen: 0,
            shown: show::Shown::default(),
            measured,
            measure,
        }
    }

    /// Returns the number of steps so far.
    pub(super) const fn steps(&self) -> u32 {
        self.step
    }

    /// Returns the observer of a client's requests.
    pub(super) fn ear(&self) -> impl FnMut(&ExchangeReport<'_>) + Send + 'static {
        let measure = self.measure.clone();
        move |report| {
            // If the receiver is gone, the tour has ended.
            let _ = measure.send(Measured {
                received: report.received,
                duration: report.duration,
            });
        }
    }

    /// Continues with another server.
    pub(super) fn move_to<'b>(self, sandbox: &'b Sandbox) -> Stage<'b> {
        Stage {
            sandbox,
            seen: 0,
            ..self
        }
    }

    /// Performs a step and shows its requests and responses.
    pub(super) fn perform<T>(
        &mut self,
        title: &str,
        act: impl FnOnce() -> T,
    ) -> Result<T, Failure> {
        self.step += 1;
        let mut out = anstream::stdout().lock();
        writeln!(out, "\n{HEADING}{:>2}. {title}{HEADING:#}", self.step)?;
        let result = act();
        let requests = self.sandbox.requests();
        for request in requests.iter().skip(self.seen) {
            let measured = self.measured.try_recv().ok();
            show::request(&mut out, request, self.step, &mut self.shown, self.secrets)?;
            show::status(&mut out, request.status, measured)?;
        }
        self.seen = requests.len();
        out.flush()?;
        Ok(result)
    }

    /// Shows a webhook in full.
    pub(super) fn webhook(&self, webhook: &Webhook) -> Result<(), Failure> {
        let mut out = anstream::stdout().lock();
        Ok(human::webhook(
            &mut out,
            show::INDENT,
            webhook,
            self.secrets,
        )?)
    }

    /// Shows an error in the client's words.
    pub(super) fn error(&self, error: &Error) -> Result<(), Failure> {
        let mut out = anstream::stdout().lock();
        Ok(Report::from(error).tell(&mut out, show::INDENT)?)
    }

    /// Returns the result of an operation that should succeed.
    pub(super) fn success<T>(&self, result: Result<T, Error>) -> Result<T, Failure> {
        result.or_else(|error| {
            self.error(&error)?;
            Err(self.failed("it succeeds"))
        })
    }

    /// Returns the error of an operation that should be refused with this status.
    pub(super) fn refusal<T>(
        &self,
        result: Result<T, Error>,
        status: u16,
    ) -> Result<Error, Failure> {
        match result {
            Err(error) if error.status() == Some(status) => {
                self.error(&error)?;
                Ok(error)
            }
            Err(error) => {
                self.error(&error)?;
                Err(self.failed(&format!("the API refuses with {status}")))
            }
            Ok(_) => Err(self.failed(&format!("the API refuses with {status}"))),
        }
    }

    /// Checks the step: all of `facts` must be true.
    pub(super) fn check(&self, claim: &str, facts: &[bool]) -> Result<(), Failure> {
        if facts.contains(&false) {
            return Err(self.failed(claim));
        }
        let mut out = anstream::stdout().lock();
        writeln!(out, "    {GOOD}✓{GOOD:#} {claim}")?;
        Ok(out.flush()?)
    }

    fn failed(&self, claim: &str) -> Failure {
        let mut out = anstream::stdout().lock();
        if let Err(error) = writeln!(out, "    {BAD}✗ failed: {claim}{BAD:#}") {
            return error.into();
        }
        Failure::own(
            None,
            format!("the tour ends at step {}, which failed", self.step),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gigapay_webhooks_std::ConfigError;

    /// A step that did not give what it should ends the tour.
    #[test]
    fn what_is_not_so_is_a_failure() {
        let sandbox = Sandbox::builder().start().unwrap();
        let mut stage = Stage::new(&sandbox, false);
        stage.perform("Nothing", || {}).unwrap();
        assert_eq!(stage.steps(), 1);
        let error = || Error::from(ConfigError::InvalidId);
        for result in [
            stage.success(Err::<(), _>(error())),
            stage.refusal(Err::<(), _>(error()), 404).map(drop),
            stage.refusal(Ok(()), 404).map(drop),
            stage.check("it holds", &[true, false]),
        ] {
            let mut failure = result.unwrap_err();
            let report = failure.report_mut().unwrap();
            assert!(report.explanation.contains("ends at step 1"), "{report:?}");
        }
        stage.check("it holds", &[true]).unwrap();
    }
}
