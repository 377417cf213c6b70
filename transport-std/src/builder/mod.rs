//! How a client is set up.

mod hooks;
mod route;
mod times;
mod trust;

use std::fmt;
use std::marker::PhantomData;

use gigapay_webhooks::{
    Api, Capacity, ConfigError, Credentials, MIN_BUFFER, Retry, Scheme, Server,
};

use crate::client_state::ClientState;
use crate::report::Hooks;
use crate::resolve::is_loopback;
use crate::retry::{Jitter, default_jitter};
use crate::roots::{Roots, server_name};
use crate::route::Routing;
use crate::settings::{Options, Security, Settings, Times};
use crate::{BuildError, Client, Roomy};

/// The settings of a client that is not yet built; [`Client::builder`] makes one.
///
/// Times that are not set are: 10 s for the connection, 30 s for each read and write, 60 s for an
/// operation as a whole, 30 s of idleness. [`Duration::MAX`](std::time::Duration::MAX) is no
/// limit.
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
    options: Options,
    buffer_size: usize,
    roots: Roots,
    routing: Routing,
    insecure_http: bool,
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
            options: Options {
                base_url: url_of(Server::PRODUCTION),
                credentials,
                language: None,
                max_response: Api::MAX_RESPONSE,
                times: Times::DEFAULT,
                retry_dead_connection: true,
                retry: Retry::OFF,
            },
            buffer_size: 16 * 1024,
            roots: Roots::new(),
            routing: Routing::default(),
            insecure_http: false,
            jitter: Box::new(default_jitter),
            hooks: Hooks::default(),
            capacity: PhantomData,
        }
    }
}

impl<C: Capacity> ClientBuilder<C> {
    /// The server to talk to. Default: [`Server::PRODUCTION`].
    pub fn server(mut self, server: Server<'_>) -> Self {
        self.options.base_url = url_of(server);
        self
    }

    /// The server to talk to, by its base URL: see [`Server::parse`].
    ///
    /// # Errors
    /// [`BuildError::Config`] if the URL is invalid.
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
            options: self.options,
            buffer_size: self.buffer_size,
            roots: self.roots,
            routing: self.routing,
            insecure_http: self.insecure_http,
            jitter: self.jitter,
            hooks: self.hooks,
            capacity: PhantomData,
        }
    }

    /// Sends `Accept-Language`: the language of the API's error texts, such as `sv`
    /// ([B6](gigapay_webhooks::behaviour#b6)). Default: not sent.
    pub fn accept_language(mut self, language: &str) -> Self {
        self.options.language = Some(language.into());
        self
    }

    /// The longest response to one request, in bytes; of a list, to each of its pages: see
    /// [`Api::max_response`](gigapay_webhooks::Api::max_response). Default: 16 MiB.
    pub fn max_response(mut self, bytes: u32) -> Self {
        self.options.max_response = bytes;
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

    /// Builds the client. Nothing is sent, looked up or connected yet.
    ///
    /// # Errors
    /// [`BuildError`]: notably [`BuildError::PlainHttp`].
    pub fn build(self) -> Result<Client<C>, BuildError> {
        if self.buffer_size < MIN_BUFFER {
            return Err(ConfigError::BufferTooSmall.into());
        }
        self.options.times.check()?;
        let server = Server::parse(&self.options.base_url)?;
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
            options: self.options,
            security,
            route,
        };
        settings.api()?;
        let state = ClientState::new(self.hooks, self.jitter);
        Ok(Client::new(settings, self.buffer_size, state))
    }
}

/// A base URL that reads as `server`.
fn url_of(server: Server<'_>) -> Box<str> {
    let (scheme, default_port) = match server.scheme() {
        Scheme::Http => ("http", 80),
        Scheme::Https => ("https", 443),
    };
    let (host, prefix) = (server.host(), server.prefix());
    let url = match server.port() {
        port if port == default_port => format!("{scheme}://{host}{prefix}/"),
        port => format!("{scheme}://{host}:{port}{prefix}/"),
    };
    url.into()
}

impl<C: Capacity> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.options.base_url)
            .field("credentials", &self.options.credentials)
            .field("times", &self.options.times)
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
            assert_eq!(&*url_of(server), url);
        }
    }
}
