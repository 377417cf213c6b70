//! Command-line client of the Gigapay Webhooks API: `gigapay-webhooks --help` says how to use it.
#![allow(
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    reason = "the comments on arguments are help texts, for a terminal"
)]
#![forbid(unsafe_code)]

mod args;
mod commands;
mod failure;
mod keys;
mod output;
mod post;
mod program;
mod report;
mod session;
mod settings;
mod tour;
mod trouble;
mod usage;

use std::process::ExitCode;

use args::Cli;
use failure::Failure;
use output::Output;

/// A webhook with capacities for a computer.
type Webhook = gigapay_webhooks_std::Webhook<gigapay_webhooks_std::Roomy>;

/// The integration shown with a sandbox, where any id names one.
const INTEGRATION: &str = "sandbox-integration";

fn main() -> ExitCode {
    let cli = match usage::parse() {
        Ok(cli) => cli,
        Err(status) => return status,
    };
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.conclude(cli.presentation.json),
    }
}

fn run(cli: &Cli) -> Result<(), Failure> {
    match &cli.command {
        None => tour::run(cli.presentation),
        Some(command) => {
            commands::run(command, &cli.connection, &mut Output::new(cli.presentation))
        }
    }
}
