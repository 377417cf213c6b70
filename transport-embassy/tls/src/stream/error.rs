//! Errors of streams: those of TLS, and those of the socket underneath.

use core::error::Error;
use core::fmt;

use embedded_io_0_7::{Error as IoError, ErrorKind};

use crate::error::TlsError;

/// Why a stream could not be made, or ended. `E` is the error of the socket, kept whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum StreamError<E> {
    /// The socket failed.
    Io(E),
    /// The socket took no byte.
    WriteZero,
    /// TLS failed.
    Tls(TlsError),
}

impl<E> StreamError<E> {
    /// Whether the same connection attempt may succeed at another time, with nothing changed here.
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::Io(_) | Self::WriteZero => true,
            Self::Tls(error) => error.is_retryable(),
        }
    }
}

impl<E> From<TlsError> for StreamError<E> {
    fn from(error: TlsError) -> Self {
        Self::Tls(error)
    }
}

impl<E: IoError> IoError for StreamError<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Io(error) => error.kind(),
            Self::WriteZero => ErrorKind::WriteZero,
            Self::Tls(error) => kind(error),
        }
    }
}

/// What a client above needs to know: kinds that say "never again" are those of errors that are not
/// retryable.
const fn kind(error: &TlsError) -> ErrorKind {
    match error {
        TlsError::Config(_) if error.is_retryable() => ErrorKind::Other,
        TlsError::Config(_) => ErrorKind::InvalidInput,
        TlsError::Capacity(_) => ErrorKind::OutOfMemory,
        TlsError::Certificate(_) => ErrorKind::PermissionDenied,
        TlsError::Protocol(_) | TlsError::Alert(_) if error.is_retryable() => {
            ErrorKind::ConnectionReset
        }
        TlsError::Protocol(_) => ErrorKind::InvalidData,
        TlsError::Alert(_) => ErrorKind::PermissionDenied,
        TlsError::Truncated => ErrorKind::ConnectionReset,
        // Not `Interrupted`, which invites to try again on the same connection.
        TlsError::Cancelled => ErrorKind::ConnectionAborted,
        TlsError::Dead => ErrorKind::NotConnected,
    }
}

impl<E: IoError> Error for StreamError<E> {
    /// Not the socket's error, which need not be `'static`: take it out of [`StreamError::Io`].
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Tls(error) => Some(error),
            Self::Io(_) | Self::WriteZero => None,
        }
    }
}

impl<E: fmt::Display> fmt::Display for StreamError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the socket failed: {error}"),
            Self::WriteZero => f.write_str("the socket takes no more bytes: connect again"),
            Self::Tls(error) => error.fmt(f),
        }
    }
}
