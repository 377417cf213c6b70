//! A real socket with the traits of both driver loops.

use std::io::{Read, Write};
use std::net::TcpStream;

use embedded_io_0_7 as blocking_io;
use embedded_io_async_0_7 as async_io;

/// A TCP stream with the traits of both loops. The async ones block: they serve to test the loop.
#[derive(Debug)]
pub struct Socket(pub TcpStream);

fn kind(error: std::io::Error) -> blocking_io::ErrorKind {
    match error.kind() {
        std::io::ErrorKind::Interrupted => blocking_io::ErrorKind::Interrupted,
        _ => blocking_io::ErrorKind::Other,
    }
}

impl blocking_io::ErrorType for Socket {
    type Error = blocking_io::ErrorKind;
}

impl blocking_io::Read for Socket {
    fn read(&mut self, space: &mut [u8]) -> Result<usize, Self::Error> {
        self.0.read(space).map_err(kind)
    }
}

impl blocking_io::Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        self.0.write(bytes).map_err(kind)
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.0.flush().map_err(kind)
    }
}

impl async_io::Read for Socket {
    async fn read(&mut self, space: &mut [u8]) -> Result<usize, Self::Error> {
        blocking_io::Read::read(self, space)
    }
}

impl async_io::Write for Socket {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        blocking_io::Write::write(self, bytes)
    }

    async fn flush(&mut self) -> Result<(), Self::Error> {
        blocking_io::Write::flush(self)
    }
}
