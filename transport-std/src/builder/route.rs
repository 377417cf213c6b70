//! The settings that say how the server is reached.

use std::io;

use gigapay_webhooks::Capacity;

use super::ClientBuilder;
use crate::BuildError;
use crate::connector::{Connector, Stream, Target};
use crate::proxy::Proxy;
use crate::route::ProxyChoice;

impl<C: Capacity> ClientBuilder<C> {
    /// Connects through this proxy: `[scheme://][user[:password]@]host[:port]`, where the scheme is
    /// `http` (the default; `CONNECT`, RFC 9110 section 9.3.6), `socks5` (the server's name is
    /// looked up here) or `socks5h` (the proxy looks it up). The port defaults to 1080, as with
    /// curl. User name and password are percent-decoded, and sent as Basic credentials (RFC 7617)
    /// or by RFC 1929. They never show in errors or in `Debug`.
    ///
    /// TLS goes through the tunnel: the proxy sees the API's host and port, and no token.
    ///
    /// Default: the proxy that the environment names, by curl's rules: `https_proxy`,
    /// `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY`, the first that is not empty (for a plain `http`
    /// base URL `http_proxy`, in lower case only, in place of the first two), unless `no_proxy` or
    /// `NO_PROXY` lists the host: `*`, or names (with their subdomains), addresses and address
    /// blocks between commas or spaces. Unlike with curl, the environment's proxy is not used for
    /// this machine (`localhost`, 127.0.0.0/8, `::1`), nor with a
    /// [connector](Self::connector). A proxy given here is used for every host, whatever
    /// `NO_PROXY` says.
    ///
    /// ```
    /// # use gigapay_webhooks_std::{Client, Credentials, Token};
    /// # let credentials = Credentials::user(Token::new("asasdadjanfkanfda")?);
    /// let client = Client::builder(credentials)
    ///     .proxy("http://user:password@proxy.example:3128")?
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`BuildError::Proxy`] if it is no such URL. [`build`](Self::build) fails with
    /// [`BuildError::PlainHttp`] if a plain `http` request would leave this machine by it.
    pub fn proxy(mut self, url: &str) -> Result<Self, BuildError> {
        self.routing.proxy =
            ProxyChoice::Proxy(Proxy::parse(url).map_err(|reason| BuildError::Proxy {
                variable: None,
                reason,
            })?);
        Ok(self)
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.routing.proxy = ProxyChoice::None;
        self
    }

    /// Opens streams by this function in place of TCP connections: a Unix socket, a connection
    /// bound to one interface or source address, a test double. TLS and HTTP go over what it
    /// returns.
    ///
    /// A stream leads to the API's server, or to the proxy if [`proxy`](Self::proxy) was called;
    /// the environment's proxy is not used. For a plain `http` base URL of this machine, the
    /// function is responsible for staying on it.
    ///
    /// ```no_run
    /// # #[cfg(unix)] {
    /// use std::os::unix::net::UnixStream;
    /// # use gigapay_webhooks_std::{Client, Credentials, Token};
    /// # let credentials = Credentials::user(Token::new("asasdadjanfkanfda")?);
    /// let client = Client::builder(credentials)
    ///     .connector(|_target| UnixStream::connect("/run/vpn/gigapay.sock"))
    ///     .build()?;
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn connector<S: Stream + 'static>(
        mut self,
        open: impl Fn(&Target<'_>) -> io::Result<S> + Send + Sync + 'static,
    ) -> Self {
        self.routing.connector = Some(Connector::new(open));
        self
    }
}
