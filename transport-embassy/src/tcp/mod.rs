//! TCP over embassy-net, in clear.

mod address;
mod error;

use embassy_net::tcp::{State, TcpSocket};
use embassy_net::{IpAddress, Stack};
use embassy_time::{Duration, with_deadline, with_timeout};
use embedded_io_async_0_7::{ErrorType, Read, Write};
use gigapay_webhooks::{Scheme, Server};

use crate::{Link, Progress, Stage};
pub use error::TcpError;

/// How long to wait for a former connection's last packet to leave. Longer only if there is no
/// network, and then it does not matter.
const FAREWELL: Duration = Duration::from_millis(250);

/// A TCP connection of embassy-net, made anew when needed. Everything travels in clear.
///
/// It holds one socket of the stack for as long as it lives.
pub struct Tcp<'a> {
    stack: Stack<'a>,
    socket: TcpSocket<'a>,
}

impl<'a> Tcp<'a> {
    /// A socket on `stack` with these buffers: see [`TCP_RECEIVE`](crate::TCP_RECEIVE) and
    /// [`TCP_SEND`](crate::TCP_SEND).
    ///
    /// # Panics
    /// embassy-net panics if the stack has no socket left.
    pub fn new(stack: Stack<'a>, receive: &'a mut [u8], send: &'a mut [u8]) -> Self {
        let mut socket = TcpSocket::new(stack, receive, send);
        // A request that leaves in several pieces would wait for the server's delayed
        // acknowledgement of the first.
        socket.set_nagle_enabled(false);
        Self { stack, socket }
    }

    /// Makes sure that the socket is free, and that the peer of a former connection hears of its
    /// end.
    async fn reset(&mut self) {
        self.socket.abort();
        let _ = with_timeout(FAREWELL, self.socket.flush()).await;
    }

    async fn connect_to(&mut self, address: IpAddress, port: u16) -> Result<(), TcpError> {
        self.reset().await;
        Ok(self.socket.connect((address, port)).await?)
    }
}

impl Link for Tcp<'_> {
    const SCHEME: Scheme = Scheme::Http;

    async fn connect(&mut self, server: Server<'_>, progress: &Progress) -> Result<(), TcpError> {
        self.abort();
        progress.enter(Stage::Network);
        self.stack.wait_config_up().await;
        progress.enter(Stage::Resolve);
        let addresses = address::find(self.stack, server.host()).await?;
        progress.enter(Stage::Connect);
        let mut result = Err(TcpError::NoAddress);
        let mut left = addresses.len();
        for address in addresses {
            debug!("connecting to {}:{}", address, server.port());
            let attempt = self.connect_to(address, server.port());
            result = with_deadline(progress.share(left), attempt)
                .await
                .unwrap_or(Err(TcpError::TimedOut));
            if result.is_ok() {
                break;
            }
            left = left.saturating_sub(1);
        }
        result
    }

    fn is_quiet(&mut self) -> bool {
        self.socket.state() == State::Established && self.socket.recv_queue() == 0
    }

    fn abort(&mut self) {
        match self.socket.state() {
            // The server has said all: an orderly end costs no waiting.
            State::CloseWait => self.socket.close(),
            State::Closed | State::LastAck => {}
            _ => self.socket.abort(),
        }
    }

    async fn close(&mut self) {
        self.socket.close();
        // Waits until the server has acknowledged the end.
        let _ = self.socket.flush().await;
    }
}

impl ErrorType for Tcp<'_> {
    type Error = TcpError;
}

impl Read for Tcp<'_> {
    async fn read(&mut self, space: &mut [u8]) -> Result<usize, TcpError> {
        Ok(self.socket.read(space).await?)
    }
}

impl Write for Tcp<'_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, TcpError> {
        Ok(self.socket.write(bytes).await?)
    }

    /// Does nothing: the stack sends by itself. (embassy-net's own flush waits until all is
    /// acknowledged, which the response shows anyway, and fails if the server responds and then
    /// resets.)
    async fn flush(&mut self) -> Result<(), TcpError> {
        Ok(())
    }
}

impl core::fmt::Debug for Tcp<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Tcp")
            .field("state", &self.socket.state())
            .finish_non_exhaustive()
    }
}
