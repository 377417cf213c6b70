//! From a host's name to a connection that is ready for a request.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use gigapay_webhooks::Server;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;

use crate::connection::Connection;
use crate::deadline::{Limit, TimeIsUp, TimeLimit};
use crate::fault::Fault;
use crate::resolve::resolve;
use crate::settings::Times;
use crate::tcp::Tcp;
use crate::tls::Tls;
use crate::{Cause, Stage};

/// How a connection is made safe, or why it need not be.
#[derive(Clone, Debug)]
pub(crate) enum Security {
    Tls {
        config: Arc<ClientConfig>,
        name: ServerName<'static>,
    },
    /// In clear, and only to this machine.
    LoopbackOnly,
    /// In clear, wherever to: the caller said so.
    Insecure,
}

/// Resolves, connects, and shakes hands, all of it within the connect time-out.
pub(crate) fn connect(
    server: Server<'_>,
    security: &Security,
    times: &Times,
    bound: Limit,
) -> Result<Connection, Cause> {
    let limit = bound.or_earlier(Limit::after(times.connect, TimeLimit::Connect));
    let mut addresses = resolve(server.host(), server.port(), limit)
        .map_err(|fault| Cause::from_fault(fault, Stage::Resolve, server.host()))?;
    if matches!(security, Security::LoopbackOnly) {
        addresses.retain(|address| address.ip().is_loopback());
    }
    let socket = connect_any(&addresses, limit, server.host())?;
    let tcp = Tcp::new(socket, times.read, times.write, limit);
    match security {
        Security::Tls { config, name } => Tls::handshake(config.clone(), name.clone(), tcp)
            .map(Connection::tls)
            .map_err(|fault| Cause::from_fault(fault, Stage::Tls, server.host())),
        Security::LoopbackOnly | Security::Insecure => Ok(Connection::plain(tcp)),
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
            "the name should mean this machine, but has no loopback address",
        )
    });
    Err(Cause::from_fault(Fault::Io(error), Stage::Connect, host))
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
    fn without_an_address_it_says_so() {
        let error = connect_any(&[], within(Duration::MAX), "localhost").unwrap_err();
        let text = error.to_string();
        assert!(text.contains("no loopback address"), "{text}");
    }
}
