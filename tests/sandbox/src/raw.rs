//! Servers of which a test writes every byte, for responses that no API gives.

use std::io::Read;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

/// A server on this computer that does with each connection what a test says. Dropping it waits for
/// its connections to end.
///
/// ```
/// use std::io::Write;
/// use gigapay_sandbox::{RawServer, read_head};
///
/// let server = RawServer::start(1, |_, mut stream| {
///     read_head(&mut stream);
///     stream.write_all(b"HTTP/1.1 418 \r\nContent-Length: 0\r\n\r\n").unwrap();
/// });
/// // … point a client at server.base_url() …
/// # std::net::TcpStream::connect(server.addr())?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct RawServer {
    address: SocketAddr,
    thread: Option<JoinHandle<()>>,
}

impl RawServer {
    /// Gives `serve` so many connections, one after the other, each with its number from 0.
    ///
    /// # Panics
    /// When this computer has no free port.
    pub fn start(
        connections: usize,
        mut serve: impl FnMut(usize, TcpStream) + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let thread = thread::spawn(move || {
            for (number, stream) in listener.incoming().take(connections).enumerate() {
                serve(number, stream.expect("a connection"));
            }
        });
        let thread = Some(thread);
        Self { address, thread }
    }

    /// Returns the address it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Returns an API's base URL there.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}/v2/", self.address)
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        // After a failure, a connection that the thread waits for may never come.
        if let (Some(thread), false) = (self.thread.take(), thread::panicking()) {
            thread.join().expect("the server does what the test says");
        }
    }
}

/// Reads the head of a request or response with its empty line; `None` if the connection ends
/// first.
pub fn read_head(stream: &mut impl Read) -> Option<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return None,
        }
    }
    String::from_utf8(head).ok()
}

/// Returns an address of this computer at which nothing listens.
///
/// # Panics
/// When this computer has no free port.
#[must_use]
pub fn closed_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address")
}
