//! Streams that the caller opens in place of TCP connections.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

/// A stream of bytes to the server, such as a TCP connection or a Unix socket.
///
/// The client sets a time-out before the first read and the first write, and again whenever it
/// changes by about half. When it passes, the stream returns an error of the kind
/// [`WouldBlock`](io::ErrorKind::WouldBlock) or [`TimedOut`](io::ErrorKind::TimedOut), and the
/// client tries again if time is left. A read of 0 bytes is the end of the stream. The client
/// flushes after each write. Dropping the stream closes it.
pub trait Stream: Read + Write + Send {
    /// Bounds each later read, until the next call. `None` is no bound.
    ///
    /// # Errors
    /// Whatever the stream reports; the operation then fails.
    fn set_read_timeout(&mut self, time: Option<Duration>) -> io::Result<()>;

    /// Bounds each later write, until the next call. `None` is no bound.
    ///
    /// # Errors
    /// Whatever the stream reports; the operation then fails.
    fn set_write_timeout(&mut self, time: Option<Duration>) -> io::Result<()>;

    /// Whether later reads and writes return at once, with
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) where they would have to wait.
    ///
    /// The client checks with it whether an idle connection is still open.
    ///
    /// # Errors
    /// A stream that cannot do this returns an error, and serves one operation only.
    fn set_nonblocking(&mut self, nonblocking: bool) -> io::Result<()>;
}

/// Implements the three methods by the type's own methods of the same names.
macro_rules! stream_of_std {
    ($type:ty) => {
        impl Stream for $type {
            fn set_read_timeout(&mut self, time: Option<Duration>) -> io::Result<()> {
                Self::set_read_timeout(self, time)
            }

            fn set_write_timeout(&mut self, time: Option<Duration>) -> io::Result<()> {
                Self::set_write_timeout(self, time)
            }

            fn set_nonblocking(&mut self, nonblocking: bool) -> io::Result<()> {
                Self::set_nonblocking(self, nonblocking)
            }
        }
    };
}

stream_of_std!(TcpStream);
#[cfg(unix)]
stream_of_std!(std::os::unix::net::UnixStream);

impl<S: Stream + ?Sized> Stream for Box<S> {
    fn set_read_timeout(&mut self, time: Option<Duration>) -> io::Result<()> {
        (**self).set_read_timeout(time)
    }

    fn set_write_timeout(&mut self, time: Option<Duration>) -> io::Result<()> {
        (**self).set_write_timeout(time)
    }

    fn set_nonblocking(&mut self, nonblocking: bool) -> io::Result<()> {
        (**self).set_nonblocking(nonblocking)
    }
}

/// The peer of a stream: the API's server, or the proxy that the client uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Target<'t> {
    /// The host: a name, an IPv4 address, or an IPv6 address in brackets.
    pub host: &'t str,
    /// The port.
    pub port: u16,
    /// How long opening the stream may take; `None` is no limit. The client cannot interrupt it.
    pub timeout: Option<Duration>,
}

type Open = dyn Fn(&Target<'_>) -> io::Result<Box<dyn Stream>> + Send + Sync;

/// Opens streams by the caller's function.
#[derive(Clone)]
pub(crate) struct Connector(Arc<Open>);

impl Connector {
    pub(crate) fn new<S: Stream + 'static>(
        open: impl Fn(&Target<'_>) -> io::Result<S> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(move |target| Ok(Box::new(open(target)?))))
    }

    pub(crate) fn open(&self, target: &Target<'_>) -> io::Result<Box<dyn Stream>> {
        (self.0)(target)
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector")
    }
}
