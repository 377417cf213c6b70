//! A TCP connection, or what the caller has in its place, on which no read or write outlasts its
//! time.

use std::io::{self, ErrorKind, Read, Write};
use std::time::Duration;

use crate::connector::Stream;
use crate::deadline::{Limit, TimeLimit};

/// A socket whose time-outs never exceed what is left: a peer that sends a byte now and then does
/// not outlast the deadline.
pub(crate) struct Tcp {
    socket: Box<dyn Stream>,
    read_timeout: Duration,
    write_timeout: Duration,
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
        Self {
            socket,
            read_timeout,
            write_timeout,
            bound,
            read: SocketTimeout::default(),
            write: SocketTimeout::default(),
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

/// The longest time-out a socket is given: systems differ in how much they take.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A time-out of a socket, which is set when it changes. Unknown at first: a stream of the caller's
/// may come with one.
#[derive(Debug, Default)]
struct SocketTimeout(Option<Option<Duration>>);

impl SocketTimeout {
    /// Calls `set` unless the socket has the right time-out already.
    fn keep_within(
        &mut self,
        limit: Limit,
        set: impl FnOnce(Option<Duration>) -> io::Result<()>,
    ) -> io::Result<()> {
        let timeout = limit.left()?.map(rounded_down);
        if self.0 != Some(timeout) {
            set(timeout)?;
            self.0 = Some(timeout);
        }
        Ok(())
    }
}

/// The largest power of two in microseconds up to `left`, so that it rarely changes. A socket that
/// wakes up too early waits again, for a shorter time.
fn rounded_down(left: Duration) -> Duration {
    let micros = left.min(DAY).as_micros().max(1);
    Duration::from_micros(1 << micros.ilog2())
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
        let socket = &mut *self.socket;
        loop {
            self.read
                .keep_within(limit, |timeout| socket.set_read_timeout(timeout))?;
            match socket.read(space) {
                Err(error) if is_passing(&error) => {}
                result => return result,
            }
        }
    }
}

impl Tcp {
    /// Calls `write` until it succeeds or time is up.
    fn write_within<T>(
        &mut self,
        limit: Limit,
        mut write: impl FnMut(&mut dyn Stream) -> io::Result<T>,
    ) -> io::Result<T> {
        let socket = &mut *self.socket;
        loop {
            self.write
                .keep_within(limit, |timeout| socket.set_write_timeout(timeout))?;
            match write(socket) {
                Err(error) if is_passing(&error) => {}
                result => return result,
            }
        }
    }
}

impl Write for Tcp {
    /// Holds nothing back: a stream of the caller's is flushed, too. To flush a socket of `std` is
    /// no system call.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let limit = Limit::after(self.write_timeout, TimeLimit::Write).or_earlier(self.bound);
        let written = self.write_within(limit, |socket| socket.write(bytes))?;
        self.write_within(limit, |socket| socket.flush())?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(seconds: u64) -> Limit {
        Limit::after(Duration::from_secs(seconds), TimeLimit::Read)
    }

    #[test]
    fn a_timeout_is_set_only_when_it_changes() {
        let mut set = Vec::new();
        let mut timeout = SocketTimeout::default();
        for seconds in [u64::MAX, u64::MAX, 30, 29, 3, 30] {
            let limit = after(seconds);
            let result = timeout.keep_within(limit, |timeout| {
                set.push(timeout);
                Ok(())
            });
            assert!(result.is_ok());
        }
        let micros = |power: u32| Some(Duration::from_micros(1 << power));
        assert_eq!(set, [None, micros(24), micros(21), micros(24)]);
    }

    #[test]
    fn a_timeout_that_cannot_be_set_is_not_taken_for_set() {
        let mut timeout = SocketTimeout::default();
        let failed = timeout.keep_within(after(30), |_| Err(ErrorKind::InvalidInput.into()));
        assert!(failed.is_err());
        let mut set = 0;
        let retried = timeout.keep_within(after(30), |_| {
            set += 1;
            Ok(())
        });
        assert!(retried.is_ok());
        assert_eq!(set, 1);
    }

    #[test]
    fn a_socket_never_waits_longer_than_what_is_left() {
        for micros in [1, 2, 3, 1000, 999_999, 30_000_000] {
            let left = Duration::from_micros(micros);
            let timeout = rounded_down(left);
            assert!(timeout <= left, "{timeout:?} of {left:?}");
            assert!(timeout * 2 > left, "{timeout:?} of {left:?}");
        }
        assert!(rounded_down(Duration::MAX) <= DAY);
        assert!(!rounded_down(Duration::from_nanos(1)).is_zero());
    }
}
