//! The arguments of the commands that change many webhooks.

use std::path::PathBuf;

use clap::Args;

/// The webhooks to list.
#[derive(Args, Debug)]
pub(crate) struct Listing {
    /// Number of webhooks per page [default: the server's, 25]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) page_size: Option<u32>,
    /// Only webhooks whose id, URL or one of whose events contains this text
    #[arg(long, value_name = "TEXT", value_parser = filter)]
    pub(crate) filter: Option<String>,
    /// On a terminal too, print every field in a line of its own instead of a table
    #[arg(long)]
    pub(crate) long: bool,
}

/// The webhooks to delete.
#[derive(Args, Debug)]
pub(crate) struct Deletion {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Do not ask; --filter and --all do on a terminal, and elsewhere need this
    #[arg(long, short = 'y')]
    pub(crate) yes: bool,
    /// A webhook that does not exist is no error
    #[arg(long)]
    pub(crate) ignore_missing: bool,
}

/// Which webhooks.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct Selection {
    /// Ids of the webhooks
    #[arg(value_name = "ID")]
    pub(crate) ids: Vec<String>,
    /// Every webhook whose id, URL or one of whose events contains this text
    #[arg(long, value_name = "TEXT", value_parser = filter)]
    pub(crate) filter: Option<String>,
    /// Every webhook in the list
    #[arg(long)]
    pub(crate) all: bool,
}

/// The desired webhooks.
#[derive(Args, Debug)]
pub(crate) struct Reconciliation {
    /// The desired webhooks, as JSON lines or CSV; - reads them from standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Delete webhooks that the file does not list
    #[arg(long)]
    pub(crate) prune: bool,
    /// Only show what would be done; exit status 7 if that is anything
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Parses a filter; an empty one would match every webhook.
pub(super) fn filter(text: &str) -> Result<String, String> {
    match text {
        "" => Err("the text is empty, so it would match every webhook".into()),
        text => Ok(text.into()),
    }
}
