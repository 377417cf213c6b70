//! The functions that are called with what the client does.

use gigapay_webhooks::Capacity;

use super::ClientBuilder;
use crate::report::{ConnectionReport, ExchangeReport};

impl<C: Capacity> ClientBuilder<C> {
    /// Calls a function after every request, with its outcome.
    ///
    /// ```
    /// # use gigapay_webhooks_std::{Client, Credentials, Token};
    /// # let credentials = Credentials::user(Token::new("asasdadjanfkanfda")?);
    /// let client = Client::builder(credentials)
    ///     .on_exchange(|seen| eprintln!("{} {} {:?}", seen.method, seen.target, seen.status))
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn on_exchange(mut self, hook: impl FnMut(&ExchangeReport<'_>) + Send + 'static) -> Self {
        self.hooks.exchange = Some(Box::new(hook));
        self
    }

    /// Calls a function after every attempt to connect, with its outcome.
    ///
    /// ```
    /// # use gigapay_webhooks_std::{Client, Credentials, Token};
    /// # let credentials = Credentials::user(Token::new("asasdadjanfkanfda")?);
    /// let client = Client::builder(credentials)
    ///     .on_connection(|seen| eprintln!("{} {:?} {:?}", seen.host, seen.duration, seen.error))
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn on_connection(
        mut self,
        hook: impl FnMut(&ConnectionReport<'_>) + Send + 'static,
    ) -> Self {
        self.hooks.connection = Some(Box::new(hook));
        self
    }
}
