//! The errors between this image's client and a server.

use gigapay_webhooks_embassy::tcp::TcpError;
#[cfg(feature = "tls")]
use gigapay_webhooks_embassy::tls::{StreamError, TlsError};

/// The errors between the client and a server.
#[cfg(not(feature = "tls"))]
pub(super) type LinkError = TcpError;
/// The errors between the client and a server.
#[cfg(feature = "tls")]
pub(super) type LinkError = StreamError<TcpError>;

/// Whether the connection ended abruptly.
#[cfg(not(feature = "tls"))]
pub(super) fn is_cut(error: &LinkError) -> bool {
    *error == TcpError::Reset
}

/// Whether the connection ended abruptly.
#[cfg(feature = "tls")]
pub(super) fn is_cut(error: &LinkError) -> bool {
    matches!(
        error,
        StreamError::Tls(TlsError::Truncated) | StreamError::Io(TcpError::Reset)
    )
}
