//! Proxies: which one to use, and the tunnel through it to the API's server.

mod environment;
mod error;
mod http;
mod no_proxy;
mod socks;
mod url;

use gigapay_webhooks::Server;

use crate::deadline::Limit;
use crate::tcp::Tcp;

pub(crate) use environment::from_environment;
pub use error::ProxyError;
pub(crate) use url::{Protocol, Proxy};

impl Proxy {
    /// Asks the proxy at the other end of `tcp` for a connection to `server`. Whatever is sent
    /// afterwards goes there.
    pub(crate) fn open_tunnel(
        &self,
        server: Server<'_>,
        tcp: &mut Tcp,
        limit: Limit,
    ) -> Result<(), ProxyError> {
        match self.protocol() {
            Protocol::Http => http::open_tunnel(self, server, tcp),
            Protocol::Socks5 | Protocol::Socks5h => socks::open_tunnel(self, server, tcp, limit),
        }
    }
}
