//! From a host's name to a connection that is ready for a request.

use std::io;
use std::net::{SocketAddr, TcpStream};

use gigapay_webhooks::Server;

use crate::connection::Connection;
use crate::connection_error::ConnectionError;
use crate::connector::{Stream, Target};
use crate::deadline::{Limit, TimeIsUp, TimeLimit};
use crate::proxy::{Proxy, ProxyError};
use crate::resolve::resolve;
use crate::route::Route;
use crate::settings::{Security, Times};
use crate::tcp::Tcp;
use crate::tls::Tls;
use crate::{Cause, Stage};

/// Resolves, connects and performs the TLS handshake, all of it within the connect time-out.
pub(crate) fn connect(
    server: Server<'_>,
    security: &Security,
    route: &Route,
    times: &Times,
    bound: Limit,
) -> Result<Connection, Cause> {
    let limit = bound.or_earlier(Limit::after(times.connect, TimeLimit::Connect));
    let is_local = matches!(security, Security::LoopbackOnly);
    let tcp = |stream| Tcp::new(stream, times.read, times.write, limit);
    let tcp = match &route.proxy {
        None => tcp(open(
            route,
            (server.host(), server.port()),
            is_local,
            limit,
        )?),
        Some(proxy) => {
            let stream = open(route, (proxy.host(), proxy.port()), is_local, limit)
                .map_err(|cause| cause.of_proxy(proxy))?;
            let mut tcp = tcp(stream);
            proxy
                .open_tunnel(server, &mut tcp, limit)
                .map_err(|error| Cause::from_proxy(error, proxy))?;
            tcp
        }
    };
    match security {
        Security::Tls { config, name } => Tls::handshake(config.clone(), name.clone(), tcp)
            .map(Connection::tls)
            .map_err(|fault| Cause::from_connection(fault, Stage::Tls, server.host())),
        Security::LoopbackOnly | Security::Insecure => Ok(Connection::plain(tcp)),
    }
}

/// Opens a stream to the host and port, by the caller's connector or by TCP.
fn open(
    route: &Route,
    (host, port): (&str, u16),
    is_local: bool,
    limit: Limit,
) -> Result<Box<dyn Stream>, Cause> {
    let Some(connector) = &route.connector else {
        let mut addresses = resolve(host, port, limit)
            .map_err(|fault| Cause::from_connection(fault, Stage::Resolve, host))?;
        if is_local {
            addresses.retain(|address| address.ip().is_loopback());
        }
        return Ok(Box::new(connect_any(&addresses, limit, host)?));
    };
    let failed = |fault| Cause::from_connection(fault, Stage::Connect, host);
    let timeout = limit.left().map_err(|time| failed(time.into()))?;
    let target = Target {
        host,
        port,
        timeout,
    };
    connector
        .open(&target)
        .map_err(|error| failed(error.into()))
}

impl Cause {
    /// The same of a connection that leads to the proxy and not to the API's server.
    fn of_proxy(self, proxy: &Proxy) -> Self {
        match self {
            Self::Timeout { limit, .. } => Self::Timeout {
                stage: Stage::Proxy,
                limit,
            },
            Self::Resolve { source, .. } | Self::Connect { source, .. } => Self::Proxy {
                proxy: proxy.to_string().into(),
                error: ProxyError::Unreachable(source),
            },
            cause => cause,
        }
    }

    /// No tunnel: a time-out that passed meanwhile is one, like at every other stage.
    fn from_proxy(error: ProxyError, proxy: &Proxy) -> Self {
        let name = proxy.to_string();
        match error {
            ProxyError::Interrupted(error) => {
                Self::from_connection(error.into(), Stage::Proxy, &name)
            }
            error => Self::Proxy {
                proxy: name.into(),
                error,
            },
        }
    }
}

/// Tries each address in turn. Each may take an equal share of the time that is left, so that
/// one that swallows packets leaves time for the next.
fn connect_any(addresses: &[SocketAddr], limit: Limit, host: &str) -> Result<TcpStream, Cause> {
    let mut first_error = None;
    for (tried, address) in addresses.iter().enumerate() {
        match connect_one(address, limit, addresses.len() - tried) {
            Ok(socket) => return Ok(socket),
            Err(error) => {
                first_error.get_or_insert(error);
            }
        }
        limit.left().map_err(|TimeIsUp(limit)| Cause::Timeout {
            stage: Stage::Connect,
            limit,
        })?;
    }
    let error = first_error.unwrap_or_else(|| {
        io::Error::new(
            io::ErrorKind::AddrNotAvailable,
            "it must be this machine, but has no loopback address",
        )
    });
    Err(Cause::from_connection(
        ConnectionError::Io(error),
        Stage::Connect,
        host,
    ))
}

fn connect_one(address: &SocketAddr, limit: Limit, attempts: usize) -> io::Result<TcpStream> {
    let socket = match limit.share(attempts)? {
        Some(share) => TcpStream::connect_timeout(address, share)?,
        None => TcpStream::connect(address)?,
    };
    // A request is written in one go or in few; none should wait for the last one's echo.
    socket.set_nodelay(true)?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::time::Duration;

    use super::*;

    fn within(time: Duration) -> Limit {
        Limit::after(time, TimeLimit::Connect)
    }

    /// An address on which nothing listens.
    fn dead() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    }

    #[test]
    fn a_dead_address_leaves_the_next_one_its_turn() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addresses = [dead(), listener.local_addr().unwrap()];
        for time in [Duration::from_secs(60), Duration::MAX] {
            let socket = connect_any(&addresses, within(time), "api.test").unwrap();
            assert_eq!(socket.peer_addr().unwrap(), addresses[1]);
        }
    }

    #[test]
    fn the_error_is_that_of_the_first_address() {
        let error = connect_any(&[dead(), dead()], within(Duration::MAX), "api.test").unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("cannot connect to api.test: "), "{text}");
        assert!(text.contains("refused"), "{text}");
    }

    #[test]
    fn a_limit_that_passes_between_two_addresses_is_a_timeout() {
        let error = connect_any(&[dead(), dead()], within(Duration::ZERO), "api.test").unwrap_err();
        let is_it = matches!(
            error,
            Cause::Timeout {
                stage: Stage::Connect,
                limit: TimeLimit::Connect,
            }
        );
        assert!(is_it, "{error:?}");
    }

    #[test]
    fn a_limit_that_passes_on_the_way_to_a_proxy_is_a_timeout_of_the_proxy() {
        let proxy = Proxy::parse("proxy.test").unwrap();
        for stage in [Stage::Resolve, Stage::Connect] {
            let limit = TimeLimit::Deadline;
            let cause = Cause::Timeout { stage, limit }.of_proxy(&proxy);
            let is_it = matches!(
                cause,
                Cause::Timeout {
                    stage: Stage::Proxy,
                    limit: TimeLimit::Deadline,
                }
            );
            assert!(is_it, "{cause:?}");
        }
    }

    #[test]
    fn without_an_address_it_says_so() {
        let error = connect_any(&[], within(Duration::MAX), "localhost").unwrap_err();
        let text = error.to_string();
        assert!(text.contains("no loopback address"), "{text}");
    }
}
