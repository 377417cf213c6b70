//! From an address to a connection.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use gigapay_webhooks_std::rustls::pki_types::ServerName;
use gigapay_webhooks_std::rustls::{ClientConfig, ClientConnection, StreamOwned};

use super::address::{Address, is_this_computer};
use super::error::Error;

/// A connection of which every read and write must be over at a time.
pub(super) struct Timed {
    tcp: TcpStream,
    end: Instant,
}

/// A connection, in clear or encrypted.
pub(super) enum Stream {
    Plain(Timed),
    Tls(Box<StreamOwned<ClientConnection, Timed>>),
}

/// Connects, and performs the TLS handshake of an https address.
pub(super) fn connect(
    address: &Address,
    tls: Option<&Arc<ClientConfig>>,
    end: Instant,
) -> Result<Stream, Error> {
    let addresses = addresses(&address.host, address.port).map_err(Error::of_connection)?;
    let tcp = connect_any(&addresses, end).map_err(Error::of_connection)?;
    let timed = Timed { tcp, end };
    match tls {
        None => Ok(Stream::Plain(timed)),
        Some(config) => {
            handshake(config.clone(), &address.host, timed).map_err(Error::of_connection)
        }
    }
}

/// Returns all addresses of a host. A name of this computer has none but its own, and `localhost`
/// has both of them even where the system knows one (RFC 6761 section 6.3).
fn addresses(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let found = (host, port).to_socket_addrs().map(Vec::from_iter);
    if !is_this_computer(host) {
        return found;
    }
    let mut found = found.unwrap_or_default();
    found.retain(|address| address.ip().is_loopback());
    if host.parse::<IpAddr>().is_err() {
        for ip in [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()] {
            let address = SocketAddr::new(ip, port);
            if !found.contains(&address) {
                found.push(address);
            }
        }
    }
    Ok(found)
}

/// Tries each address in turn, each for an equal share of the time that is left. The error is that
/// of the first one.
fn connect_any(addresses: &[SocketAddr], end: Instant) -> io::Result<TcpStream> {
    let mut first = None;
    for (address, untried) in addresses.iter().zip((1..=addresses.len() as u32).rev()) {
        match TcpStream::connect_timeout(address, left(end)? / untried) {
            Ok(tcp) => {
                tcp.set_nodelay(true)?;
                return Ok(tcp);
            }
            Err(error) => {
                first.get_or_insert(error);
            }
        }
    }
    Err(first.unwrap_or_else(|| ErrorKind::AddrNotAvailable.into()))
}

fn handshake(config: Arc<ClientConfig>, host: &str, mut timed: Timed) -> io::Result<Stream> {
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    let mut session = ClientConnection::new(config, name).map_err(io::Error::other)?;
    while session.is_handshaking() {
        session.complete_io(&mut timed)?;
    }
    Ok(Stream::Tls(Box::new(StreamOwned::new(session, timed))))
}

/// Returns the time left; never zero, which sockets take for "for ever".
fn left(end: Instant) -> io::Result<Duration> {
    let left = end.saturating_duration_since(Instant::now());
    match left.is_zero() {
        true => Err(late()),
        false => Ok(left),
    }
}

fn late() -> io::Error {
    io::Error::new(ErrorKind::TimedOut, "no response in time")
}

/// Some systems call a time-out of a socket that would block.
fn in_time<T>(result: io::Result<T>) -> io::Result<T> {
    result.map_err(|error| match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => late(),
        _ => error,
    })
}

impl Read for Timed {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        self.tcp.set_read_timeout(Some(left(self.end)?))?;
        in_time(self.tcp.read(space))
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tcp.set_write_timeout(Some(left(self.end)?))?;
        in_time(self.tcp.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Stream {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(timed) => timed.read(space),
            Self::Tls(tls) => tls.read(space),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(timed) => timed.write(bytes),
            Self::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(timed) => timed.flush(),
            Self::Tls(tls) => tls.flush(),
        }
    }
}
