//! The command line's arguments and their help.

mod bulk;
mod command;
mod connection;
mod help;
mod notifications;
mod serve;
mod sources;
mod writes;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

pub(crate) use bulk::{Deletion, Listing, Reconciliation, Selection};
pub(crate) use command::command;
pub(crate) use connection::{Connection, Presentation};
pub(crate) use notifications::{Listen, Rotate, Trigger, Verify};
pub(crate) use serve::Serve;
pub(crate) use sources::Source;
pub(crate) use writes::{Changes, New, Replacing, Wanted};

/// The program's name.
pub(crate) const NAME: &str = "gigapay-webhooks";

/// The sandbox's default address, and the variable that overrides it.
pub(crate) const SANDBOX_ADDRESS: &str = "127.0.0.1:8000";
pub(crate) const SANDBOX_VARIABLE: &str = "GIGAPAY_SANDBOX_ADDR";

/// Registers, lists and changes webhooks of the Gigapay API, and receives their notifications.
///
/// Without a command it gives a tour: a server that behaves like the API starts inside this
/// program, on this computer, and every operation is performed and shown. It needs no account.
#[derive(Debug, Parser)]
#[command(name = "gigapay-webhooks", bin_name = "gigapay-webhooks", version)]
#[command(after_help = help::TOP, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) presentation: Presentation,
    /// `None` means the tour.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List all webhooks as they arrive
    #[command(after_help = help::LIST, visible_alias = "ls")]
    List(Listing),
    /// Register a webhook and show it with its secret key
    #[command(after_help = help::REGISTER, visible_alias = "create")]
    Register(New),
    /// Create a webhook, or update it to match, exactly once
    #[command(after_help = help::ENSURE)]
    Ensure(Wanted),
    /// Show one webhook
    #[command(after_help = help::RETRIEVE, visible_alias = "get")]
    Retrieve {
        /// The webhook's id
        id: String,
    },
    /// Change fields of a webhook, at least one
    // The generated usage is wider than a terminal, like those of `replace` and `rotate`.
    #[command(
        after_help = help::UPDATE,
        override_usage = "gigapay-webhooks update [OPTIONS] <ID>"
    )]
    Update(Changes),
    /// Replace a webhook as a whole
    #[command(
        after_help = help::REPLACE,
        override_usage = "gigapay-webhooks replace [OPTIONS] --url <URL> --event <EVENT>\n       \
                          <--keep-secret|--secret-key <KEY>|--new-secret> <ID>"
    )]
    Replace(Replacing),
    /// Create or update webhooks to match a file; with --prune, delete all others
    #[command(after_help = help::RECONCILE)]
    Reconcile(Reconciliation),
    /// Delete webhooks
    #[command(after_help = help::DELETE, visible_alias = "rm")]
    Delete(Deletion),
    /// Replace a webhook's secret key without losing a notification
    #[command(
        after_help = help::ROTATE,
        override_usage = "gigapay-webhooks rotate [OPTIONS] <ID>\n       \
                          <--key-file <FILE>|--secret-key <KEY>>"
    )]
    Rotate(Rotate),
    /// Receive notifications, verify them, and optionally forward them
    #[command(after_help = help::LISTEN)]
    Listen(Listen),
    /// Send a signed notification, as if an event had happened
    #[command(after_help = help::TRIGGER)]
    Trigger(Trigger),
    /// Verify whether a notification is authentic, and explain why not
    #[command(after_help = help::VERIFY)]
    Verify(Verify),
    /// Show the settings that are in use, and where each comes from
    #[command(after_help = help::CONFIG)]
    Config,
    /// Print the completions for a shell
    #[command(after_help = help::COMPLETIONS)]
    Completions {
        /// The shell
        #[arg(value_parser = clap::value_parser!(Shell))]
        shell: Shell,
    },
    /// Write the man pages, one for each command
    #[command(after_help = help::MAN)]
    Man {
        /// Folder for the pages; it is created if needed
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// Run a local server that behaves like the API, to try things on
    #[command(after_help = help::SANDBOX)]
    Sandbox(Serve),
}

/// Parses a time in seconds above zero; fractions are allowed.
fn seconds(text: &str) -> Result<Duration, String> {
    let time = text.parse().ok().and_then(time);
    time.ok_or_else(|| "expected a number of seconds above 0".into())
}

/// Returns a time in seconds, if it is above zero.
pub(crate) fn time(seconds: f64) -> Option<Duration> {
    let time = Duration::try_from_secs_f64(seconds).ok();
    time.filter(|time| !time.is_zero())
}

/// Parses a host and a port.
pub(crate) fn address(text: &str) -> Result<String, String> {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(text.into()),
        _ => Err("expected a host and a port, such as 127.0.0.1:8000".into()),
    }
}
