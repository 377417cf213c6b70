//! The arguments about the server, and those about the output.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::seconds;
use super::sources::Sources;

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
    #[arg(
        long,
        value_name = "SECONDS",
        value_parser = seconds,
        default_value = "30",
        global = true
    )]
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
    /// These are their first lines and header fields. The token is masked, and signatures are cut.
    /// A request begins with →, a response with ←; the lines are the same with --json.
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
