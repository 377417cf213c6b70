//! The arguments of the sandbox.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::{SANDBOX_ADDRESS, SANDBOX_VARIABLE, address, seconds};

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
