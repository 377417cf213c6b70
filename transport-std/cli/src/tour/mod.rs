//! The tour: every operation against a sandbox inside this program, with each result checked.

mod notifications;
mod over_tls;
mod refusals;
mod show;
mod stage;
mod steps;

use std::fmt::Display;
use std::io::Write;
use std::time::Duration;

use gigapay_sandbox::{DEFAULT_TOKEN, Sandbox};
use gigapay_webhooks_std::{BuildError, Client, ClientBuilder, Credentials, IntegrationId, Token};

use crate::INTEGRATION;
use crate::args::Presentation;
use crate::failure::Failure;
use crate::output::style::{GOOD, HEADING, QUIET};
use crate::program;
use stage::Stage;

/// Interval before a refused notification is sent again.
const RETRY: Duration = Duration::from_millis(10);

/// Runs the tour.
pub(crate) fn run(presentation: Presentation) -> Result<(), Failure> {
    let sandbox = Sandbox::builder()
        .retry_unit(RETRY)
        .start()
        .map_err(no_sandbox)?;
    open(&sandbox)?;
    let mut stage = Stage::new(&sandbox, presentation.show_secrets);
    let mut client = client(&stage, DEFAULT_TOKEN)?;
    steps::all(&mut stage, &mut client)?;
    refusals::all(&mut stage, &mut client)?;
    notifications::all(&mut stage, &mut client)?;
    steps::delete(&mut stage, &mut client)?;
    close(over_tls::all(stage)?)
}

/// Prints what this is.
fn open(sandbox: &Sandbox) -> Result<(), Failure> {
    let url = sandbox.base_url();
    let mut out = anstream::stdout().lock();
    writeln!(
        out,
        "{HEADING}A tour of the Gigapay Webhooks API{HEADING:#}\n\
         {QUIET}A server that behaves like it runs inside this program: {url}{QUIET:#}"
    )?;
    Ok(out.flush()?)
}

/// Prints what to try next.
fn close(steps: u32) -> Result<(), Failure> {
    let program = program::name();
    let mut out = anstream::stdout().lock();
    writeln!(
        out,
        "\n{GOOD}All {steps} steps passed.{GOOD:#} What to try next:\n\n\
         \x20 {program} sandbox  {QUIET}# a server to try the commands on; then, in other \
         terminals:{QUIET:#}\n\
         \x20 {program} --sandbox listen --register Payout.created  {QUIET}# a webhook and its \
         receiver{QUIET:#}\n\
         \x20 {program} --sandbox trigger Payout.created            {QUIET}# a \
         notification{QUIET:#}\n\
         \x20 {program} --help   {QUIET}# the commands{QUIET:#}\n\
         \x20 GIGAPAY_TOKEN=… GIGAPAY_INTEGRATION_ID=… {program} --demo list"
    )?;
    Ok(out.flush()?)
}

/// Returns a client's settings, with timeouts so short that the tour cannot hang.
fn settings(stage: &Stage<'_>, token: &str) -> Result<ClientBuilder, BuildError> {
    let credentials =
        Credentials::integration(Token::new(token)?, IntegrationId::new(INTEGRATION)?);
    let time = Duration::from_secs(5);
    Client::builder(credentials)
        .connect_timeout(time)
        .deadline(time)
        .on_exchange(stage.ear())
        .base_url(&stage.sandbox.base_url())
}

fn client(stage: &Stage<'_>, token: &str) -> Result<Client, Failure> {
    let client = settings(stage, token).and_then(ClientBuilder::build);
    client.map_err(unbuildable)
}

fn unbuildable(error: impl Display) -> Failure {
    Failure::own(None, format!("the client cannot be created: {error}"))
}

fn no_sandbox(error: impl Display) -> Failure {
    Failure::own(None, format!("the sandbox does not start: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_begin_says_why() {
        for mut failure in [unbuildable("why"), no_sandbox("why")] {
            let text = &failure.report_mut().unwrap().explanation;
            assert!(text.ends_with(": why") && text.len() > 10, "{text}");
        }
    }
}
