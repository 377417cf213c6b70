//! A TCP connection, or the caller's stream in its place, with bounded reads and writes.

use std::io::{self, ErrorKind, Read, Write};
use std::time::Duration;

use crate::connector::Stream;
use crate::deadline::{Limit, TimeLimit};
use crate::socket_timeout::{SetTimeout, SocketTimeout};

/// A socket whose time-outs never exceed what is left: a peer that sends a byte now and then does
/// not outlast the deadline.
pub(crate) struct Tcp {
    socket: Box<dyn Stream>,
    /// What bounds all reads and writes together, for the time being.
    bound: Limit,
    read: SocketTimeout,
    write: SocketTimeout,
}

impl Tcp {
    pub(crate) fn new(
        socket: Box<dyn Stream>,
        read_timeout: Duration,
        write_timeout: Duration,
        bound: Limit,
    ) -> Self {
        let set_read: SetTimeout = |socket, time| socket.set_read_timeout(time);
        let set_write: SetTimeout = |socket, time| socket.set_write_timeout(time);
        Self {
            socket,
            bound,
            read: SocketTimeout::new(read_timeout, TimeLimit::Read, set_read),
            write: SocketTimeout::new(write_timeout, TimeLimit::Write, set_write),
        }
    }

    /// From now on, all reads and writes together must be over by then.
    pub(crate) fn set_bound(&mut self, bound: Limit) {
        self.bound = bound;
    }

    /// Writes what the system takes at once, and nothing if it takes nothing.
    pub(crate) fn write_now(&mut self, write: impl FnOnce(&mut dyn Stream)) {
        if self.socket.set_nonblocking(true).is_ok() {
            write(&mut *self.socket);
        }
        let _ = self.socket.set_nonblocking(false);
    }

    /// Whether nothing at all has arrived, not even the connection's end. A byte that has is lost:
    /// it was unasked, so the connection is of no further use.
    pub(crate) fn is_quiet(&mut self) -> bool {
        let read = self
            .socket
            .set_nonblocking(true)
            .and_then(|()| self.socket.read(&mut [0]));
        let blocking = self.socket.set_nonblocking(false);
        matches!(read, Err(error) if error.kind() == ErrorKind::WouldBlock) && blocking.is_ok()
    }
}

impl Read for Tcp {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let socket = &mut *self.socket;
        self.read
            .within(socket, self.bound, |socket| socket.read(space))
    }
}

impl Write for Tcp {
    /// Holds nothing back: a stream of the caller's is flushed, too. To flush a socket of `std` is
    /// no system call.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let socket = &mut *self.socket;
        let written = self
            .write
            .within(socket, self.bound, |socket| socket.write(bytes))?;
        self.write
            .within(socket, self.bound, |socket| socket.flush())?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
