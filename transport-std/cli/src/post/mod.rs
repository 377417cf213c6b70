//! Posts a notification over plain HTTP, with a connection for each.

mod address;
mod response;

use std::io::{self, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use address::is_this_computer;
pub(crate) use address::{Address, is_near};
pub(crate) use response::Response;
use response::read;

/// Posts JSON, and reads the response. All of it takes no longer than `time`.
pub(crate) fn post(
    address: &Address,
    signature: Option<&str>,
    json: &[u8],
    time: Duration,
) -> io::Result<Response> {
    let end = Instant::now() + time;
    let mut tcp = connect(address, end)?;
    let mut head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: gigapay-webhooks\r\nConnection: close\r\n\
         Accept: */*\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
        address.path,
        address.authority,
        json.len()
    );
    if let Some(signature) = signature {
        head += &format!("Gigapay-Signature: {signature}\r\n");
    }
    head += "\r\n";
    tcp.set_write_timeout(Some(left(end)?))?;
    let sent = tcp.write_all(&[head.as_bytes(), json].concat());
    // A server may refuse before it has read everything.
    read(&mut tcp, end).map_err(|error| sent.err().unwrap_or(error))
}

fn connect(address: &Address, end: Instant) -> io::Result<TcpStream> {
    let found = (address.host.as_str(), address.port).to_socket_addrs()?;
    let may = |socket: &SocketAddr| !is_this_computer(&address.host) || socket.ip().is_loopback();
    let mut failed = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for socket in found.filter(may) {
        match TcpStream::connect_timeout(&socket, left(end)?) {
            Ok(tcp) => {
                tcp.set_nodelay(true)?;
                return Ok(tcp);
            }
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// Returns the time left; never zero, which sockets take for "for ever".
fn left(end: Instant) -> io::Result<Duration> {
    let left = end.saturating_duration_since(Instant::now());
    match left.is_zero() {
        true => Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "no response in time",
        )),
        false => Ok(left),
    }
}
