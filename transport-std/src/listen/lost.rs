//! Why a connection is of no more use.

use std::fmt;
use std::io;

use embedded_io_0_7 as embedded_io;

/// Why the connection is of no more use.
#[derive(Debug)]
pub(super) enum Lost {
    /// Time is up.
    Time,
    Io(io::Error),
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time => f.write_str("time is up"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Lost {}

impl embedded_io::Error for Lost {
    fn kind(&self) -> embedded_io::ErrorKind {
        match self {
            Self::Time => embedded_io::ErrorKind::TimedOut,
            Self::Io(_) => embedded_io::ErrorKind::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use embedded_io::Error as _;

    #[test]
    fn what_took_too_long_is_told_from_what_failed() {
        let late = Lost::Time;
        let failed = Lost::Io(io::Error::other("gone"));
        assert_eq!(
            (late.to_string(), failed.to_string()),
            ("time is up".into(), "gone".into())
        );
        assert_eq!(late.kind(), embedded_io::ErrorKind::TimedOut);
        assert_eq!(failed.kind(), embedded_io::ErrorKind::Other);
    }
}
