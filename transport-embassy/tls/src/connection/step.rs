//! What a connection asks of its owner.

use core::fmt;

#[expect(unused_imports, reason = "named in documentation")]
use super::Connection;

/// What a connection needs next.
///
/// Its `Debug` form shows how many bytes there are, never the bytes.
#[derive(PartialEq, Eq)]
#[must_use = "a connection only goes on when it is given what it needs"]
pub enum TlsStep<'x> {
    /// Write some of these bytes, then say how many with [`Connection::transmitted`].
    Transmit(&'x [u8]),
    /// Read into this, then say how many bytes with [`Connection::received`]; 0 is the end of the
    /// stream.
    Receive(&'x mut [u8]),
    /// The handshake is over: the server is authenticated. Go on with [`Connection::poll`].
    Connected,
    /// The server has sent data: [`Connection::read`] it.
    Data,
    /// The server has sent `close_notify`: no more data will come, and none was lost.
    Closed,
}

impl fmt::Debug for TlsStep<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transmit(bytes) => write!(f, "Transmit({} bytes)", bytes.len()),
            Self::Receive(space) => write!(f, "Receive({} bytes)", space.len()),
            Self::Connected => f.write_str("Connected"),
            Self::Data => f.write_str("Data"),
            Self::Closed => f.write_str("Closed"),
        }
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for TlsStep<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        match self {
            Self::Transmit(bytes) => defmt::write!(f, "Transmit({} bytes)", bytes.len()),
            Self::Receive(space) => defmt::write!(f, "Receive({} bytes)", space.len()),
            Self::Connected => defmt::write!(f, "Connected"),
            Self::Data => defmt::write!(f, "Data"),
            Self::Closed => defmt::write!(f, "Closed"),
        }
    }
}
