//! A TCP connection, or what the caller has in its place, on which no read or write outlasts its
//! time.

use std::io::{self, ErrorKind, Read, Write};
use std::time::Duration;

use crate::connector::Stream;
use crate::deadline::{Limit, TimeLimit};

/// A socket whose time-out is set anew before every read and write from what is left: a peer that
/// sends a byte now and then does not outlast the deadline.
pub(crate) struct Tcp {
    socket: Box<dyn Stream>,
    read_timeout: Duration,
    write_timeout: Duration,
    /// What bounds all reads and writes together, for the time being.
    bound: Limit,
}

impl Tcp {
    pub(crate) fn new(
        socket: Box<dyn Stream>,
        read_timeout: Duration,
        write_timeout: Duration,
        bound: Limit,
    ) -> Self {
        Self {
            socket,
            read_timeout,
            write_timeout,
            bound,
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
    /// nobody asked for it, so the connection serves no more.
    pub(crate) fn is_quiet(&mut self) -> bool {
        let read = self
            .socket
            .set_nonblocking(true)
            .and_then(|()| self.socket.read(&mut [0]));
        let blocking = self.socket.set_nonblocking(false);
        matches!(read, Err(error) if error.kind() == ErrorKind::WouldBlock) && blocking.is_ok()
    }
}

/// The longest time-out a socket is given: systems differ in how much they take.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn socket_timeout(limit: Limit) -> io::Result<Option<Duration>> {
    Ok(limit.left()?.map(|left| left.min(DAY)))
}

/// Whether to try again: a signal came, or the socket's own time-out, and whether that was the
/// limit, the limit decides.
fn is_passing(error: &io::Error) -> bool {
    use ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}

impl Read for Tcp {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let limit = Limit::after(self.read_timeout, TimeLimit::Read).or_earlier(self.bound);
        loop {
            self.socket.set_read_timeout(socket_timeout(limit)?)?;
            match self.socket.read(space) {
                Err(error) if is_passing(&error) => {}
                result => return result,
            }
        }
    }
}

impl Write for Tcp {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let limit = Limit::after(self.write_timeout, TimeLimit::Write).or_earlier(self.bound);
        loop {
            self.socket.set_write_timeout(socket_timeout(limit)?)?;
            match self.socket.write(bytes) {
                Err(error) if is_passing(&error) => {}
                result => return result,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
