//! A connection to the server, in clear or encrypted, with the traits of the driver loop.

use std::io::{Read as _, Write as _};

use embedded_io_0_7::{ErrorType, Read, Write};

use crate::connection_error::ConnectionError;
use crate::deadline::Limit;
use crate::tcp::Tcp;
use crate::tls::Tls;

enum Stream {
    Plain(Tcp),
    Tls(Box<Tls>),
}

/// A connection that is ready for a request. Dropping it closes it.
pub(crate) struct Connection {
    stream: Stream,
    has_response: bool,
}

impl Connection {
    pub(crate) const fn plain(tcp: Tcp) -> Self {
        Self {
            stream: Stream::Plain(tcp),
            has_response: false,
        }
    }

    pub(crate) fn tls(tls: Tls) -> Self {
        Self {
            stream: Stream::Tls(Box::new(tls)),
            has_response: false,
        }
    }

    /// Whether any byte of a response ever came over it. If so, the server may have
    /// closed it since for being idle; otherwise it failed for another reason.
    pub(crate) const fn has_response(&self) -> bool {
        self.has_response
    }

    /// From now on, all reads and writes together must be over by then.
    pub(crate) fn set_bound(&mut self, bound: Limit) {
        match &mut self.stream {
            Stream::Plain(tcp) => tcp.set_bound(bound),
            Stream::Tls(tls) => tls.tcp().set_bound(bound),
        }
    }

    /// Whether the server has sent nothing unasked, neither bytes nor the connection's end.
    pub(crate) fn is_quiet(&mut self) -> bool {
        match &mut self.stream {
            Stream::Plain(tcp) => tcp.is_quiet(),
            Stream::Tls(tls) => tls.is_quiet(),
        }
    }
}

impl ErrorType for Connection {
    type Error = ConnectionError;
}

impl Read for Connection {
    fn read(&mut self, space: &mut [u8]) -> Result<usize, ConnectionError> {
        let read = match &mut self.stream {
            Stream::Plain(tcp) => tcp.read(space)?,
            Stream::Tls(tls) => tls.read(space)?,
        };
        self.has_response |= read > 0;
        Ok(read)
    }
}

impl Write for Connection {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ConnectionError> {
        match &mut self.stream {
            Stream::Plain(tcp) => Ok(tcp.write(bytes)?),
            Stream::Tls(tls) => tls.write(bytes),
        }
    }

    /// Nothing is held back: every write goes to the socket.
    fn flush(&mut self) -> Result<(), ConnectionError> {
        Ok(())
    }
}
