//! The arguments of the commands about notifications.

use std::path::PathBuf;

use clap::Args;

use super::address;
use super::writes::event;

/// The secret keys that notifications may be signed with.
#[derive(Args, Debug)]
pub(crate) struct Keys {
    /// Trust what is signed with this key; repeat it for several, as while one replaces another
    ///
    /// Prefer GIGAPAY_SECRET_KEY, a key a line, for arguments can be read by others here.
    #[arg(long = "secret-key", value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) secret_keys: Vec<String>,
    /// Trust what is signed with any of the keys in this file, a key a line
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
}

/// How notifications are received.
#[derive(Args, Debug)]
pub(crate) struct Listen {
    #[command(flatten)]
    pub(crate) keys: Keys,
    /// Where to listen; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDR",
        env = "GIGAPAY_LISTEN_ADDR",
        value_parser = address,
        default_value = "127.0.0.1:8080"
    )]
    pub(crate) addr: String,
    /// The path to receive at; another is 404
    #[arg(long, default_value = "/")]
    pub(crate) path: String,
    /// Register a webhook for this listener; repeat it, or separate several events by commas
    ///
    /// Its secret key is drawn here, so that the first notification can be verified already. When
    /// the listener stops, the webhook is deleted.
    #[arg(long, value_name = "EVENT", value_delimiter = ',', value_parser = event)]
    pub(crate) register: Vec<String>,
    /// Where the API reaches this listener [default: its own address]
    #[arg(long, value_name = "URL", requires = "register")]
    pub(crate) public_url: Option<String>,
    /// Post what is authentic to this address too, and respond as it does
    ///
    /// It has --timeout to answer; 502 is the response where it does not, and 503 where it accepts what cannot be
    /// printed here: then it gets that again.
    ///
    /// Body and signature stay as they are, byte for byte, so the other can verify them again.
    #[arg(long, value_name = "URL")]
    pub(crate) forward_to: Option<String>,
    /// Print each object below its line
    #[arg(long)]
    pub(crate) print: bool,
    /// How old a signature may be, and how far ahead of this computer's clock; others are 400
    ///
    /// The API may try again without signing anew: then what this listener missed while it was down for longer is
    /// refused as stale. Where it may be down for an hour, take an hour or more. The last 4096 notifications are
    /// remembered, so that none is taken twice in that time.
    #[arg(long, value_name = "SECONDS", default_value = "300")]
    pub(crate) tolerance: u32,
    /// The largest object that is taken; larger is 413
    #[arg(long, value_name = "BYTES", default_value = "1048576")]
    pub(crate) max_body: u32,
}

/// What is to happen.
#[derive(Args, Debug)]
pub(crate) struct Trigger {
    /// The event that happens
    #[arg(value_parser = event)]
    pub(crate) event: String,
    /// Post it to this address, signed here; without it, a sandbox posts it to every webhook
    #[arg(long, value_name = "URL")]
    pub(crate) to: Option<String>,
    /// Sign with this key what is posted to --to
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) secret_key: Option<String>,
    /// Send this object, byte for byte [default: a sample]
    #[arg(long, value_name = "JSON", allow_hyphen_values = true)]
    pub(crate) data: Option<String>,
}

/// What is to be verified.
#[derive(Args, Debug)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) keys: Keys,
    /// The value of the Gigapay-Signature field
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub(crate) signature: String,
    /// How old the signature may be, and how far ahead of this computer's clock
    #[arg(long, value_name = "SECONDS", default_value = "300")]
    pub(crate) tolerance: u32,
    /// The body as it was received, byte for byte; - reads it from standard input
    #[arg(value_name = "FILE")]
    pub(crate) body: PathBuf,
}

/// Which secret key takes the place of which.
#[derive(Args, Debug)]
pub(crate) struct Rotate {
    /// The webhook's id
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) source: NewKey,
    /// Let the API sign with the new key from now on: every receiver accepts both
    #[arg(long)]
    pub(crate) apply: bool,
}

/// Where the new key comes from.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct NewKey {
    /// Draw a new key and keep it in this file below the present one, a key a line
    ///
    /// It is a file as `listen --key-file` reads it, and notices when it changes; of this webhook alone, for the
    /// keys above the present one are taken out.
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Take this key as the new one
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) secret_key: Option<String>,
}
