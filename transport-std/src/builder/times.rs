//! The settings that say how long things may take, and what is tried again.

use std::time::Duration;

use gigapay_webhooks::{Capacity, Retry};

use super::ClientBuilder;

impl<C: Capacity> ClientBuilder<C> {
    /// How long it may take to get a connection: the name's look-up, TCP over all addresses of
    /// the host, and the TLS handshake together. Each address may take an equal share of what is
    /// left. Default: 10 s.
    ///
    /// The system's resolver cannot be interrupted: it runs on a thread of its own, which keeps
    /// running if it takes longer than this.
    pub fn connect_timeout(mut self, time: Duration) -> Self {
        self.options.times.connect = time;
        self
    }

    /// How long the server may send nothing while a response is awaited. Default: 30 s.
    pub fn read_timeout(mut self, time: Duration) -> Self {
        self.options.times.read = time;
        self
    }

    /// How long the server may accept no bytes while a request is sent. Default: 30 s.
    pub fn write_timeout(mut self, time: Duration) -> Self {
        self.options.times.write = time;
        self
    }

    /// How long an operation may take as a whole, from the name's look-up to the last byte of the
    /// response and a second try included; of a list, how long each step may take. Default: 60 s.
    pub fn deadline(mut self, time: Duration) -> Self {
        self.options.times.deadline = time;
        self
    }

    /// How long a connection may lie idle and still serve the next operation. Zero opens a
    /// connection for every operation. Default: 30 s.
    pub fn idle_timeout(mut self, time: Duration) -> Self {
        self.options.times.idle = time;
        self
    }

    /// Whether a request is sent once more, over a new connection, when a reused connection turns
    /// out to be closed before any byte of a response. Only done if repeating is safe. Default:
    /// yes.
    pub fn retry_dead_connection(mut self, retry: bool) -> Self {
        self.options.retry_dead_connection = retry;
        self
    }

    /// Repeats operations that failed for a reason that may pass, if repeating is safe: see
    /// [`Retry`]. Default: [`Retry::OFF`], since only the caller knows how long it can wait.
    ///
    /// The [deadline](Self::deadline) is for each attempt, [`Retry::within`] for all of them. A
    /// list continues with its present page, as long as no webhook of that page was returned.
    ///
    /// ```
    /// # use gigapay_webhooks_std::{Client, Credentials, Retry, Token};
    /// # let credentials = Credentials::user(Token::new("asasdadjanfkanfda")?);
    /// let client = Client::builder(credentials).retry(Retry::new(4)).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn retry(mut self, retry: Retry) -> Self {
        self.options.retry = retry;
        self
    }

    /// The source of randomness for the waits between attempts. Default: the system.
    pub fn jitter(mut self, random: impl FnMut() -> u32 + Send + 'static) -> Self {
        self.jitter = Box::new(random);
        self
    }
}
