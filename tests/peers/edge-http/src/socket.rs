//! The canned responses behind the traits that edge-http requires.

use core::convert::Infallible;
use core::net::SocketAddr;

use board::Canned;
use edge_nal::{Close, Readable, TcpConnect, TcpShutdown, TcpSplit};
use embedded_io_async::{ErrorType, Read, Write};

/// Connects to the response with this number.
pub struct Stack(pub usize);

pub struct Socket(Canned);

impl TcpConnect for Stack {
    type Error = Infallible;
    type Socket<'a> = Socket;

    async fn connect(&self, _: SocketAddr) -> Result<Socket, Infallible> {
        Ok(Socket(board::connection(self.0)))
    }
}

impl ErrorType for Socket {
    type Error = Infallible;
}

impl Read for Socket {
    async fn read(&mut self, to: &mut [u8]) -> Result<usize, Infallible> {
        self.0.read(to).await
    }
}

impl Write for Socket {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        self.0.write(bytes).await
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        self.0.flush().await
    }
}

impl Readable for Socket {
    async fn readable(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl TcpShutdown for Socket {
    async fn close(&mut self, _: Close) -> Result<(), Infallible> {
        Ok(())
    }

    async fn abort(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

/// One half of a socket, which the client never uses.
pub struct Half;

impl ErrorType for Half {
    type Error = Infallible;
}

impl Read for Half {
    async fn read(&mut self, _: &mut [u8]) -> Result<usize, Infallible> {
        Ok(0)
    }
}

impl Readable for Half {
    async fn readable(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl Write for Half {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        Ok(bytes.len())
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl TcpSplit for Socket {
    type Read<'a> = Half;
    type Write<'a> = Half;

    fn split(&mut self) -> (Half, Half) {
        (Half, Half)
    }
}
