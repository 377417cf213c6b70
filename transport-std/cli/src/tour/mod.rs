//! The tour: every operation, against a sandbox inside this program, each result checked.

mod over_tls;
mod refusals;
mod show;
mod stage;
mod steps;

use std::io::Write;
use std::time::Duration;

use gigapay_sandbox::{DEFAULT_TOKEN, Sandbox};
use gigapay_webhooks::{Credentials, IntegrationId, Token};
use gigapay_webhooks_std::{Client, ClientBuilder, Error, Roomy};

use crate::args::Presentation;
use crate::failure::Failure;
use crate::output::style::{GOOD, HEADING, QUIET};
use crate::program;
use stage::Stage;

const INTEGRATION: &str = "sandbox-integration";

/// Gives the tour.
pub(crate) fn run(presentation: Presentation) -> Result<(), Failure> {
    let sandbox = Sandbox::builder().start().map_err(no_sandbox)?;
    let mut out = anstream::stdout().lock();
    writeln!(
        out,
        "{HEADING}A tour of the Gigapay Webhooks API{HEADING:#}\n\
         {QUIET}A server that behaves like it now runs inside this program, at {}{QUIET:#}",
        sandbox.base_url()
    )?;
    drop(out);

    let mut stage = Stage::new(&sandbox, presentation.show_secrets);
    let mut client = client(&sandbox, DEFAULT_TOKEN)?;
    steps::all(&mut stage, &mut client)?;
    refusals::all(&mut stage, &mut client)?;
    steps::delete(&mut stage, &mut client)?;
    let steps = over_tls::all(stage)?;
    close(steps)
}

/// Says what to try next.
fn close(steps: u32) -> Result<(), Failure> {
    let program = program::name();
    let mut out = anstream::stdout().lock();
    writeln!(
        out,
        "\n{GOOD}All {steps} steps gave what they should.{GOOD:#} Next:\n\n\
         \x20 {program} sandbox      {QUIET}a server to try the commands on{QUIET:#}\n\
         \x20 {program} --help       {QUIET}the commands{QUIET:#}\n\
         \x20 GIGAPAY_TOKEN=… GIGAPAY_INTEGRATION_ID=… {program} --demo list"
    )?;
    Ok(out.flush()?)
}

/// A client's settings, with times so short that the tour cannot hang.
fn settings(token: &str) -> Result<ClientBuilder<Roomy>, Failure> {
    let token = Token::new(token).map_err(unbuildable)?;
    let integration = IntegrationId::new(INTEGRATION).map_err(unbuildable)?;
    let time = Duration::from_secs(5);
    Ok(Client::builder(Credentials::integration(token, integration))
        .capacity::<Roomy>()
        .connect_timeout(time)
        .deadline(time))
}

fn client(sandbox: &Sandbox, token: &str) -> Result<Client<Roomy>, Failure> {
    settings(token)?
        .base_url(&sandbox.base_url())
        .and_then(|builder| builder.insecure_http(true).build())
        .map_err(unbuildable)
}

fn unbuildable(error: impl Into<Error>) -> Failure {
    Failure::own(None, format!("the client cannot be made: {}", error.into()))
}

fn no_sandbox(error: impl std::fmt::Display) -> Failure {
    Failure::own(None, format!("the sandbox does not start: {error}"))
}
