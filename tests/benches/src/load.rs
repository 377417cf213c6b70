//! What the clients are made to do.

use anyhow::{Context as _, Result};

use crate::webhooks;

/// One request, again and again over loopback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// Retrieves a webhook.
    Retrieve,
    /// Lists so many webhooks on one page.
    List(u32),
}

impl Load {
    pub const ALL: [Self; 3] = [Self::Retrieve, Self::List(25), Self::List(1000)];

    /// As an argument of the program: the number of webhooks.
    pub const fn webhooks(self) -> u32 {
        match self {
            Self::Retrieve => 1,
            Self::List(count) => count,
        }
    }

    /// The load of so many webhooks.
    pub fn of(webhooks: u32) -> Result<Self> {
        let found = Self::ALL.iter().find(|load| load.webhooks() == webhooks);
        found
            .copied()
            .with_context(|| format!("no load of {webhooks} webhooks"))
    }

    /// The request's target, as every client writes it.
    pub fn target(self) -> String {
        match self {
            Self::Retrieve => format!("/v2/webhooks/{ID}/"),
            Self::List(count) => format!("/v2/webhooks/?page_size={count}"),
        }
    }

    /// The response's body.
    pub fn body(self) -> String {
        match self {
            Self::Retrieve => webhooks::SMALL.to_owned(),
            Self::List(count) => webhooks::list(count),
        }
    }
}

/// The id of the webhook that is retrieved.
pub const ID: &str = "pump-7";
