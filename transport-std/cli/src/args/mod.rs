//! The command line's arguments and their help.

mod bulk;
mod command;
mod help;
mod notifications;
mod writes;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::settings::Sources;

pub(crate) use bulk::{Deletion, Listing, Reconciliation, Selection};
pub(crate) use command::command;
pub(crate) use notifications::{Listen, Rotate, Trigger, Verify};
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

/// The server and the credentials.
#[derive(Args, Debug)]
#[command(next_help_heading = "Connection")]
pub(crate) struct Connection {
    /// The API's base URL [default: the production server, https://api.gigapay.se/v2/]
    ///
    /// http:// does not encrypt the token, so only addresses of this computer are accepted
    /// (localhost, 127.0.0.0/8, [::1]).
    #[arg(long, value_name = "URL", env = "GIGAPAY_BASE_URL", global = true)]
    pub(crate) base_url: Option<String>,

    /// Use the demo server, https://api.demo.gigapay.se/v2/
    ///
    /// No money moves there.
    #[arg(long, global = true)]
    pub(crate) demo: bool,

    /// Use `gigapay-webhooks sandbox` on this computer, http://127.0.0.1:8000/v2/
    ///
    /// Uses the sandbox's token; pass --integration-id to override its integration. Of the
    /// environment only GIGAPAY_SANDBOX_ADDR is used, the address on which the sandbox listens: the
    /// other variables are for other servers.
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,

    /// The API token; prefer the variable: other users of this computer can read arguments
    #[arg(
        long,
        env = "GIGAPAY_TOKEN",
        hide_env_values = true,
        allow_hyphen_values = true,
        global = true
    )]
    pub(crate) token: Option<String>,

    /// The integration that owns the webhooks; empty for none
    ///
    /// Webhooks for Registration.* events belong to the user: register them without an
    /// integration id. All others belong to an integration and need it. A list made with it shows
    /// both kinds, one made without it the user's only.
    #[arg(long, value_name = "ID", env = "GIGAPAY_INTEGRATION_ID", global = true)]
    pub(crate) integration_id: Option<String>,

    /// Also trust the root certificates in this file (PEM)
    #[arg(long, value_name = "PEM", global = true)]
    pub(crate) ca_file: Option<PathBuf>,

    /// Connect through this proxy instead of that of HTTPS_PROXY or ALL_PROXY
    ///
    /// http://, socks5:// or socks5h://, with user:password@ before the host if it wants them; the
    /// port defaults to 1080. The variables are read as curl reads them, except that they do not
    /// count for this computer. Prefer them for a password: other users can read arguments.
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) proxy: Option<String>,

    /// Timeout of an operation; of a list, of each step
    ///
    /// `replace --keep-secret` is two operations: one retrieves the secret key, the other replaces.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "30", global = true)]
    pub(crate) timeout: Duration,

    /// Accept http:// to another computer, although nothing is encrypted
    #[arg(long, global = true)]
    pub(crate) insecure_http: bool,

    /// Profile to use: see `config --help`
    #[arg(long, value_name = "NAME", env = "GIGAPAY_PROFILE", global = true)]
    pub(crate) profile: Option<String>,

    /// Where the values above come from.
    #[arg(skip)]
    pub(crate) sources: Sources,

    /// Show requests and responses on standard error, without bodies
    ///
    /// These are their first lines and header fields. Bodies are left out, the token is masked, and signatures are cut. A request begins with →, a
    /// response with ←; the lines are the same with --json.
    #[arg(long, short, global = true, help_heading = "Output")]
    pub(crate) verbose: bool,
}

/// How results are shown.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct Presentation {
    /// Print a JSON object per line, secrets in full; errors as JSON too
    ///
    /// For machines: the API's own field names, the metadata as the API sent it, secret keys in
    /// full. What the API leaves out is there too: `secret_key` as null, `metadata` as {}; an empty
    /// `secret_key` is null as well. An error is one JSON object on standard error, with `status`,
    /// `field` and `message`: the first that the API says. Where there is something to say, it also
    /// has `errors`, all that the API says as objects with `field` and `message`; `id`, of the
    /// webhook in question; `outcome`, what became of the request: "not-carried-out", "carried-out"
    /// or "unknown"; and `retry_after`, how many seconds the API asks to wait.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Show secret keys in full instead of masked
    #[arg(long, global = true)]
    pub(crate) show_secrets: bool,
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
    /// Change some fields of a webhook
    #[command(after_help = help::UPDATE)]
    Update(Changes),
    /// Replace a webhook as a whole
    #[command(after_help = help::REPLACE)]
    Replace(Replacing),
    /// Have the webhooks of a file, and with --prune no others
    #[command(after_help = help::RECONCILE)]
    Reconcile(Reconciliation),
    /// Delete webhooks
    #[command(after_help = help::DELETE, visible_alias = "rm")]
    Delete(Deletion),
    /// Replace a webhook's secret key without losing a notification
    #[command(after_help = help::ROTATE)]
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

/// How the sandbox serves.
#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// Address to listen on; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDR",
        env = SANDBOX_VARIABLE,
        value_parser = address,
        default_value = SANDBOX_ADDRESS
    )]
    pub(crate) listen: String,
    /// Keep the webhooks in this file, so that they survive a restart; one sandbox at a time
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// Serve https, with a certificate generated for this run
    #[arg(long)]
    pub(crate) tls: bool,
    /// Write the root certificate to this file; it is printed otherwise
    #[arg(long, value_name = "PEMFILE", requires = "tls")]
    pub(crate) ca_out: Option<PathBuf>,
    /// Retry a notification that was not accepted after this time, then after 2, 4, 8, … times that
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "1")]
    pub(crate) retry_unit: Duration,
    /// Event that webhooks can subscribe to besides the known ones; repeat it for several
    #[arg(long = "event", value_name = "EVENT", value_delimiter = ',')]
    pub(crate) events: Vec<String>,
    /// Deliver notifications to other computers too, wherever a webhook's URL leads
    #[arg(long)]
    pub(crate) deliver_anywhere: bool,
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
