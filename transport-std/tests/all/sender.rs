//! A sender of notifications to a listener, byte by byte if need be.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gigapay_sandbox::signature;

/// Only ends a test that hangs.
pub(crate) const WATCHDOG: Duration = Duration::from_secs(60);
pub(crate) const SECRET: &str = "c1329a085d65f7757838df5920fdcc9a";

pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_secs()
}

/// A signed request for `/`, with more field lines.
pub(crate) fn request(body: &str, more: &str) -> String {
    let signature = signature(SECRET, now(), body.as_bytes());
    format!("{}{more}\r\n{body}", head(&signature, body.len()))
}

/// A request's head without its end.
pub(crate) fn head(signature: &str, length: usize) -> String {
    format!(
        "POST / HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n\
         gigapay-SIGNATURE:  {signature} \r\nContent-Length: {length}\r\n"
    )
}

/// A connection to a listener.
pub(crate) struct Sender(pub(crate) TcpStream);

impl Sender {
    pub(crate) fn to(address: SocketAddr) -> Self {
        let tcp = TcpStream::connect(address).unwrap();
        tcp.set_read_timeout(Some(WATCHDOG)).unwrap();
        tcp.set_nodelay(true).unwrap();
        Self(tcp)
    }

    pub(crate) fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }

    /// The head of a response, which never has body; empty at the connection's end.
    pub(crate) fn response(&mut self) -> String {
        let mut text = String::new();
        let mut byte = [0];
        while !text.ends_with("\r\n\r\n") {
            match self.0.read(&mut byte) {
                Ok(0) => break,
                Ok(_) => text.push(char::from(byte[0])),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
                Err(error) => panic!("{error}"),
            }
        }
        text
    }

    /// The status of a response; 0 at the connection's end.
    pub(crate) fn status(&mut self) -> u16 {
        let response = self.response();
        let status = response.split(' ').nth(1);
        status.map_or(0, |digits| digits.parse().unwrap())
    }

    /// The status of the response to this.
    pub(crate) fn ask(&mut self, text: &str) -> u16 {
        self.send(text);
        self.status()
    }
}
