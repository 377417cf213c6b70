//! The arguments of the commands about notifications.

use std::path::PathBuf;

use clap::Args;

use super::address;
use super::writes::event;

/// The secret keys that notifications may be signed with.
#[derive(Args, Debug)]
pub(crate) struct Keys {
    /// Accept signatures by this key; repeat it for several, as during a rotation
    ///
    /// Prefer GIGAPAY_SECRET_KEY, one key per line: other users of this computer can read
    /// arguments.
    #[arg(long = "secret-key", value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) secret_keys: Vec<String>,
    /// Accept signatures by any of the keys in this file, one per line
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
}

/// How notifications are received.
#[derive(Args, Debug)]
pub(crate) struct Listen {
    #[command(flatten)]
    pub(crate) keys: Keys,
    /// Address to listen on; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDR",
        env = "GIGAPAY_LISTEN_ADDR",
        value_parser = address,
        default_value = "127.0.0.1:8080"
    )]
    pub(crate) addr: String,
    /// Path to receive at; any other gets a 404
    #[arg(long, default_value = "/")]
    pub(crate) path: String,
    /// Register a webhook for this listener; repeat it, or separate several events by commas
    ///
    /// Its secret key is generated here, so that even the first notification can be verified. When
    /// the listener stops, the webhook is deleted.
    #[arg(long, value_name = "EVENT", value_delimiter = ',', value_parser = event)]
    pub(crate) register: Vec<String>,
    /// URL at which the API reaches this listener [default: its own address]
    #[arg(long, value_name = "URL", requires = "register")]
    pub(crate) public_url: Option<String>,
    /// Forward authentic notifications to this address, and return its response
    ///
    /// http:// is added to an address such as localhost:3000/hooks. https:// needs a certificate
    /// of a public authority, or of one in --ca-file.
    ///
    /// It must respond within --timeout, otherwise the API gets a 502. If it accepts a notification
    /// that cannot be printed here, the API gets a 503 and sends it again.
    ///
    /// Body and signature are forwarded unchanged, byte for byte, so they can be verified again.
    #[arg(long, value_name = "URL")]
    pub(crate) forward_to: Option<String>,
    /// Forward to https on this computer whatever its certificate is; --ca-file is safer
    #[arg(long, requires = "forward_to")]
    pub(crate) insecure_tls: bool,
    /// Print each notification's object below its line
    #[arg(long)]
    pub(crate) print: bool,
    /// Print only what is refused or fails
    #[arg(long, short, conflicts_with = "print")]
    pub(crate) quiet: bool,
    /// Maximum age of a signature, and how far ahead of this computer's clock it may be; others get
    /// a 400
    ///
    /// The API may send again without signing again: a listener that was down for longer then
    /// refuses what it missed, as stale. If it may be down for an hour, use an hour or more. The
    /// last 4096 notifications are remembered, so that none is accepted twice in that time.
    #[arg(long, value_name = "SECONDS", default_value = "300")]
    pub(crate) tolerance: u32,
    /// Maximum size of an object; a larger one gets a 413
    #[arg(long, value_name = "BYTES", default_value = "1048576")]
    pub(crate) max_body: u32,
}

/// The event to trigger.
#[derive(Args, Debug)]
pub(crate) struct Trigger {
    /// Name of the event
    #[arg(value_parser = event)]
    pub(crate) event: String,
    /// Post the notification to this address, signed here; without it, a sandbox posts it to every
    /// webhook
    #[arg(long, value_name = "URL")]
    pub(crate) to: Option<String>,
    /// Post to https on this computer whatever its certificate is; --ca-file is safer
    #[arg(long)]
    pub(crate) insecure_tls: bool,
    /// Key to sign with, for --to
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) secret_key: Option<String>,
    /// Trigger an event that is not known, such as one that the sandbox was given by --event
    #[arg(long)]
    pub(crate) force: bool,
    /// Object to send, byte for byte; @FILE reads it from a file, - from standard input [default: a
    /// sample]
    #[arg(long, value_name = "JSON", allow_hyphen_values = true)]
    pub(crate) data: Option<String>,
}

/// The notification to verify.
#[derive(Args, Debug)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) keys: Keys,
    /// The value of the Gigapay-Signature field
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub(crate) signature: String,
    /// Maximum age of the signature, and how far ahead of this computer's clock it may be
    #[arg(long, value_name = "SECONDS", default_value = "300")]
    pub(crate) tolerance: u32,
    /// The body as it was received, byte for byte; - reads it from standard input
    #[arg(value_name = "FILE")]
    pub(crate) body: PathBuf,
}

/// The rotation of a secret key.
#[derive(Args, Debug)]
pub(crate) struct Rotate {
    /// The webhook's id
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) source: NewKey,
    /// Have the API sign with the new key from now on; every receiver must accept both by then
    #[arg(long)]
    pub(crate) apply: bool,
}

/// Where the new key comes from.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct NewKey {
    /// Generate a new key and store it in this file below the present one, one key per line
    ///
    /// The file is in the format of `listen --key-file`, which notices changes. It must belong to
    /// this webhook alone: keys above the present one are removed.
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Use this key as the new one
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) secret_key: Option<String>,
}
