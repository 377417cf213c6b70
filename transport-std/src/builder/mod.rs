//! How a client is set up.

mod route;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use gigapay_webhooks::{
    Api, Capacity, ConfigError, Credentials, MIN_BUFFER, Retry, Scheme, Server,
};

use crate::driver::ClientState;
use crate::observer::{ConnectionReport, ExchangeReport, Hooks};
use crate::resolve::is_loopback;
use crate::retry::{Jitter, default_jitter};
use crate::route::Routing;
use crate::settings::{Security, Settings, Times};
use crate::tls::{Roots, server_name};
use crate::{BuildError, Client, Roomy};

/// The settings of a client that is not yet built; [`Client::builder`] makes one.
///
/// Times that are not set are: 10 s for the connection, 30 s for each read and write, 60 s for an
/// operation as a whole, 30 s of idleness. [`Duration::MAX`] is no limit.
///
/// ```
/// use std::time::Duration;
/// use gigapay_webhooks_std::{Client, Credentials, Server, Token};
///
/// let client = Client::builder(Credentials::user(Token::new("asasdadjanfkanfda")?))
///     .server(Server::DEMO)
///     .accept_language("sv")
///     .deadline(Duration::from_secs(20))
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct ClientBuilder<C: Capacity = Roomy> {
    credentials: Credentials,
    base_url: String,
    language: Option<Box<str>>,
    max_response: u32,
    buffer_size: usize,
    times: Times,
    roots: Roots,
    routing: Routing,
    insecure_http: bool,
    retry_dead_connection: bool,
    retry: Retry,
    jitter: Jitter,
    hooks: Hooks,
    capacity: PhantomData<fn() -> C>,
}

impl Client {
    /// A client of the production server, unless the builder is told otherwise.
    pub fn builder(credentials: Credentials) -> ClientBuilder {
        ClientBuilder::new(credentials)
    }
}

impl ClientBuilder {
    fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            base_url: url_of(Server::PRODUCTION),
            language: None,
            max_response: Api::MAX_RESPONSE,
            buffer_size: 16 * 1024,
            times: Times::DEFAULT,
            roots: Roots::new(),
            routing: Routing::default(),
            insecure_http: false,
            retry_dead_connection: true,
            retry: Retry::OFF,
            jitter: Box::new(default_jitter),
            hooks: Hooks::default(),
            capacity: PhantomData,
        }
    }
}

impl<C: Capacity> ClientBuilder<C> {
    /// The server to talk to. Default: [`Server::PRODUCTION`].
    pub fn server(mut self, server: Server<'_>) -> Self {
        self.base_url = url_of(server);
        self
    }

    /// The server to talk to, by its base URL: see [`Server::parse`].
    ///
    /// # Errors
    /// [`BuildError::Config`] if it is none.
    pub fn base_url(self, url: &str) -> Result<Self, BuildError> {
        Ok(self.server(Server::parse(url)?))
    }

    /// Changes how much room the fields of a webhook have. Default: [`Roomy`].
    ///
    /// ```
    /// use gigapay_webhooks_std::{Client, Credentials, Standard, Token};
    ///
    /// let credentials = Credentials::user(Token::new("asasdadjanfkanfda")?);
    /// let client: Client<Standard> = Client::builder(credentials).capacity().build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn capacity<D: Capacity>(self) -> ClientBuilder<D> {
        ClientBuilder {
            credentials: self.credentials,
            base_url: self.base_url,
            language: self.language,
            max_response: self.max_response,
            buffer_size: self.buffer_size,
            times: self.times,
            roots: self.roots,
            routing: self.routing,
            insecure_http: self.insecure_http,
            retry_dead_connection: self.retry_dead_connection,
            retry: self.retry,
            jitter: self.jitter,
            hooks: self.hooks,
            capacity: PhantomData,
        }
    }

    /// Sends `Accept-Language`: the language of the API's error texts, such as `sv`
    /// ([B6](gigapay_webhooks::behaviour#b6)). Default: not sent.
    pub fn accept_language(mut self, language: &str) -> Self {
        self.language = Some(language.into());
        self
    }

    /// The longest response to one request, in bytes; of a list, to each of its pages: see
    /// [`Api::max_response`](gigapay_webhooks::Api::max_response). Default: 16 MiB.
    pub fn max_response(mut self, bytes: u32) -> Self {
        self.max_response = bytes;
        self
    }

    /// The size in bytes of the buffer through which requests and responses pass, at least
    /// [`MIN_BUFFER`]. Any size works; a request that fits is sent in one write, and a response
    /// that fits and has arrived whole is received in one read. Retrieving and deleting take 4 KiB
    /// of it at most. Default: 16 KiB.
    pub fn buffer_size(mut self, bytes: usize) -> Self {
        self.buffer_size = bytes;
        self
    }

    /// How long it may take to get a connection: the name's look-up, TCP over all addresses of
    /// the host, and the TLS handshake together. Each address may take an equal share of what is
    /// left. Default: 10 s.
    ///
    /// The system's resolver cannot be interrupted. It works on a thread of its own, which is left
    /// behind to end by itself if it takes longer than this.
    pub fn connect_timeout(mut self, time: Duration) -> Self {
        self.times.connect = time;
        self
    }

    /// How long the server may be silent when something is expected of it. Default: 30 s.
    pub fn read_timeout(mut self, time: Duration) -> Self {
        self.times.read = time;
        self
    }

    /// How long the server may take nothing when something is sent to it. Default: 30 s.
    pub fn write_timeout(mut self, time: Duration) -> Self {
        self.times.write = time;
        self
    }

    /// How long an operation may take as a whole, from the name's look-up to the last byte of the
    /// response and a second try included; of a list, how long each step may take. Default: 60 s.
    pub fn deadline(mut self, time: Duration) -> Self {
        self.times.deadline = time;
        self
    }

    /// How long a connection may lie idle and still serve the next operation. Zero opens a
    /// connection for every operation. Default: 30 s.
    pub fn idle_timeout(mut self, time: Duration) -> Self {
        self.times.idle = time;
        self
    }

    /// Trusts servers under this root certificate, in DER, too.
    ///
    /// # Errors
    /// [`BuildError::Certificate`] if it is none.
    pub fn add_root_certificate_der(mut self, der: &[u8]) -> Result<Self, BuildError> {
        self.roots.add_der(der)?;
        Ok(self)
    }

    /// Trusts servers under these root certificates, one or several in PEM, too. What else is in
    /// the PEM does not matter.
    ///
    /// # Errors
    /// [`BuildError::Certificate`] if one of them is none, or there is none at all.
    pub fn add_root_certificates_pem(mut self, pem: &[u8]) -> Result<Self, BuildError> {
        self.roots.add_pem(pem)?;
        Ok(self)
    }

    /// Trusts servers under added root certificates only, and not those that the public trusts
    /// (Mozilla's, by `webpki-roots`).
    pub fn only_added_roots(mut self) -> Self {
        self.roots.only_added();
        self
    }

    /// Uses this TLS configuration in place of the client's own: for a client certificate, the
    /// platform's roots, another cryptography provider. It decides alone which servers are trusted.
    ///
    /// Its `alpn_protocols` must be empty or `http/1.1` alone. [`build`](Self::build) fails if it
    /// is not, or if root certificates were added here, too.
    pub fn tls_config(mut self, config: Arc<rustls::ClientConfig>) -> Self {
        self.roots.config(config);
        self
    }

    /// Allows plain `http` to other hosts than this machine. Everybody on the way can then read
    /// the token and change the responses. Default: refused.
    pub fn insecure_http(mut self, allowed: bool) -> Self {
        self.insecure_http = allowed;
        self
    }

    /// Whether a request is sent once more, over a new connection, when the connection used again
    /// turns out to be dead before any byte of a response. Only ever done if it can do no harm.
    /// Default: yes.
    pub fn retry_dead_connection(mut self, retry: bool) -> Self {
        self.retry_dead_connection = retry;
        self
    }

    /// Tries operations again that failed in a way that may pass, if it is safe to: see [`Retry`].
    /// Default: [`Retry::OFF`], for how long a caller can wait is the caller's to say.
    ///
    /// The [deadline](Self::deadline) is for each attempt, [`Retry::within`] for all of them. A
    /// list goes on with the page that it has come to, as long as no webhook of that page was given
    /// out.
    ///
    /// ```
    /// # use gigapay_webhooks_std::{Client, Credentials, Retry, Token};
    /// # let credentials = Credentials::user(Token::new("asasdadjanfkanfda")?);
    /// let client = Client::builder(credentials).retry(Retry::new(4)).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Where the waits between attempts take their randomness from. Default: the system.
    pub fn jitter(mut self, random: impl FnMut() -> u32 + Send + 'static) -> Self {
        self.jitter = Box::new(random);
        self
    }

    /// Calls a function after every request, with what came of it.
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

    /// Calls a function after every attempt to connect, with what came of it.
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

    /// Builds the client. Nothing is sent, looked up or connected yet.
    ///
    /// # Errors
    /// [`BuildError`]: notably [`BuildError::PlainHttp`].
    pub fn build(self) -> Result<Client<C>, BuildError> {
        if self.buffer_size < MIN_BUFFER {
            return Err(ConfigError::BufferTooSmall.into());
        }
        self.times.check()?;
        let server = Server::parse(&self.base_url)?;
        let host = server.host();
        let security = match server.scheme() {
            Scheme::Https => Security::Tls {
                name: server_name(host)?,
                config: self.roots.into_config()?,
            },
            Scheme::Http if self.insecure_http => Security::Insecure,
            Scheme::Http if is_loopback(host) => Security::LoopbackOnly,
            Scheme::Http => return Err(BuildError::PlainHttp(host.into())),
        };
        let is_clear = matches!(security, Security::Insecure);
        let route = self.routing.route(server, is_clear)?;
        let settings = Settings {
            base_url: self.base_url.into(),
            credentials: self.credentials,
            language: self.language,
            max_response: self.max_response,
            security,
            route,
            times: self.times,
            retry_dead_connection: self.retry_dead_connection,
            retry: self.retry,
        };
        settings.api()?;
        let state = ClientState::new(self.hooks, self.jitter);
        Ok(Client::new(settings, self.buffer_size, state))
    }
}

/// A base URL that reads as `server`.
fn url_of(server: Server<'_>) -> String {
    let (scheme, default_port) = match server.scheme() {
        Scheme::Http => ("http", 80),
        Scheme::Https => ("https", 443),
    };
    let (host, prefix) = (server.host(), server.prefix());
    match server.port() {
        port if port == default_port => format!("{scheme}://{host}{prefix}/"),
        port => format!("{scheme}://{host}:{port}{prefix}/"),
    }
}

impl<C: Capacity> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url)
            .field("credentials", &self.credentials)
            .field("times", &self.times)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_url_reads_as_the_server() {
        for url in [
            "https://api.gigapay.se/v2/",
            "http://localhost:8080/v2/",
            "http://[::1]/",
            "https://[::1]:444/a/b/",
            "https://x:80/",
        ] {
            let server = Server::parse(url).unwrap();
            assert_eq!(url_of(server), url);
        }
    }
}
