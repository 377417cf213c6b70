//! What the clients are made to do.

use anyhow::{Context as _, Result};

use crate::webhooks;

/// One request, again and again over loopback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// So many are listed on one page. One is retrieved.
    pub webhooks: u32,
    pub is_tls: bool,
}

impl Load {
    pub const RETRIEVE: Self = Self::clear(1);
    pub const RETRIEVE_TLS: Self = Self::clear(1).over_tls();
    pub const LIST_25: Self = Self::clear(25);
    pub const LIST_1000: Self = Self::clear(1000);
    pub const LIST_1000_TLS: Self = Self::clear(1000).over_tls();
    pub const ALL: [Self; 5] = [
        Self::RETRIEVE,
        Self::LIST_25,
        Self::LIST_1000,
        Self::RETRIEVE_TLS,
        Self::LIST_1000_TLS,
    ];

    const fn clear(webhooks: u32) -> Self {
        let is_tls = false;
        Self { webhooks, is_tls }
    }

    const fn over_tls(mut self) -> Self {
        self.is_tls = true;
        self
    }

    pub const fn is_retrieval(self) -> bool {
        self.webhooks == 1
    }

    /// As an argument of the program.
    pub fn argument(self) -> String {
        format!("{}-{}", self.scheme(), self.webhooks)
    }

    /// The load of that argument.
    pub fn of(argument: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|load| load.argument() == argument);
        found
            .copied()
            .with_context(|| format!("no load {argument}"))
    }

    pub const fn scheme(self) -> &'static str {
        match self.is_tls {
            true => "https",
            false => "http",
        }
    }

    /// The request's target, as every client writes it.
    pub fn target(self) -> String {
        match self.webhooks {
            1 => format!("/v2/webhooks/{ID}/"),
            count => format!("/v2/webhooks/?page_size={count}"),
        }
    }

    /// The response's body.
    pub fn body(self) -> String {
        match self.webhooks {
            1 => webhooks::SMALL.to_owned(),
            count => webhooks::list(count),
        }
    }
}

/// The id of the webhook that is retrieved.
pub const ID: &str = "pump-7";
