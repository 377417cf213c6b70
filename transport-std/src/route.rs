//! How the server is reached: directly, through a proxy, or over the caller's own stream.

use std::env;

use gigapay_webhooks::{Scheme, Server};

use crate::BuildError;
use crate::connector::Connector;
use crate::proxy::{Proxy, from_environment};
use crate::resolve::is_loopback;

/// Which proxy the caller chose.
#[derive(Clone, Debug, Default)]
pub(crate) enum ProxyChoice {
    #[default]
    Environment,
    None,
    Proxy(Proxy),
}

/// What the builder was told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Routing {
    pub(crate) proxy: ProxyChoice,
    pub(crate) connector: Option<Connector>,
}

/// What a client connects by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Route {
    pub(crate) connector: Option<Connector>,
    pub(crate) proxy: Option<Proxy>,
}

impl Routing {
    /// The route to `server`. `is_clear` is whether the token may go to any host in clear.
    pub(crate) fn route(self, server: Server<'_>, is_clear: bool) -> Result<Route, BuildError> {
        let proxy = match self.proxy {
            ProxyChoice::Proxy(proxy) => Some(proxy),
            ProxyChoice::Environment if self.connector.is_none() => {
                from_environment(server, |name| env::var_os(name))?
            }
            ProxyChoice::Environment | ProxyChoice::None => None,
        };
        if let (Some(proxy), Scheme::Http, false) = (&proxy, server.scheme(), is_clear)
            && !is_loopback(proxy.host())
        {
            return Err(BuildError::PlainHttp(proxy.host().into()));
        }
        let connector = self.connector;
        Ok(Route { connector, proxy })
    }
}
