//! What can go wrong with a TCP connection.

use core::fmt;

use embassy_net::{dns, tcp};
use embedded_io_async_0_7 as embedded_io_async;
use embedded_io_async_0_7::ErrorKind;

/// Why there is no connection, or none any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TcpError {
    /// The name servers know no such name, or do not respond.
    Resolve(dns::Error),
    /// The host has no address that this device can reach: one of IPv6 takes the feature
    /// `proto-ipv6`.
    NoAddress,
    /// The server refuses connections, or nothing listens there.
    Refused,
    /// No packet comes back from any of the server's addresses.
    TimedOut,
    /// There is no route to the server.
    NoRoute,
    /// The connection was reset.
    Reset,
}

impl From<dns::Error> for TcpError {
    fn from(error: dns::Error) -> Self {
        Self::Resolve(error)
    }
}

impl From<tcp::ConnectError> for TcpError {
    fn from(error: tcp::ConnectError) -> Self {
        match error {
            tcp::ConnectError::ConnectionReset => Self::Refused,
            tcp::ConnectError::TimedOut => Self::TimedOut,
            // The socket is always reset before it is connected.
            tcp::ConnectError::InvalidState => Self::Reset,
            tcp::ConnectError::NoRoute => Self::NoRoute,
        }
    }
}

impl From<tcp::Error> for TcpError {
    fn from(error: tcp::Error) -> Self {
        match error {
            tcp::Error::ConnectionReset => Self::Reset,
        }
    }
}

impl fmt::Display for TcpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve(dns::Error::Failed) => "the name servers do not know the host",
            Self::Resolve(_) => "the host's name is not one that can be looked up",
            Self::NoAddress => "the host has no address of a version of IP that is built in",
            Self::Refused => "nothing listens there",
            Self::TimedOut => "no response",
            Self::NoRoute => "no route to the host",
            Self::Reset => "the connection was reset",
        })
    }
}

impl core::error::Error for TcpError {}

impl embedded_io_async::Error for TcpError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Resolve(dns::Error::InvalidName | dns::Error::NameTooLong) => {
                ErrorKind::InvalidInput
            }
            Self::NoAddress | Self::NoRoute => ErrorKind::AddrNotAvailable,
            Self::Resolve(_) => ErrorKind::NotFound,
            Self::Refused => ErrorKind::ConnectionRefused,
            Self::TimedOut => ErrorKind::TimedOut,
            Self::Reset => ErrorKind::ConnectionReset,
        }
    }
}
