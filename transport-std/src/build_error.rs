//! Why a client cannot be built.

use std::error::Error;
use std::fmt;

use gigapay_webhooks::ConfigError;

use crate::connection_error::Foreign;

/// Why a client cannot be built as it was described. No I/O has happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL, the language or the buffer's size is invalid.
    Config(ConfigError),
    /// The base URL says `http`, and its host (which this holds) is not this machine: the token
    /// would travel in clear. See [`insecure_http`](crate::ClientBuilder::insecure_http).
    PlainHttp(Box<str>),
    /// No certificate can be valid for this host.
    ServerName(Box<str>),
    /// A root certificate cannot be read, or the PEM contains none.
    Certificate(Foreign),
    /// Only added roots are trusted, and none was added.
    NoRoots,
    /// TLS cannot be set up.
    Tls(Foreign),
    /// The proxy's URL is invalid.
    #[non_exhaustive]
    Proxy {
        /// The environment variable that holds it, if it is from there.
        variable: Option<&'static str>,
        /// What is wrong, to be read behind "the proxy's URL".
        reason: &'static str,
    },
    /// This setting is a time of zero, in which nothing can be done.
    ZeroTime(&'static str),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::PlainHttp(host) => write!(
                f,
                "plain http to {host} would send the token unencrypted: use https"
            ),
            Self::ServerName(host) => write!(f, "no certificate can be valid for the host {host}"),
            Self::Certificate(error) => write!(f, "no usable root certificate: {error}"),
            Self::NoRoots => f.write_str("only added roots are trusted, and none was added"),
            Self::Tls(error) => write!(f, "TLS cannot be set up: {error}"),
            Self::Proxy { variable, reason } => match variable {
                Some(name) => write!(f, "the proxy's URL in {name} {reason}"),
                None => write!(f, "the proxy's URL {reason}"),
            },
            Self::ZeroTime(setting) => write!(f, "{setting} must not be zero"),
        }
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Config(error) => Some(error),
            Self::Certificate(error) | Self::Tls(error) => Some(&**error),
            _ => None,
        }
    }
}

impl From<ConfigError> for BuildError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}
