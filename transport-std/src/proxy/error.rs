//! Why there is no tunnel through a proxy.

use std::error::Error;
use std::fmt;
use std::io;

/// Why a proxy opened no tunnel to the API's server. Nothing was sent to the API.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProxyError {
    /// The proxy's name has no address, or no address of it takes connections.
    Unreachable(io::Error),
    /// The connection to the proxy failed before the tunnel was open.
    Interrupted(io::Error),
    /// An HTTP proxy refused `CONNECT` with this status.
    #[non_exhaustive]
    Refused {
        /// The status of its response (RFC 9110 section 15). 407 asks for credentials.
        status: u16,
        /// Whether the request had credentials.
        had_credentials: bool,
    },
    /// A SOCKS proxy refused the connection with this reply (RFC 1928 section 6).
    SocksRefused(u8),
    /// A SOCKS proxy wants other credentials, or some where none were given (RFC 1929).
    #[non_exhaustive]
    SocksCredentials {
        /// Whether the proxy was sent credentials, and rejected them.
        had_credentials: bool,
    },
    /// What came is no response to `CONNECT`, or no SOCKS reply: something else listens there.
    InvalidResponse(&'static str),
}

impl ProxyError {
    /// Whether the same may succeed later although nothing changes.
    pub(crate) const fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Interrupted(_) => true,
            Self::Refused { status, .. } => matches!(status, 408 | 429 | 500..),
            // 1 general failure, 3 network, 4 host, 5 port, 6 time to live.
            Self::SocksRefused(reply) => matches!(reply, 1 | 3..=6),
            Self::SocksCredentials { .. } | Self::InvalidResponse(_) => false,
        }
    }
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(error) => write!(f, "cannot connect to it: {error}"),
            Self::Interrupted(error) => write!(f, "its connection failed: {error}"),
            Self::Refused {
                status,
                had_credentials,
            } => write!(
                f,
                "{} (status {status})",
                refusal(*status, *had_credentials)
            ),
            Self::SocksRefused(reply) => write!(f, "{} (reply {reply})", socks_refusal(*reply)),
            Self::SocksCredentials { had_credentials } => {
                f.write_str(credentials(*had_credentials))
            }
            Self::InvalidResponse(why) => write!(
                f,
                "{why}: check that its URL names a proxy, with the right scheme and port"
            ),
        }
    }
}

const fn refusal(status: u16, had_credentials: bool) -> &'static str {
    match status {
        // RFC 9110 wants 407 for wrong credentials too; tinyproxy sends 401.
        401 | 407 => credentials(had_credentials),
        403 => "it does not allow connections to the API's host and port; ask its operator",
        405 | 501 => "it does not support CONNECT; use another proxy",
        500.. => "it could not connect to the API's server; try again later",
        _ => "it refused to connect to the API's server",
    }
}

const fn credentials(given: bool) -> &'static str {
    match given {
        true => "it rejects the user name or the password in its URL",
        false => "it wants a user name and a password; put them into its URL",
    }
}

const fn socks_refusal(reply: u8) -> &'static str {
    match reply {
        2 => "it does not allow connections to the API's host and port; ask its operator",
        3 => "it has no network to the API's server",
        4 => "it cannot reach the API's server; socks5h lets it look up the name by itself",
        5 => "the API's server refuses its connection",
        6 => "its packets to the API's server expire on the way",
        7 => "it does not support CONNECT; use another proxy",
        8 => "it does not support this type of address; use socks5h",
        _ => "it could not connect to the API's server",
    }
}

impl Error for ProxyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unreachable(error) | Self::Interrupted(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for ProxyError {
    fn from(error: io::Error) -> Self {
        Self::Interrupted(error)
    }
}
