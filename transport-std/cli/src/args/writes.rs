//! The arguments of the commands that write.

use clap::Args;

/// A webhook to register.
#[derive(Args, Debug)]
pub(crate) struct New {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Choose the id; registering it again is then refused [default: a uuid]
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// Sign notifications with this key [default: 32 characters of the server's]
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) secret_key: Option<String>,
    /// Any JSON value to keep with the webhook [default: {}]
    #[arg(long, value_name = "JSON", allow_hyphen_values = true)]
    pub(crate) metadata: Option<String>,
    /// For 24 hours, the same key gives the same response and registers nothing again
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) idempotency_key: Option<String>,
}

/// A webhook as it is to be.
#[derive(Args, Debug)]
pub(crate) struct Wanted {
    /// The webhook's id, which makes it one and the same
    #[arg(long)]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) target: Target,
    /// Sign notifications with this key [default: whatever it is; the server's, if it is new]
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) secret_key: Option<String>,
    /// Any JSON value to keep with the webhook [default: whatever it is; {}, if it is new]
    #[arg(long, value_name = "JSON", allow_hyphen_values = true)]
    pub(crate) metadata: Option<String>,
}

/// Where notifications go, and which.
#[derive(Args, Debug)]
pub(crate) struct Target {
    /// Where notifications are to be posted
    #[arg(long)]
    pub(crate) url: String,
    /// An event to be notified of; repeat it, or separate several by commas
    #[arg(
        long = "event",
        value_name = "EVENT",
        value_delimiter = ',',
        required = true,
        value_parser = event
    )]
    pub(crate) events: Vec<String>,
}

/// Changes to a webhook.
#[derive(Args, Debug)]
pub(crate) struct Changes {
    /// The webhook's present id
    #[arg(value_name = "ID")]
    pub(crate) present_id: String,
    #[command(flatten)]
    pub(crate) values: NewValues,
}

/// What is to be other than it is: at least one of these.
#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
pub(crate) struct NewValues {
    /// Give it another id; its address moves with it
    #[arg(long, value_name = "ID")]
    pub(crate) new_id: Option<String>,
    /// Where notifications are to be posted
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// The events to be notified of from now on; repeat it, or separate several by commas
    #[arg(long = "event", value_name = "EVENT", value_delimiter = ',', value_parser = event)]
    pub(crate) events: Vec<String>,
    /// Sign notifications with this key
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) secret_key: Option<String>,
    /// Any JSON value to keep with the webhook
    #[arg(long, value_name = "JSON", allow_hyphen_values = true)]
    pub(crate) metadata: Option<String>,
}

/// What takes the place of a webhook.
#[derive(Args, Debug)]
pub(crate) struct Replacing {
    /// The webhook's id, which stays
    #[arg(value_name = "ID")]
    pub(crate) present_id: String,
    #[command(flatten)]
    pub(crate) target: Target,
    /// Any JSON value to keep with the webhook [default: {}]
    #[arg(long, value_name = "JSON", allow_hyphen_values = true)]
    pub(crate) metadata: Option<String>,
    #[command(flatten)]
    pub(crate) secret: Secret,
}

/// What is to become of the secret key. The API draws a new one unless it is sent, and receivers
/// that verify with the old one would then refuse their notifications.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct Secret {
    /// Keep the present secret key: it is retrieved first and sent again
    #[arg(long)]
    pub(crate) keep_secret: bool,
    /// Sign notifications with this key
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) secret_key: Option<String>,
    /// Let the server draw a new secret key
    #[arg(long)]
    pub(crate) new_secret: bool,
}

/// The name of an event. The set is open: any name goes to the server as it is.
pub(super) fn event(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("the name of an event is missing".into()),
        name => Ok(name.into()),
    }
}
