//! Why there is no listener.

use std::fmt;
use std::io;

use gigapay_webhooks::notify::SetupError;

/// Why there is no listener.
#[derive(Debug)]
#[non_exhaustive]
pub enum ListenError {
    /// A secret is empty, there are too many secrets, or the path does not begin with `/`.
    Setup(SetupError),
    /// The address cannot be listened on.
    #[non_exhaustive]
    Bind {
        /// The address as it was given.
        address: Box<str>,
        /// What the system says.
        source: io::Error,
    },
    /// The thread that accepts connections cannot be started.
    Thread(io::Error),
}

impl fmt::Display for ListenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setup(error) => error.fmt(f),
            Self::Bind { address, source } => write!(f, "cannot listen on {address}: {source}"),
            Self::Thread(error) => write!(f, "cannot start a thread: {error}"),
        }
    }
}

impl std::error::Error for ListenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Setup(error) => Some(error),
            Self::Bind { source, .. } => Some(source),
            Self::Thread(error) => Some(error),
        }
    }
}

impl From<SetupError> for ListenError {
    fn from(error: SetupError) -> Self {
        Self::Setup(error)
    }
}
