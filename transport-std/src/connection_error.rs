//! What can go wrong with a connection.

use std::error::Error;
use std::fmt;
use std::io;

use embedded_io_0_7 as embedded_io;

use crate::deadline::{TimeIsUp, TimeLimit};

/// What another library reported.
pub(crate) type Foreign = Box<dyn Error + Send + Sync>;

/// A failure of the connection, as the driver loop passes it on.
#[derive(Debug)]
pub(crate) enum ConnectionError {
    Time(TimeLimit),
    Tls(rustls::Error),
    Io(io::Error),
}

impl ConnectionError {
    /// The same for interfaces that know only [`io::Error`]; its `From` reverses it.
    pub(crate) fn into_io(self) -> io::Error {
        match self {
            Self::Time(limit) => TimeIsUp(limit).into(),
            Self::Tls(error) => io::Error::other(error),
            Self::Io(error) => error,
        }
    }

    /// Whether the peer, or something in between, had closed the connection.
    pub(crate) fn is_disconnection(&self) -> bool {
        use io::ErrorKind::*;
        match self {
            Self::Io(error) => matches!(
                error.kind(),
                BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof
            ),
            Self::Time(_) | Self::Tls(_) => false,
        }
    }
}

impl From<TimeIsUp> for ConnectionError {
    fn from(time: TimeIsUp) -> Self {
        Self::Time(time.0)
    }
}

impl From<rustls::Error> for ConnectionError {
    fn from(error: rustls::Error) -> Self {
        Self::Tls(error)
    }
}

impl From<io::Error> for ConnectionError {
    fn from(error: io::Error) -> Self {
        let time = error.get_ref().and_then(|inner| inner.downcast_ref());
        match time {
            Some(TimeIsUp(limit)) => Self::Time(*limit),
            None => Self::Io(error),
        }
    }
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(limit) => TimeIsUp(*limit).fmt(f),
            Self::Tls(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl Error for ConnectionError {}

impl embedded_io::Error for ConnectionError {
    /// The loop asks only whether to try again.
    fn kind(&self) -> embedded_io::ErrorKind {
        match self {
            Self::Time(_) => embedded_io::ErrorKind::TimedOut,
            Self::Tls(_) => embedded_io::ErrorKind::InvalidData,
            Self::Io(error) if error.kind() == io::ErrorKind::Interrupted => {
                embedded_io::ErrorKind::Interrupted
            }
            Self::Io(_) => embedded_io::ErrorKind::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use embedded_io::Error as _;

    use super::*;

    #[test]
    fn the_loop_repeats_only_what_a_signal_interrupted() {
        let io = |kind: io::ErrorKind| ConnectionError::from(io::Error::from(kind));
        for (fault, kind) in [
            (
                ConnectionError::from(TimeIsUp(TimeLimit::Read)),
                embedded_io::ErrorKind::TimedOut,
            ),
            (
                rustls::Error::DecryptError.into(),
                embedded_io::ErrorKind::InvalidData,
            ),
            (
                io(io::ErrorKind::Interrupted),
                embedded_io::ErrorKind::Interrupted,
            ),
            (
                io(io::ErrorKind::ConnectionReset),
                embedded_io::ErrorKind::Other,
            ),
        ] {
            assert_eq!(fault.kind(), kind, "{fault:?}");
        }
    }

    #[test]
    fn each_says_what_its_cause_says() {
        for (fault, text) in [
            (
                ConnectionError::Time(TimeLimit::Read),
                "the read time-out has passed",
            ),
            (
                ConnectionError::Tls(rustls::Error::DecryptError),
                "cannot decrypt peer's message",
            ),
            (ConnectionError::Io(io::Error::other("gone")), "gone"),
        ] {
            assert_eq!(fault.to_string(), text);
        }
    }
}
